import { ExpectedError } from '../../errors.ts';
import { fitsDockerPattern, withoutEdges } from './dockerPattern.ts';
import { readText } from '../documents.ts';
import { commandsIn, programIn, unfollowed } from './dockerfileCommands.ts';
import { place, type DockerSubject } from './dockerfileFacts.ts';
import { lineage, type Instruction, type Stage } from './dockerfileStages.ts';
import { failed, names, passed, short } from '../finding.ts';
import { ignoredByDocker } from './ignoreRules.ts';
import { ignoreFileOf } from './imagePlan.ts';
import type { Finding } from '../model.ts';

const KEPT_OUT = ['.git', '.venv', '.env'];

/** What the build may copy from the project: neither its history, nor environments, nor settings. */
export async function smallContext(of: DockerSubject): Promise<Finding> {
  const expected = `a .dockerignore that keeps ${KEPT_OUT.join(', ')} out of the build`;
  const file = await ignoreFileOf(of.world, of.file, of.context);
  const ignoreFile = await readText(of.world, file);
  if (typeof ignoreFile !== 'string') {
    const next = `Create ${file}: begin with * and let in only what the image needs (!src).`;
    return { ...ignoreFile, expected, next };
  }
  const letIn = KEPT_OUT.filter((path) => !ignoredByDocker(ignoreFile, path));
  if (letIn.length === 0) return passed(expected, 'it does', { file });
  const next = `Add a line for ${letIn.join(', ')}, or begin with * and let in only what the image needs.`;
  return failed(expected, `it lets in ${letIn.join(', ')}`, next, { file });
}

const MANIFEST =
  /(?:^|\/)(?:[\w.*-]*requirements[\w.*-]*(?:\/[\w.*-]*)?|constraints[\w.*-]*|pyproject\.toml|uv\.lock|poetry\.lock|pdm\.lock|Pipfile(?:\.lock)?|setup\.(?:py|cfg)|environment\.ya?ml|package(?:-lock)?\.json)\*?$/;
// Longer than any path of a system; the pattern's time grows with the square of a name.
const LONGEST_PATH = 4096;

/** What installs by reading files: a program, and the words that say so. */
const INSTALLS: readonly (readonly [program: RegExp, words: RegExp])[] = [
  [
    /^pip[\d.]*$/,
    / (?:install|wheel|download) (?:.* )?(?:-[a-zA-Z]*[rc]\S*|--requirement\S*|--constraint\S*)(?: |$)/,
  ],
  [/^pip-sync$/, /$/],
  [/^(?:poetry|pdm|pipenv|pixi)$/, / (?:install|sync)(?: |$)/],
  [
    /^(?:conda|mamba|micromamba)$/,
    / (?:env (?:create|update)|(?:create|install|update) (?:.* )?(?:-f|--file)\S*)(?: |$)/,
  ],
  [/^uv$/, / sync(?: |$)/],
  [/^npm$/, / ci(?: |$)/],
];

/** Requirements are copied and installed before the code, so that a change of code installs nothing. */
export async function dependenciesBeforeCode(of: DockerSubject): Promise<Finding> {
  const expected = 'the requirements copied and installed before the code is copied';
  const next = 'Copy the requirements alone, install them, and copy the code after that.';
  const stage = of.stages.find((each) => each.instructions.some(isInstall));
  const install = stage?.instructions.find(isInstall);
  if (!stage || !install) {
    const runs = of.stages.flatMap(({ instructions }) =>
      instructions.filter(({ keyword }) => keyword === 'RUN'),
    );
    const unread = unfollowed(runs);
    if (unread !== undefined) {
      const how = 'Write the install into a RUN line of its own.';
      return { ...failed(expected, unread, how, { file: of.file }), status: 'unavailable' };
    }
    const found = 'no line that installs requirements from a file';
    return failed(expected, found, next, place(of, of.final.line));
  }
  const before = copiesBefore(stage, install);
  const code = await sourceFiles(of);
  const early = firstThatBrings(before, code);
  if (early) {
    const found = `${short(`${early.keyword} ${sources(early).join(' ')}`)} before the install on line ${install.line}`;
    return failed(expected, found, next, place(of, early.line));
  }
  const mounted = install.flags.some((flag) => flag.startsWith('--mount=type=bind'));
  const manifest = before.find((copy) => sources(copy).some(isManifest));
  if (!manifest && !mounted) {
    const found = `line ${install.line} installs, and no line before it copies the requirements`;
    return failed(expected, found, next, place(of, install.line));
  }
  const found = `${names(manifest ? sources(manifest) : ['a mount'])}, installed on line ${install.line}`;
  return passed(expected, found, place(of, install.line));
}

function isInstall(instruction: Instruction): boolean {
  if (instruction.keyword !== 'RUN') return false;
  return commandsIn(instruction).some(({ argv }) => installs(argv));
}

/** Whether a command installs what a file names; also as a module, or by `uv pip`. */
function installs(argv: readonly string[]): boolean {
  const module = /^python[\d.]*$/.test(programIn(argv)) && argv[1] === '-m';
  const byUv = programIn(argv) === 'uv' && argv[1] === 'pip';
  const words = module ? argv.slice(2) : byUv ? argv.slice(1) : argv;
  const program = programIn(words);
  const rest = ` ${words.slice(1).join(' ')}`;
  if (byUv && words[1] === 'sync') return true;
  return INSTALLS.some(([name, said]) => name.test(program) && said.test(rest));
}

function isManifest(source: string): boolean {
  return source.length <= LONGEST_PATH && MANIFEST.test(source);
}

/** What has come from the project into a stage, and into those that it begins from, before a line. */
function copiesBefore(stage: Stage, install: Instruction): readonly Instruction[] {
  const all = lineage(stage).flatMap(({ instructions }) => instructions);
  return all.filter(
    ({ keyword, line, flags }) =>
      (keyword === 'COPY' || keyword === 'ADD') &&
      line < install.line &&
      !flags.some((flag) => flag.startsWith('--from=')),
  );
}

function sources({ json, words }: Instruction): readonly string[] {
  return (json ?? words).slice(0, -1);
}

/** Python files of the build's folder, relative to it, but for those that only describe a package. */
async function sourceFiles({ world, context }: DockerSubject): Promise<readonly string[]> {
  const prefix = context === '' ? '' : `${context}/`;
  return (await world.list())
    .filter((file) => file.startsWith(prefix) && /\.(?:py|ipynb)$/.test(file))
    .map((file) => file.slice(prefix.length))
    .filter((file) => file !== 'setup.py');
}

// Patterns of COPY times files; a project and its Dockerfile have a hundredth of it.
const MOST_COMPARISONS = 5_000_000;

/**
 * The first COPY that brings any of the files.
 * @throws ExpectedError `limit` when there are too many patterns and files to compare
 */
function firstThatBrings(
  copies: readonly Instruction[],
  code: readonly string[],
): Instruction | undefined {
  // With the folders above them, so that a source without a pattern is looked up.
  const known = new Set(code);
  for (const file of code) {
    for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1)) {
      known.add(file.slice(0, at));
    }
  }
  let comparisons = 0;
  const brings = (written: string) => {
    const source = withoutEdges(written);
    if (source === '' || source === '.') return true;
    if (known.has(source)) return true;
    if (!/[*?[\\]/.test(source)) return false;
    comparisons += code.length;
    if (comparisons > MOST_COMPARISONS) {
      throw new ExpectedError(
        'limit',
        'The Dockerfile copies more patterns than can be compared with the project’s files',
        'Copy folders, not patterns: COPY src ./src.',
      );
    }
    return code.some(
      (file) => fitsDockerPattern(source, file) || fitsDockerPattern(`${source}/**`, file),
    );
  };
  return copies.find((copy) => sources(copy).some(brings));
}
