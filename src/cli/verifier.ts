import * as path from 'node:path';
import { version } from '../../package.json';
import { runMain } from './exit.ts';
import { VERIFY_USAGE, verifyCommand } from './verify.ts';

// The verifier of a project: `.mlops-roadmap/verify.cjs`, for terminals and CI, without the extension.

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(`Usage:\n  node .mlops-roadmap/verify.cjs ${VERIFY_USAGE}`);
    return 0;
  }
  const { text, code } = await verifyCommand(args, path.dirname(__dirname), version);
  console.log(text);
  return code;
}

runMain(main(process.argv.slice(2)));
