import * as v from 'valibot';
import { isFinding, readText } from '../documents.ts';
import { expectationSchema, judge } from '../expectation.ts';
import { factsSchema, failed, holdFacts, names, passed, together } from '../finding.ts';
import { placeAt, readAllYaml } from '../namedFile.ts';
import { defineKind, noCommands } from '../kind.ts';
import {
  noLatest,
  nonRoot,
  noPlainSecrets,
  pinnedImages,
  probes,
  readOnlyRoot,
  replicas,
  resources,
  rollingUpdate,
  selector,
} from '../kubernetes/manifestFacts.ts';
import { manifestsOf, type Manifest } from '../kubernetes/manifests.ts';
import type { Finding } from '../model.ts';
import { matchFiles, pathSchema } from '../paths.ts';
import type { CheckWorld } from '../world.ts';

const FACTS = {
  probes,
  resources,
  'non-root': nonRoot,
  'read-only-root': readOnlyRoot,
  'pinned-images': pinnedImages,
  'no-latest': noLatest,
  'no-plain-secrets': noPlainSecrets,
  replicas,
  'rolling-update': rollingUpdate,
  selector,
} as const;

const schema = v.strictObject({
  /** A file, or a pattern of files, with one object or many. */
  path: pathSchema,
  kind: v.string(),
  name: v.optional(v.string()),
  /** What must hold of every object of that kind and name. */
  facts: v.optional(factsSchema(FACTS)),
  expect: v.optional(v.array(expectationSchema), []),
});

type Spec = v.InferOutput<typeof schema>;

/** What Kubernetes manifests say, before any cluster has seen them. */
export const kubernetesKind = defineKind<Spec>({
  name: 'kubernetes',
  schema,
  commands: noCommands,
  async check(spec, world) {
    const all = await readManifests(world, spec.path);
    if (isFinding(all)) return all;
    const wanted = all.filter(
      ({ kind, name }) => kind === spec.kind && (spec.name === undefined || name === spec.name),
    );
    const expected = `a ${[spec.kind, spec.name].join(' ').trim()} in ${spec.path}`;
    if (wanted.length === 0) {
      const found = names(all.map(({ kind, name }) => `${kind} ${name}`));
      const [first] = all;
      const place = first && !spec.path.includes('*') ? { file: first.file } : {};
      return failed(expected, found, 'Add it, in a document of its own (after ---).', place);
    }
    const findings: Finding[] = [];
    for (const manifest of wanted) {
      await world.turn();
      findings.push(passed(expected, manifest.name, placeAt(manifest, manifest.at)));
      findings.push(...(await holdFacts(FACTS, spec.facts ?? [], { ...manifest, others: all })));
      for (const each of spec.expect) findings.push(await judged(world, manifest, each));
    }
    return together(findings);
  },
});

async function judged(
  world: CheckWorld,
  manifest: Manifest,
  expectation: Spec['expect'][number],
): Promise<Finding> {
  const { ok, expected, found, at } = await judge(
    world,
    manifest.object,
    expectation,
    manifest.file,
  );
  const place = placeAt(manifest, [...manifest.at, ...at]);
  const next = `Change it in the ${manifest.kind} ${manifest.name}.`;
  return ok ? passed(expected, found, place) : failed(expected, found, next, place);
}

/** All objects of the files; templates of Helm are passed over, as they are no YAML yet. */
async function readManifests(
  world: CheckWorld,
  path: string,
): Promise<readonly Manifest[] | Finding> {
  const files = await matchFiles(world, path);
  if (files.length === 0) return failed(`manifests in ${path}`, 'no such file', `Create ${path}.`);
  const found: Manifest[] = [];
  for (const file of files) {
    const documents = await readAllYaml(world, file);
    if (!isFinding(documents)) {
      found.push(...documents.flatMap(manifestsOf));
      continue;
    }
    const source = await readText(world, file);
    if (typeof source !== 'string' || !source.includes('{{')) return documents;
  }
  return found;
}
