import * as fs from 'node:fs';
import * as path from 'node:path';
import { installVsix } from '../../scripts/servedVscode/launch.mts';
import { root } from '../../scripts/setup/places.mjs';
import { reportAddress, reportAdvice } from '../../src/core/reportAddress.ts';
import { startEditor, temporaryFolder, type Editor } from '../harness/workbench.ts';

/** A served VS Code with the packaged product installed, as a learner has it. */
export async function startProduct(
  options: Parameters<typeof startEditor>[0] = {},
): Promise<Editor> {
  const dataFolder = options.dataFolder ?? temporaryFolder('product');
  installVsix(path.join(root, 'dist', 'mlops-roadmap.vsix'), dataFolder);
  const editor = await startEditor({ ...options, dataFolder });
  return {
    ...editor,
    stop: () => {
      editor.stop();
      if (options.dataFolder === undefined)
        fs.rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What this version tells a learner to do with a report. */
export function adviceOnReports(): string {
  const manifest = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
  return reportAdvice(reportAddress((JSON.parse(manifest) as { readonly bugs?: unknown }).bugs));
}
