import * as fs from 'node:fs';
import * as path from 'node:path';
import { actionlint, pythonTool, start } from './kit.ts';

interface Linter {
  readonly name: string;
  /** The files that it is for, relative to the project. */
  readonly files: RegExp;
  /** Its program; undefined where it could not be installed. */
  readonly program: () => string | undefined;
  readonly args: readonly string[];
}

const schema = (vendor: string, files: RegExp): Linter => ({
  name: `check-jsonschema for ${vendor}`,
  files,
  program: () => pythonTool('check-jsonschema'),
  args: ['--builtin-schema', `vendor.${vendor}`],
});

const WORKFLOWS = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const LINTERS: readonly Linter[] = [
  { name: 'shellcheck', files: /\.sh$/, program: () => pythonTool('shellcheck'), args: [] },
  {
    name: 'hadolint',
    files: /(?:^|\/)Dockerfile(?:\.\w+)?$/,
    program: () => pythonTool('hadolint'),
    args: [],
  },
  schema('github-workflows', WORKFLOWS),
  schema('dependabot', /^\.github\/dependabot\.yml$/),
  schema('compose-spec', /^compose\.ya?ml$/),
  {
    name: 'cfn-lint',
    files: /^deploy\/[^/]+\.yaml$/,
    program: () => pythonTool('cfn-lint'),
    args: ['--regions', 'eu-central-1', '--template'],
  },
  {
    // Actions are pinned by their major version; the notes say when that is enough.
    name: 'zizmor',
    files: WORKFLOWS,
    program: () => pythonTool('zizmor'),
    args: [
      ...['--offline', '--min-severity', 'high', '--no-progress'],
      ...['--config', path.join(import.meta.dirname, 'zizmor.yml')],
    ],
  },
  {
    name: 'actionlint',
    files: WORKFLOWS,
    program: actionlint,
    args: ['-no-color', '-shellcheck=', '-pyflakes='],
  },
];

/** Holds that each linter has nothing to say of the files that it is for; those that are not installed are passed over. */
export async function lintFiles(project: string): Promise<void> {
  const files = filesOf(project);
  for (const { name, files: own, program, args } of LINTERS) {
    const linted = files.filter((file) => own.test(file));
    const command = program();
    if (linted.length === 0 || command === undefined) continue;
    const ran = await start(project, command, [...args, ...linted]);
    if (ran.code !== 0) throw new Error(`${name}: ${ran.output}`);
  }
}

/** The paths of a project's files, without its environment. */
export function filesOf(project: string): readonly string[] {
  return fs
    .readdirSync(project, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(project, path.join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/^(?:\.venv|\.git)\//.test(file));
}
