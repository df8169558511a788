import * as path from 'node:path';
import { version } from '../../package.json';
import { runMain } from './exit.ts';
import { verifyCommand } from './verify.ts';
import { VERIFY_USAGE } from './verifyUsage.ts';

// Bundled as verify.cjs: the program `.mlops-roadmap/verify.cjs` of a project, for terminals and CI
// without the extension, and what the extension and the command line require.

export * from '../node/checks/verifier.ts';
export { verifyCommand };

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(`Usage:\n  python tasks.py verify ${VERIFY_USAGE}`);
    return 0;
  }
  const { text, code } = await verifyCommand(args, path.dirname(__dirname), version);
  console.log(text);
  return code;
}

if (require.main === module) runMain(main(process.argv.slice(2)));
