import { failed, names, passed, short } from '../finding.ts';
import { placeAt } from '../namedFile.ts';
import { isDigest, parseImage, whyFloating } from '../docker/imageReference.ts';
import type { Finding } from '../model.ts';
import { entries, get, isMapping, text } from '../untyped.ts';
import { placeInRun, type Workflow } from './workflowJobs.ts';

export function leastPermissions(of: Workflow): Finding {
  const expected = 'every job with no more permissions than it needs';
  const next =
    'Write permissions: contents: read at the top, and let a job that must write say so itself.';
  const whole = get(of.value, 'permissions');
  const parts = [
    { value: whole, path: ['permissions'], jobs: of.jobs.length },
    ...of.jobs.map(({ id, value }) => ({
      value: get(value, 'permissions'),
      path: ['jobs', id, 'permissions'],
      jobs: 1,
    })),
  ];
  for (const { value, path, jobs } of parts) {
    const writes = entries(value).find(([, level]) => level === 'write')?.[0];
    const at = placeAt(of, writes === undefined ? path : [...path, writes]);
    if (value === 'write-all') return failed(expected, 'permissions: write-all', next, at);
    if (writes !== undefined && jobs > 1) {
      return failed(expected, `all ${jobs} jobs may write ${short(writes)}`, next, at);
    }
  }
  const bare = of.jobs.find(({ value }) => get(value, 'permissions') === undefined);
  if (!isGiven(whole) && (bare || of.jobs.length === 0)) {
    const found = `no permissions, neither at the top nor in ${short(bare?.id ?? 'a job')}`;
    return failed(expected, found, next, placeAt(of, bare ? ['jobs', bare.id] : []));
  }
  return passed(expected, 'permissions are stated', placeAt(of, ['permissions']));
}

const isGiven = (permissions: unknown): boolean =>
  isMapping(permissions) || text(permissions) !== undefined;

export function timeout(of: Workflow): Finding {
  const expected = 'a time limit for every job';
  const next = 'Add timeout-minutes to it: without one, a job that hangs runs for six hours.';
  // A job that calls another workflow cannot have one.
  const own = of.jobs.filter(({ value }) => get(value, 'uses') === undefined);
  const bare = own.find(({ value }) => text(get(value, 'timeout-minutes')) === undefined);
  if (bare) {
    return failed(expected, `${short(bare.id)} has none`, next, placeAt(of, ['jobs', bare.id]));
  }
  return passed(expected, `timeout-minutes in ${names(own.map(({ id }) => id))}`, {
    file: of.file,
  });
}

const BRANCHES = /^(?:main|master|head|develop|dev|trunk|latest)$/i;

export function pinnedActions(of: Workflow): Finding {
  const expected = 'every action with a version or a commit';
  return eachAction(of, expected, (uses) => {
    if (uses.startsWith('docker://')) return whyFloating(uses.slice('docker://'.length));
    const reference = uses.split('@')[1];
    if (reference === undefined || reference === '') return 'no version';
    return BRANCHES.test(reference) ? `${reference}, a branch, which moves` : undefined;
  });
}

export function actionsByCommit(of: Workflow): Finding {
  const expected = 'every action by the whole hash of a commit';
  return eachAction(of, expected, (uses) => {
    if (uses.startsWith('docker://'))
      return isDigest(parseImage(uses).digest) ? undefined : 'no digest';
    return /@[0-9a-f]{40}$/.test(uses) ? undefined : 'no hash';
  });
}

function eachAction(
  of: Workflow,
  expected: string,
  problem: (uses: string) => string | undefined,
): Finding {
  const next = 'Write the version that you have tested behind the @, or the hash of its commit.';
  const used = of.jobs.flatMap((job) => [
    { uses: text(get(job.value, 'uses')) ?? '', path: ['jobs', job.id, 'uses'] },
    ...job.steps.map(({ uses, path }) => ({ uses, path: [...path, 'uses'] })),
  ]);
  // What begins with ./ comes from the same commit.
  const outside = used.filter(({ uses }) => uses !== '' && !uses.startsWith('./'));
  for (const { uses, path } of outside) {
    const why = problem(uses);
    if (why !== undefined) {
      return failed(expected, `${short(uses)} has ${why}`, next, placeAt(of, path));
    }
  }
  return passed(expected, names(outside.map(({ uses }) => uses)), { file: of.file });
}

const PRINTS = /^[^\n]*\b(?:echo|printf|cat\s+<<|print)\b[^\n]*$/gm;
const EXPRESSION = /\$\{\{\s*secrets\./;

export function noSecretEcho(of: Workflow): Finding {
  const expected = 'no step that prints a secret';
  const next = 'Give it to the program through env, and do not print it: logs are read by many.';
  const everywhere = secretVariables(of.value);
  for (const job of of.jobs) {
    const inJob = secretVariables(job.value);
    for (const step of job.steps) {
      const known = [everywhere, inJob, secretVariables(step.value)];
      for (const { 0: line, index } of step.run.matchAll(PRINTS)) {
        // Into another program, or into a file: that prints nothing.
        if (/\|\s*\w|>\s*[^&\s>]/.test(line)) continue;
        if (!EXPRESSION.test(line) && !mentionsAny(line, known)) continue;
        return failed(expected, short(line), next, placeInRun(of, step, index));
      }
    }
  }
  return passed(expected, 'none', { file: of.file });
}

const MENTION = /(?:\$\{?|\benv\.)(\w+)/g;

function mentionsAny(line: string, known: readonly ReadonlySet<string>[]): boolean {
  for (const [, name = ''] of line.matchAll(MENTION)) {
    if (known.some((names) => names.has(name))) return true;
  }
  return false;
}

/** Variables of a workflow, job or step that hold a secret. */
function secretVariables(of: unknown): ReadonlySet<string> {
  const given = entries(get(of, 'env'));
  return new Set(
    given.filter(([, value]) => EXPRESSION.test(text(value) ?? '')).map(([name]) => name),
  );
}

export function concurrency(of: Workflow): Finding {
  const expected = 'runs of the same branch that do not overtake each other (concurrency)';
  const next = 'Add concurrency with a group such as ci-${{ github.ref }}.';
  const groups = [of.value, ...of.jobs.map(({ value }) => value)].flatMap((each) => {
    const given = get(each, 'concurrency');
    return text(given) ?? text(get(given, 'group')) ?? [];
  });
  const [group] = groups;
  return group === undefined
    ? failed(expected, 'no concurrency group', next, placeAt(of, ['jobs']))
    : passed(expected, `the group ${short(group)}`, placeAt(of, ['concurrency']));
}
