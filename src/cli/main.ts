import * as path from 'node:path';
import { isExpected, sentence } from '../core/errors.ts';
import { compiledContent } from '../node/compiledContent.ts';
import { list } from './list.ts';
import { newProject } from './newProject.ts';

const USAGE = `Usage:
  node cli.js list [--json]
      The projects, and which of them this version can scaffold.
  node cli.js new <project> <folder> [--name NAME] [--set OPTION=VALUE]… [--dry-run] [--git]
      Write a project's starter into a folder. Existing files are never overwritten.

Exit codes: 0 all well, 2 wrong use or a folder that cannot be used.`;

async function main(args: readonly string[]): Promise<number> {
  const content = compiledContent(__dirname);
  const [command, ...rest] = args;
  switch (command) {
    case 'list':
      console.log(list(await content.roadmap(), rest));
      return 0;
    case 'new':
      console.log(await newProject(content, rest, (folder) => path.resolve(folder)));
      return 0;
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

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(isExpected(error) || isArgumentError(error) ? sentence(error) : error);
    process.exitCode = 2;
  },
);

function isArgumentError(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
}
