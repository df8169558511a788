import { ExpectedError } from '../../errors.ts';
import { formatOf, isFinding, readDocument } from '../documents.ts';
import type { ParsedFile } from '../parsedFile.ts';
import { show } from '../expectation.ts';
import { fitsTemplate, folderOf, isTemplate, normalPath, type DvcStage } from './dvcPipeline.ts';
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
  const runs = runsOf(lock);
  const files = new Map<string, ParsedFile | Finding>();
  for (const stage of stages) {
    const own = runs(stage);
    if (own.length < (stage.times ?? 1)) {
      const found = `${own.length} of ${stage.times ?? 1} runs of the stage ${short(stage.name)}`;
      return failed(expected, found, NEXT, { file });
    }
    for (const [name, run] of own) {
      const problem = differs(stage, run) ?? (await paramsDiffer(world, files, stage, run));
      if (problem === undefined) continue;
      const found = `the stage ${short(name)}: ${problem}`;
      return failed(expected, found, NEXT, placeAt(lock, ['stages', name]));
    }
  }
  return stages.length === 0
    ? failed(expected, 'no stages in dvc.yaml', 'Describe the pipeline in dvc.yaml.', { file })
    : passed(expected, names(stages.map(({ name }) => name)), { file });
}

type Run = readonly [name: string, value: unknown];

/** The recorded runs of a stage: one by its name, or those of a repeated stage (`train@0`). */
function runsOf(lock: NamedFile): (stage: DvcStage) => readonly Run[] {
  const named = new Map<string, readonly Run[]>();
  const repeated = new Map<string, Run[]>();
  for (const run of entries(get(lock.value, 'stages'))) {
    const [name] = run;
    named.set(name, [run]);
    if (!name.includes('@')) continue;
    const stage = name.slice(0, name.indexOf('@'));
    const others = repeated.get(stage);
    if (others) others.push(run);
    else repeated.set(stage, [run]);
  }
  return ({ name, times }) => (times === undefined ? named : repeated).get(name) ?? [];
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
    const { added, gone } = compare(stage[key], paths);
    if (added !== undefined) return `${short(added)} is not among its ${key} yet`;
    if (gone !== undefined) return `${short(gone)} was among its ${key}`;
    const bare = recorded.findIndex((each) =>
      HASHES.every((hash) => get(each, hash) === undefined),
    );
    if (bare >= 0) return `${short(paths[bare] ?? '')} has no hash`;
  }
  return undefined;
}

// Paths with `${…}` times recorded paths.
const MOST_COMPARISONS = 2_000_000;

/**
 * What is declared and not recorded, and the other way round.
 * @throws ExpectedError `limit` when there are too many paths with variables to compare
 */
function compare(
  declared: readonly string[],
  recorded: readonly string[],
): { readonly added: string | undefined; readonly gone: string | undefined } {
  const plain = new Set(
    declared.filter((each) => !isTemplate(each)).map((each) => normalPath(each)),
  );
  const templates = declared.filter(isTemplate).map((each) => normalPath(each));
  const paths = recorded.map((each) => normalPath(each));
  if (templates.length * paths.length > MOST_COMPARISONS) {
    throw new ExpectedError('limit', 'dvc.lock and dvc.yaml name more paths than can be compared');
  }
  const known = new Set(paths);
  const isThere = (each: string) =>
    isTemplate(each)
      ? paths.some((path) => fitsTemplate(normalPath(each), path))
      : known.has(normalPath(each));
  const isDeclared = (path: string) =>
    plain.has(normalPath(path)) ||
    templates.some((template) => fitsTemplate(template, normalPath(path)));
  return {
    added: declared.find((each) => !isThere(each)),
    gone: recorded.find((path) => !isDeclared(path)),
  };
}

/**
 * A parameter whose recorded value is not what its file says now.
 * @param files what has been read already
 */
async function paramsDiffer(
  world: CheckWorld,
  files: Map<string, ParsedFile | Finding>,
  stage: DvcStage,
  run: unknown,
): Promise<string | undefined> {
  for (const { file, key } of stage.params) {
    await world.turn();
    const recorded = get(run, 'params', file);
    if (!isMapping(recorded)) return `parameters of ${short(file)} are not recorded`;
    // With variables in the names, DVC alone can say which file and which key are meant.
    if (/\$\{|\.py$/.test(file + (key ?? ''))) continue;
    if (key !== undefined && !Object.hasOwn(recorded, key)) return `${short(key)} is not recorded`;
    const path = normalPath(file, stage.folder);
    const parsed = files.get(path) ?? (await readDocument(world, path, formatOf(path)));
    files.set(path, parsed);
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
