import * as path from 'node:path';
import { version } from '../../package.json';
import { compiledContent } from '../node/compiledContent.ts';
import { doctor } from './doctor.ts';
import { olderVerifierNote } from '../core/project/verifierVersion.ts';
import { shippedChecks } from '../node/shippedChecks.ts';
import { projectReader } from '../node/files/readInside.ts';
import { runMain } from './exit.ts';
import { list } from './list.ts';
import { newProject } from './newProject.ts';
import { updateProject } from './update.ts';
import { VERIFY_USAGE } from './verifyUsage.ts';

// A bundle of its own, which projects carry too.
const verifier = () => require('./verify.cjs') as typeof import('./verifier.ts');

const USAGE = `Usage:
  node cli.js list [--json]
      The projects, and which of them this version can scaffold.
  node cli.js new <project> <folder> [--name NAME] [--set OPTION=VALUE]… [--dry-run] [--git]
      Write a project's starter into a folder. Existing files are never overwritten.
  node cli.js verify ${VERIFY_USAGE}
  node cli.js update [dir] [--dry-run | --undo]
      Bring a project to what this version carries. Your changes are merged; --undo takes it back.
  node cli.js doctor [dir] [--yes] [--json]
      Which tools the project in a folder needs, and which of them this machine has.

Exit codes: 0 all well (verify: every step passed), 1 a check that did not pass,
2 a usage error or a folder that cannot be used, 128 + n when signal n ended a verification.`;

async function main(args: readonly string[]): Promise<number> {
  const content = compiledContent(__dirname);
  const [command, ...rest] = args;
  if (rest.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  switch (command) {
    case 'list':
      console.log(list(await content.roadmap(), rest));
      return 0;
    case 'new':
      console.log(await newProject(content, rest, (folder) => path.resolve(folder)));
      return 0;
    case 'verify': {
      const { text, code, root } = await verifier().verifyCommand(
        rest,
        process.cwd(),
        version,
        (record) => shippedChecks(content, record),
      );
      console.log(text);
      const note = await olderVerifierNote(projectReader(root), version);
      if (note !== undefined) console.error(note);
      return code;
    }
    case 'doctor':
      console.log(await doctor(await content.roadmap(), rest));
      return 0;
    case 'update': {
      const { text, code } = await updateProject(content, rest);
      console.log(text);
      return code;
    }
    case undefined:
    case 'help':
    case '--help':
      console.log(USAGE);
      return command === undefined ? 2 : 0;
    default:
      console.error(`There is no command “${command}”.\n\n${USAGE}`);
      return 2;
  }
}

runMain(main(process.argv.slice(2)));
