import { formatOf, isFinding, readDocument } from '../documents.ts';
import { show } from '../expectation.ts';
import { fitsTemplate, folderOf, normalPath, type DvcStage } from './dvcPipeline.ts';
import { failed, names, passed, short } from '../finding.ts';
import { placeAt, readYaml, type NamedFile } from '../namedFile.ts';
import type { Finding } from '../model.ts';
import { entries, get, isMapping, list, text, texts } from '../untyped.ts';
import type { CheckWorld } from '../world.ts';

const NEXT = 'Run: dvc repro, and commit dvc.lock.';
const HASHES = ['md5', 'etag', 'checksum', 'files'];

/** Whether `dvc.lock` records a run of every stage as `dvc.yaml` describes it now. */
export async function checkLocked(
  world: CheckWorld,
  pipeline: NamedFile,
  stages: readonly DvcStage[],
): Promise<Finding> {
  const file = normalPath('dvc.lock', folderOf(pipeline));
  const expected = `a run of every stage, recorded in ${file}`;
  const lock = await readYaml(world, file);
  if (isFinding(lock)) return { ...lock, expected, next: NEXT };
  const locked = entries(get(lock.value, 'stages'));
  for (const stage of stages) {
    const own = locked.filter(([name]) => isRunOf(stage, name));
    if (own.length < (stage.times ?? 1)) {
      const found = `${own.length} of ${stage.times ?? 1} runs of the stage ${short(stage.name)}`;
      return failed(expected, found, NEXT, { file });
    }
    for (const [name, run] of own) {
      const problem = differs(stage, run) ?? (await paramsDiffer(world, stage, run));
      if (problem === undefined) continue;
      const found = `the stage ${short(name)}: ${problem}`;
      return failed(expected, found, NEXT, placeAt(lock, ['stages', name]));
    }
  }
  return stages.length === 0
    ? failed(expected, 'no stages in dvc.yaml', 'Describe the pipeline in dvc.yaml.', { file })
    : passed(expected, names(stages.map(({ name }) => name)), { file });
}

function isRunOf(stage: DvcStage, name: string): boolean {
  return stage.times === undefined ? name === stage.name : name.startsWith(`${stage.name}@`);
}

/** What of a stage’s description has changed since it was run. */
function differs(stage: DvcStage, run: unknown): string | undefined {
  const cmd = texts(get(run, 'cmd'));
  const sameCommand =
    cmd.length === stage.cmd.length &&
    stage.cmd.every((each, index) => fitsTemplate(each.trim(), cmd[index]?.trim() ?? ''));
  if (!sameCommand) return `its cmd was ${short(cmd.join('; ')) || 'empty'}`;
  for (const key of ['deps', 'outs'] as const) {
    const recorded = list(get(run, key));
    const paths = recorded.map((each) => text(get(each, 'path')) ?? '');
    const added = stage[key].find((each) => !paths.some((path) => samePath(each, path)));
    if (added !== undefined) return `${short(added)} is not among its ${key} yet`;
    const gone = paths.find((path) => !stage[key].some((each) => samePath(each, path)));
    if (gone !== undefined) return `${short(gone)} was among its ${key}`;
    const bare = recorded.findIndex((each) =>
      HASHES.every((hash) => get(each, hash) === undefined),
    );
    if (bare >= 0) return `${short(paths[bare] ?? '')} has no hash`;
  }
  return undefined;
}

function samePath(template: string, path: string): boolean {
  return fitsTemplate(normalPath(template), normalPath(path));
}

/** A parameter whose recorded value is not what its file says now. */
async function paramsDiffer(
  world: CheckWorld,
  stage: DvcStage,
  run: unknown,
): Promise<string | undefined> {
  for (const { file, key } of stage.params) {
    const recorded = get(run, 'params', file);
    if (!isMapping(recorded)) return `parameters of ${short(file)} are not recorded`;
    // With variables in the names, DVC alone can say which file and which key are meant.
    if (/\$\{|\.py$/.test(file + (key ?? ''))) continue;
    if (key !== undefined && !Object.hasOwn(recorded, key)) return `${short(key)} is not recorded`;
    const path = normalPath(file, stage.folder);
    const parsed = await readDocument(world, path, formatOf(path));
    if (isFinding(parsed)) return `${path}: ${parsed.found}`;
    for (const each of key === undefined ? Object.keys(recorded) : [key]) {
      const [then, now] = [recorded[each], valueOf(parsed.value, each)];
      if (JSON.stringify(sorted(then)) === JSON.stringify(sorted(now))) continue;
      return `${short(each)} was ${shown(then)} and is ${shown(now)} now`;
    }
  }
  return undefined;
}

/** `train.C`, either as one key or as a path. */
function valueOf(document: unknown, key: string): unknown {
  return get(document, key) ?? get(document, ...key.split('.'));
}

/** A value whose mappings have their keys in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMapping(value)) return value;
  const keys = Object.keys(value).sort();
  return keys.map((key) => [key, sorted(value[key])]);
}

function shown(value: unknown): string {
  return value === undefined ? 'not there' : short(show(value));
}
