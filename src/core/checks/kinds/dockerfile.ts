import * as v from 'valibot';
import { dependenciesBeforeCode, smallContext } from '../docker/dockerfileContext.ts';
import {
  execFormCommand,
  healthCheck,
  noSecrets,
  nonRootUser,
  revisionLabel,
} from '../docker/dockerfileFacts.ts';
import { baseByDigest, multiStage, pinnedBase } from '../docker/dockerfileImages.ts';
import { parseDockerfile } from '../docker/dockerfileStages.ts';
import { readText } from '../documents.ts';
import { factsSchema, failed, holdFacts, together } from '../finding.ts';
import { defineKind, noCommands } from '../kind.ts';
import { pathSchema } from '../paths.ts';

const FACTS = {
  'non-root-user': nonRootUser,
  'health-check': healthCheck,
  'multi-stage': multiStage,
  'pinned-base': pinnedBase,
  'base-by-digest': baseByDigest,
  'exec-form-command': execFormCommand,
  'dependencies-before-code': dependenciesBeforeCode,
  'no-secrets': noSecrets,
  'revision-label': revisionLabel,
  'small-context': smallContext,
} as const;

const schema = v.strictObject({
  path: v.optional(pathSchema, 'Dockerfile'),
  /** The folder that is built, where it is not the project itself. */
  context: v.optional(pathSchema),
  facts: factsSchema(FACTS),
});

// Longer than any Dockerfile; the parser’s time grows faster than its input.
const LARGEST = 128 * 1024;

/** What a Dockerfile states about the image that it builds. */
export const dockerfileKind = defineKind<v.InferOutput<typeof schema>>({
  name: 'dockerfile',
  schema,
  commands: noCommands,
  async check({ path, context = '', facts }, world) {
    const source = await readText(world, path);
    if (typeof source !== 'string') return { ...source, expected: `${path} to describe an image` };
    const { stages, globals } = parseDockerfile(source.slice(0, LARGEST));
    const final = stages.at(-1);
    if (!final || source.length > LARGEST) {
      const found = final ? 'a file that is too long for one' : 'no FROM line';
      const next = 'Begin with the image to build on: FROM python:3.13-slim.';
      return failed(`${path} to describe an image`, found, next, { file: path });
    }
    const subject = {
      file: path,
      source,
      context: context.replace(/^\.?\/*|\/+$/g, ''),
      stages,
      globals,
      final,
      world,
    };
    return together(await holdFacts(FACTS, facts, subject));
  },
});
