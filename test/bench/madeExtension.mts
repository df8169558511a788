import * as fs from 'node:fs';
import * as path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { root } from '../../scripts/setup/places.mjs';

/** An extension made for a measure: one view in a container of its own. */
export interface MadeExtension {
  readonly name: string;
  /** Of the extension, its container and its view. */
  readonly title: string;
  /** Beside the opening of its view. */
  readonly activationEvents: readonly string[];
  readonly main: string;
}

/** Writes the extension into an empty folder and packs it there; returns its .vsix. */
export async function packExtension(
  folder: string,
  { name, title, activationEvents, main }: MadeExtension,
): Promise<string> {
  const manifest = {
    name,
    displayName: title,
    publisher: 'bench',
    version: '1.0.0',
    engines: { vscode: '^1.100.0' },
    extensionKind: ['workspace'],
    main: './main.js',
    activationEvents,
    contributes: {
      viewsContainers: { activitybar: [{ id: name, title, icon: 'icon.svg' }] },
      views: { [name]: [{ id: `${name}.view`, name: title, icon: 'icon.svg' }] },
    },
  };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  fs.copyFileSync(path.join(root, 'media', 'activity.svg'), path.join(folder, 'icon.svg'));
  fs.writeFileSync(path.join(folder, 'main.js'), main);
  const packagePath = path.join(folder, 'made.vsix');
  fs.writeFileSync(path.join(folder, '.vscodeignore'), '*.vsix\n');
  await createVSIX({
    cwd: folder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return packagePath;
}
