import * as v from 'valibot';
import { isFinding } from '../documents.ts';
import { factsSchema, failed, holdFacts, names, passed, together } from '../finding.ts';
import { readYaml } from '../namedFile.ts';
import { defineKind, noCommands } from '../kind.ts';
import type { Finding } from '../model.ts';
import { matchFiles, pathSchema } from '../paths.ts';
import { patternSchema } from '../pattern.ts';
import { describeWorkflow } from '../workflow/workflowDescription.ts';
import {
  actionsByCommit,
  concurrency,
  leastPermissions,
  noSecretEcho,
  pinnedActions,
  timeout,
} from '../workflow/workflowFacts.ts';
import type { CheckWorld } from '../world.ts';
import { workflowOf, type Workflow } from '../workflow/workflowJobs.ts';

const FACTS = {
  'least-permissions': leastPermissions,
  timeout,
  'pinned-actions': pinnedActions,
  'actions-by-commit': actionsByCommit,
  'no-secret-echo': noSecretEcho,
  concurrency,
} as const;

const schema = v.pipe(
  v.strictObject({
    /** A path, or a pattern of several workflows. */
    path: v.optional(pathSchema, '.github/workflows/*.y*ml'),
    /** Events that start it. */
    on: v.optional(v.array(v.string()), []),
    job: v.optional(v.string()),
    /** The steps of the job, or of all jobs, must run all of these; comments do not count. */
    runs: v.optional(v.array(patternSchema), []),
    /** Actions that must be used. */
    uses: v.optional(v.array(patternSchema), []),
    /** Arguments that an image must be built with, by a command or by an action. */
    buildArgs: v.optional(v.array(v.string()), []),
    /** Jobs that the job must wait for, directly or through others. */
    needs: v.optional(v.array(v.string()), []),
    /** What must hold of the workflow; of every workflow, when nothing says which one. */
    facts: v.optional(factsSchema(FACTS)),
  }),
  v.check(
    ({ job, needs }) => needs.length === 0 || job !== undefined,
    'must name a job when it names what the job needs',
  ),
);

type Spec = v.InferOutput<typeof schema>;

/** What a GitHub Actions workflow does, and how carefully. */
export const workflowKind = defineKind<Spec>({
  name: 'workflow',
  schema,
  commands: noCommands,
  async check(spec, world) {
    // GitHub runs the workflows at the top of a repository alone.
    const top = await world.top();
    if (!top) return look(spec, world);
    const files = await matchFiles(top, spec.path);
    if (files.length > 0) return atTheTop(await look(spec, top));
    const misplaced = (await matchFiles(world, spec.path)).length > 0;
    return misplaced ? notAtTheTop(spec.path) : look(spec, top);
  },
});

async function look(spec: Spec, world: CheckWorld): Promise<Finding> {
  const files = await matchFiles(world, spec.path);
  if (files.length === 0) {
    return failed(`a workflow ${spec.path}`, 'none', 'Create .github/workflows/ci.yml.');
  }
  const looked: { readonly workflow?: Workflow; readonly findings: readonly Finding[] }[] = [];
  for (const file of files) {
    const parsed = await readYaml(world, file);
    if (isFinding(parsed)) {
      looked.push({ findings: [parsed] });
      continue;
    }
    const workflow = workflowOf(parsed);
    looked.push({ workflow, findings: await describeWorkflow(world, spec, workflow) });
  }
  const { on, runs, uses, buildArgs, job } = spec;
  const described = job !== undefined || [...on, ...runs, ...uses, ...buildArgs].length > 0;
  const fitting = looked.filter(({ findings }) =>
    findings.every(({ status }) => status === 'passed'),
  );
  // The one that comes closest says best what is missing.
  const [closest] = [...looked].sort((a, b) => b.findings.length - a.findings.length);
  if (fitting.length === 0 || (!described && fitting.length < looked.length)) {
    const bad = described ? closest : looked.find((each) => !fitting.includes(each));
    return together(bad?.findings ?? []);
  }
  const findings = fitting.flatMap((each) => each.findings);
  for (const { workflow } of fitting) {
    if (workflow) findings.push(...(await holdFacts(FACTS, spec.facts ?? [], workflow)));
  }
  return findings.length === 0
    ? passed(`a workflow ${spec.path}`, names(files))
    : together(findings);
}

/** A finding names files of the project; this one is above it. */
function atTheTop({ file, line, ...finding }: Finding): Finding {
  if (file === undefined) return finding;
  const place = line === undefined ? file : `${file}:${line}`;
  return { ...finding, found: `${finding.found} (${place} at the top of the repository)` };
}

function notAtTheTop(path: string): Finding {
  return failed(
    `a workflow ${path} at the top of the repository`,
    'one in the project’s folder, where GitHub does not look for workflows',
    'Move .github to the top of the repository and set defaults.run.working-directory to the project’s folder, or give the project a repository of its own.',
  );
}
