import { fitsDockerPattern } from './dockerPattern.ts';
import { readText } from '../documents.ts';
import { place, type DockerSubject } from './dockerfileFacts.ts';
import { lineage, type Instruction, type Stage } from './dockerfileStages.ts';
import { failed, names, passed, short } from '../finding.ts';
import { ignoredByDocker } from './ignoreRules.ts';
import type { Finding } from '../model.ts';
import { isFile } from '../look.ts';

const KEPT_OUT = ['.git', '.venv', '.env'];

/** What the build may copy from the project: neither its history, nor environments, nor settings. */
export async function smallContext(of: DockerSubject): Promise<Finding> {
  const expected = `a .dockerignore that keeps ${KEPT_OUT.join(', ')} out of the build`;
  const own = `${of.file}.dockerignore`;
  const file = (await isFile(of.world, own))
    ? own
    : [of.context, '.dockerignore'].filter((part) => part !== '').join('/');
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
const INSTALL =
  /\bpip3?\b.*\binstall\b.*(?:\s-r|--requirement|\s-c\s)|\buv\s+(?:sync|pip\s+sync)\b|\b(?:poetry|pdm|pipenv)\s+(?:install|sync)\b|\bconda\b.*\benv\s+(?:create|update)\b|\bmamba\b.*\b(?:create|install)\b|\bnpm\s+ci\b/;

/** Requirements are copied and installed before the code, so that a change of code installs nothing. */
export async function dependenciesBeforeCode(of: DockerSubject): Promise<Finding> {
  const expected = 'the requirements copied and installed before the code is copied';
  const next = 'Copy the requirements alone, install them, and copy the code after that.';
  const stage = of.stages.find((each) => each.instructions.some(isInstall));
  const install = stage?.instructions.find(isInstall);
  if (!stage || !install) {
    const found = 'no line that installs requirements from a file';
    return failed(expected, found, next, place(of, of.final.line));
  }
  const before = copiesBefore(stage, install);
  const code = await sourceFiles(of);
  const early = before.find((copy) => bringsAny(copy, code));
  if (early) {
    const found = `${short(`${early.keyword} ${sources(early).join(' ')}`)} before the install on line ${install.line}`;
    return failed(expected, found, next, place(of, early.line));
  }
  const mounted = install.flags.some((flag) => flag.startsWith('--mount=type=bind'));
  const manifest = before.find((copy) => sources(copy).some((source) => MANIFEST.test(source)));
  if (!manifest && !mounted) {
    const found = `line ${install.line} installs, and no line before it copies the requirements`;
    return failed(expected, found, next, place(of, install.line));
  }
  const found = `${names(manifest ? sources(manifest) : ['a mount'])}, installed on line ${install.line}`;
  return passed(expected, found, place(of, install.line));
}

function isInstall({ keyword, words }: Instruction): boolean {
  return keyword === 'RUN' && INSTALL.test(words.join(' '));
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

function bringsAny(copy: Instruction, code: readonly string[]): boolean {
  return sources(copy).some((written) => {
    const source = written.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
    if (source === '' || source === '.') return true;
    return code.some(
      (file) => fitsDockerPattern(source, file) || fitsDockerPattern(`${source}/**`, file),
    );
  });
}
