import * as v from 'valibot';
import {
  healthCondition,
  loopbackPorts,
  namedVolumes,
  noVersionKey,
  readOnly,
  resourceLimits,
} from '../docker/composeFacts.ts';
import { noPlainSecrets, pinnedImages } from '../docker/composeImages.ts';
import { isFinding } from '../documents.ts';
import { factsSchema, failed, holdFacts, names, together } from '../finding.ts';
import { defineKind, noCommands } from '../kind.ts';
import { withMergeKeys } from '../docker/mergeKeys.ts';
import { readYaml } from '../namedFile.ts';
import { pathSchema } from '../paths.ts';
import { entries, get, isMapping } from '../untyped.ts';
import type { CheckWorld } from '../world.ts';
import { isFile } from '../look.ts';

const FACTS = {
  'loopback-ports': loopbackPorts,
  'health-condition': healthCondition,
  'no-version-key': noVersionKey,
  'no-plain-secrets': noPlainSecrets,
  'read-only': readOnly,
  'named-volumes': namedVolumes,
  'pinned-images': pinnedImages,
  'resource-limits': resourceLimits,
} as const;

// In the order in which Compose itself looks for them.
const DEFAULTS = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

const schema = v.strictObject({
  /** Otherwise the file that Compose itself would take. */
  path: v.optional(pathSchema),
  /** The service that the facts are about; all of them when it is left out. */
  service: v.optional(v.string()),
  facts: factsSchema(FACTS),
});

/** What a Compose file states about its services. */
export const composeKind = defineKind<v.InferOutput<typeof schema>>({
  name: 'compose',
  schema,
  commands: noCommands,
  async check({ path, service, facts }, world) {
    const file = path ?? (await defaultFile(world));
    const parsed = await readYaml(world, file);
    if (isFinding(parsed)) return parsed;
    const value = withMergeKeys(parsed.value);
    const services = entries(get(value, 'services')).filter(([, each]) => isMapping(each));
    const wanted = services.filter(([name]) => service === undefined || name === service);
    if (wanted.length === 0) {
      const expected = service === undefined ? 'at least one service' : `a service ${service}`;
      const next = `Describe it under services in ${file}.`;
      return failed(expected, names(services.map(([name]) => name)), next, { file });
    }
    const subject = {
      ...parsed,
      value,
      services: wanted.map(([name, inner]) => ({ name, value: inner })),
      one: service !== undefined,
    };
    return together(await holdFacts(FACTS, facts, subject));
  },
});

async function defaultFile(world: CheckWorld): Promise<string> {
  for (const name of DEFAULTS) if (await isFile(world, name)) return name;
  return 'compose.yaml';
}
