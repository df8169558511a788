import type { NamedFile } from '../namedFile.ts';
import { entries, get, list, text, texts } from '../untyped.ts';

/** One stage of `dvc.yaml`. Paths are as written, so relative to `folder`. */
export interface DvcStage {
  readonly name: string;
  /** Where it runs, from the project’s folder. */
  readonly folder: string;
  readonly cmd: readonly string[];
  readonly deps: readonly string[];
  /** Metrics and plots among them. */
  readonly outs: readonly string[];
  readonly metrics: readonly string[];
  readonly plots: readonly string[];
  readonly params: readonly DvcParam[];
  /** How often foreach or matrix repeats it at least; undefined for a stage that runs once. */
  readonly times: number | undefined;
}

/** A parameter that a stage depends on; without a key, everything in the file. */
export interface DvcParam {
  readonly file: string;
  readonly key?: string;
}

/** The stages of a `dvc.yaml`. */
export function stagesOf(file: NamedFile): readonly DvcStage[] {
  const home = folderOf(file);
  return entries(get(file.value, 'stages')).map(([name, stage]) => {
    const repeated = get(stage, 'foreach') === undefined ? undefined : get(stage, 'do');
    const body = repeated ?? stage;
    const [metrics, plots] = [namesIn(get(body, 'metrics')), namesIn(get(body, 'plots'))];
    return {
      name,
      folder: normalPath(text(get(body, 'wdir')) ?? '', home),
      cmd: texts(get(body, 'cmd')),
      deps: namesIn(get(body, 'deps')),
      outs: [...new Set([...namesIn(get(body, 'outs')), ...metrics, ...plots])],
      metrics,
      plots,
      params: list(get(body, 'params')).flatMap(paramsIn),
      times: timesOf(stage),
    };
  });
}

/** Metrics or plots that stand beside the stages, as paths from the project’s folder. */
export function sharedOutputs(file: NamedFile, key: 'metrics' | 'plots'): readonly string[] {
  const written = get(file.value, key);
  const parts = Array.isArray(written)
    ? written
    : entries(written).map(([name, how]) => ({ [name]: how }));
  const found = parts.flatMap((part) => [
    ...namesIn([part]),
    // A plot may have a title of its own, and name its files below the axes.
    ...entries(part).flatMap(([, how]) => namesIn([get(how, 'x'), get(how, 'y')])),
  ]);
  return found.map((path) => normalPath(path, folderOf(file)));
}

/** The folder of a `dvc.yaml`; empty for the project’s own. */
export function folderOf({ file }: NamedFile): string {
  return normalPath('..', file);
}

/** Entries of a list are texts, or mappings from a text to its settings. */
function namesIn(value: unknown): readonly string[] {
  return list(value).flatMap((each) => text(each) ?? entries(each).map(([name]) => name));
}

function paramsIn(value: unknown): readonly DvcParam[] {
  const key = text(value);
  if (key !== undefined) return [{ file: 'params.yaml', key }];
  return entries(value).flatMap(([file, keys]) =>
    Array.isArray(keys) ? texts(keys).map((each) => ({ file, key: each })) : [{ file }],
  );
}

function timesOf(stage: unknown): number | undefined {
  const [each, matrix] = [get(stage, 'foreach'), get(stage, 'matrix')];
  if (each === undefined && matrix === undefined) return undefined;
  const size = (of: unknown) =>
    Math.max(1, Array.isArray(of) ? of.length : matrix === undefined ? entries(of).length : 1);
  return matrix === undefined
    ? size(each)
    : entries(matrix).reduce((product, [, values]) => product * size(values), 1);
}

/** A path in its shortest form, from where `folder` begins. */
export function normalPath(written: string, folder = ''): string {
  const parts: string[] = [];
  for (const part of `${folder}/${written}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** Whether a path is declared itself, or is in a folder that is. */
export function covers(declared: string, path: string): boolean {
  if (!isTemplate(declared)) return path === declared || path.startsWith(`${declared}/`);
  return path.split('/').some((_, index, parts) => {
    const upper = parts.slice(0, index + 1).join('/');
    return fitsTemplate(declared, upper);
  });
}

/** Whether a text has `${…}` for DVC to fill in. */
export function isTemplate(written: string): boolean {
  return written.includes('${');
}

/** Whether a text can come of another one whose `${…}` DVC fills in. */
export function fitsTemplate(template: string, written: string): boolean {
  const [head = '', ...others] = template.split(/\$\{[^{}]*\}/);
  const last = others.pop();
  if (last === undefined) return head === written;
  if (!written.startsWith(head) || !written.endsWith(last)) return false;
  let at = head.length;
  for (const part of others) {
    const found = written.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= written.length - last.length;
}
