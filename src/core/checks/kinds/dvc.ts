import * as v from 'valibot';
import { isFinding } from '../documents.ts';
import { checkRemote } from '../dvc/dvcConfig.ts';
import { checkLocked } from '../dvc/dvcLock.ts';
import { covers, normalPath, sharedOutputs, stagesOf, type DvcStage } from '../dvc/dvcPipeline.ts';
import { failed, names, passed, together } from '../finding.ts';
import { placeAt, readYaml, type NamedFile } from '../namedFile.ts';
import { defineKind, noCommands } from '../kind.ts';
import type { Finding } from '../model.ts';
import { pathSchema } from '../paths.ts';
import { get, list, text } from '../untyped.ts';
import type { CheckWorld } from '../world.ts';
import { isFile } from '../look.ts';

const paths = v.optional(v.array(pathSchema), []);

const schema = v.pipe(
  v.strictObject({
    path: v.optional(pathSchema, 'dvc.yaml'),
    /** The stage that the lists are about; all stages together when it is left out. */
    stage: v.optional(v.string()),
    /** Each is named itself, or is in a folder that is named. */
    deps: paths,
    outs: paths,
    metrics: paths,
    plots: paths,
    /** Keys of parameter files; `train` covers `train.C`. */
    params: v.optional(v.array(v.string()), []),
    /** A remote in `.dvc/config`: by its name, or whichever is the default. */
    remote: v.optional(v.union([v.literal(true), v.string()])),
    /** Every stage has been run as it is described now. */
    locked: v.optional(v.literal(true)),
    /** A path that DVC keeps: by a `.dvc` file, or as an output of a stage. */
    tracked: v.optional(pathSchema),
  }),
  v.check(
    ({ path: _, ...wishes }) =>
      Object.values(wishes).some((wish) => (Array.isArray(wish) ? wish.length > 0 : wish)),
    'must say what to look for',
  ),
);

type Spec = v.InferOutput<typeof schema>;

/** What DVC's own files state about data and pipeline; starts no program. */
export const dvcKind = defineKind<Spec>({
  name: 'dvc',
  schema,
  commands: noCommands,
  async check(spec, world) {
    const findings: Finding[] = [];
    if (spec.remote !== undefined) findings.push(await checkRemote(world, spec.remote));
    const lists = [...spec.deps, ...spec.outs, ...spec.metrics, ...spec.plots, ...spec.params];
    const pipeline = spec.stage !== undefined || lists.length > 0 || spec.locked === true;
    if (spec.tracked === undefined && !pipeline) return together(findings);
    const file = await readYaml(world, spec.path);
    const stages = isFinding(file) ? [] : stagesOf(file);
    if (spec.tracked !== undefined) findings.push(await checkTracked(world, spec, stages));
    if (!pipeline) return together(findings);
    if (isFinding(file)) return together([...findings, file]);
    const wanted = stages.filter(({ name }) => spec.stage === undefined || name === spec.stage);
    findings.push(checkStage(spec, file, stages, wanted), ...checkLists(spec, file, wanted));
    if (spec.locked === true) findings.push(await checkLocked(world, file, wanted));
    return together(findings);
  },
});

function checkStage(
  spec: Spec,
  file: NamedFile,
  all: readonly DvcStage[],
  wanted: readonly DvcStage[],
): Finding {
  const expected = spec.stage === undefined ? 'a pipeline with stages' : `a stage ${spec.stage}`;
  const found = `stages: ${names(all.map(({ name }) => name))}`;
  const [first] = wanted;
  if (first) return passed(expected, found, placeAt(file, ['stages', first.name]));
  const next = 'Describe it under stages: its cmd, deps, params and outs.';
  return failed(expected, found, next, placeAt(file, ['stages']));
}

const LISTS = ['deps', 'outs', 'metrics', 'plots', 'params'] as const;

function checkLists(spec: Spec, file: NamedFile, stages: readonly DvcStage[]): readonly Finding[] {
  return LISTS.flatMap((key) => {
    const declared = stages.flatMap((stage) => declaredBy(stage, key));
    if (key === 'metrics' || key === 'plots') {
      declared.push(...sharedOutputs(file, key));
    }
    return spec[key].map((wish) => {
      const who = spec.stage === undefined ? 'the pipeline' : `the stage ${spec.stage}`;
      const expected = `${who} to have ${wish} among its ${key}`;
      const at = placeAt(file, spec.stage === undefined ? ['stages'] : ['stages', spec.stage, key]);
      const found = `${key}: ${names(declared)}`;
      return declared.some((each) => holds(key, each, wish))
        ? passed(expected, found, at)
        : failed(expected, found, `Add it to ${key} in ${file.file}.`, at);
    });
  });
}

function declaredBy(stage: DvcStage, key: (typeof LISTS)[number]): readonly string[] {
  return key === 'params'
    ? stage.params.map((param) => param.key ?? `everything in ${param.file}`)
    : stage[key].map((path) => normalPath(path, stage.folder));
}

function holds(key: (typeof LISTS)[number], declared: string, wish: string): boolean {
  if (key !== 'params') return covers(declared, normalPath(wish));
  return (
    declared.startsWith('everything in ') || wish === declared || wish.startsWith(`${declared}.`)
  );
}

async function checkTracked(
  world: CheckWorld,
  spec: Spec,
  stages: readonly DvcStage[],
): Promise<Finding> {
  const wish = normalPath(spec.tracked ?? '');
  const expected = `${wish} to be kept by DVC`;
  const stage = stages.find(({ folder, outs }) =>
    outs.some((out) => covers(normalPath(out, folder), wish)),
  );
  if (stage) return passed(expected, `an output of the stage ${stage.name}`, { file: spec.path });
  const parts = wish.split('/');
  for (let length = parts.length; length > 0; length -= 1) {
    const path = parts.slice(0, length).join('/');
    if (!(await isFile(world, `${path}.dvc`))) continue;
    const parsed = await readYaml(world, `${path}.dvc`);
    if (isFinding(parsed)) return { ...parsed, expected };
    const out = list(get(parsed.value, 'outs')).find(
      (each) => text(get(each, 'path')) === parts[length - 1],
    );
    if (out !== undefined) return passed(expected, `by ${path}.dvc`, { file: `${path}.dvc` });
  }
  return failed(
    expected,
    'neither a .dvc file nor a stage names it',
    `Run: dvc add ${wish}, and commit ${wish}.dvc.`,
  );
}
