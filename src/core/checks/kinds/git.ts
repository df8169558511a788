import * as v from 'valibot';
import { EVIDENCE_PATH } from '../../project/paths.ts';
import { defineKind, noCommands } from '../kind.ts';
import type { Finding } from '../model.ts';
import { pathSchema } from '../paths.ts';
import { compilePattern, patternSchema } from '../pattern.ts';
import { withoutHistory } from '../repository.ts';
import { findSecret } from '../secrets.ts';
import type { CheckWorld } from '../world.ts';
import { lookFailed } from '../look.ts';

const schema = v.strictObject({
  /** At least so many commits that can be reached from HEAD, with a subject like `matches`. */
  commits: v.optional(
    v.strictObject({
      atLeast: v.optional(v.number(), 1),
      matches: v.optional(patternSchema),
      /** Only commits that change this path. */
      path: v.optional(pathSchema),
      /** Only merges, or only commits that are none. */
      merges: v.optional(v.boolean()),
    }),
  ),
  /** A tag that HEAD's history holds. */
  tag: v.optional(v.strictObject({ matches: patternSchema, annotated: v.optional(v.boolean()) })),
  /** A branch, here or on a remote. */
  branch: v.optional(patternSchema),
  /** Paths that Git must ignore; they need not exist. */
  ignored: v.optional(v.array(pathSchema)),
  /** Paths that a commit must hold. */
  tracked: v.optional(v.array(pathSchema)),
  /** Paths that no commit of HEAD's history may hold. */
  neverTracked: v.optional(v.array(pathSchema)),
  /** No change that is not committed, but for the evidence. */
  clean: v.optional(v.boolean()),
  /** No password, key or token in any tracked file, nor in the last commits. */
  noSecrets: v.optional(v.boolean()),
});

type Spec = v.InferOutput<typeof schema>;

/** What Git knows of the project. */
export const gitKind = defineKind<Spec>({
  name: 'git',
  schema,
  commands: noCommands,
  async check(spec, world) {
    const without = await withoutHistory(world);
    if (without) return without;
    let last: Finding | undefined;
    for (const part of PARTS) {
      last = (await part(spec, world)) ?? last;
      if (last !== undefined && last.status !== 'passed') return last;
    }
    return last ?? { status: 'error', expected: 'something to ask of Git', found: 'nothing' };
  },
});

type Part = (spec: Spec, world: CheckWorld) => Promise<Finding | undefined>;

const lines = (text: string) => text.split('\n').filter((line) => line !== '');
const passed = (expected: string, found: string): Finding => ({
  status: 'passed',
  expected,
  found,
});
const failed = (expected: string, found: string, next?: string, file?: string): Finding => ({
  status: 'failed',
  expected,
  found,
  ...(file === undefined ? {} : { file }),
  ...(next === undefined ? {} : { next }),
});

const commits: Part = async ({ commits: wish }, world) => {
  if (!wish) return undefined;
  const merges = wish.merges === undefined ? [] : [wish.merges ? '--merges' : '--no-merges'];
  const path = wish.path === undefined ? [] : ['--', wish.path];
  const { stdout } = await world.git([
    'log',
    '--format=%s',
    '--max-count=2000',
    ...merges,
    ...path,
  ]);
  const subjects = lines(stdout);
  const { matches } = wish;
  const fitting =
    matches === undefined
      ? subjects
      : subjects.filter((subject) => compilePattern(matches).test(subject));
  const what = `${wish.merges === true ? 'merge commits' : 'commits'}${
    matches === undefined ? '' : ` whose subject is like /${matches}/`
  }${wish.path === undefined ? '' : ` that change ${wish.path}`}`;
  const expected = `at least ${wish.atLeast} ${what}`;
  return fitting.length >= wish.atLeast
    ? passed(expected, `${fitting.length}`)
    : failed(expected, `${fitting.length} of ${subjects.length} commits`);
};

const tag: Part = async ({ tag: wish }, world) => {
  if (!wish) return undefined;
  const { stdout } = await world.git([
    'for-each-ref',
    '--merged=HEAD',
    '--format=%(objecttype) %(refname:short)',
    'refs/tags',
  ]);
  const tags = lines(stdout).map((line) => line.split(' '));
  const found = tags.find(
    ([type, name = '']) =>
      compilePattern(wish.matches).test(name) &&
      (wish.annotated === undefined || (type === 'tag') === wish.annotated),
  );
  const kind = wish.annotated === true ? 'an annotated tag' : 'a tag';
  const expected = `${kind} like /${wish.matches}/ in the history of this commit`;
  const names = tags.map(([, name]) => name).join(', ');
  return found
    ? passed(expected, found[1] ?? '')
    : failed(
        expected,
        names === '' ? 'no tags' : names,
        'Run: git tag --annotate NAME --message …',
      );
};

const branch: Part = async ({ branch: wish }, world) => {
  if (wish === undefined) return undefined;
  const { stdout } = await world.git([
    'for-each-ref',
    '--format=%(refname:short)',
    'refs/heads',
    'refs/remotes',
  ]);
  const found = lines(stdout).find((name) => compilePattern(wish).test(name));
  const expected = `a branch like /${wish}/`;
  return found === undefined ? failed(expected, lines(stdout).join(', ')) : passed(expected, found);
};

const ignored: Part = async ({ ignored: wish }, world) => {
  if (!wish) return undefined;
  for (const path of wish) {
    const { code } = await world.git(['check-ignore', '--quiet', '--no-index', '--', path]);
    if (code !== 0) {
      const next = `Add a line for ${path} to .gitignore.`;
      return failed(`Git to ignore ${path}`, 'it does not', next, '.gitignore');
    }
  }
  return passed(`Git to ignore ${wish.join(', ')}`, 'it does');
};

const tracked: Part = async ({ tracked: wish }, world) => {
  if (!wish) return undefined;
  for (const path of wish) {
    const { stdout } = await world.git(['ls-tree', '-r', '--name-only', 'HEAD', '--', path]);
    if (stdout.trim() === '') {
      return failed(`${path} in the last commit`, 'it is not', `Run: git add ${path}, and commit.`);
    }
  }
  return passed(`${wish.join(', ')} in the last commit`, 'there');
};

const neverTracked: Part = async ({ neverTracked: wish }, world) => {
  if (!wish) return undefined;
  for (const path of wish) {
    const { stdout } = await world.git(['log', '--format=%h', '--max-count=1', '--', path]);
    if (stdout.trim() !== '') {
      return failed(`${path} in no commit`, `commit ${stdout.trim()} holds it`);
    }
  }
  return passed(`${wish.join(', ')} in no commit`, 'none');
};

const clean: Part = async ({ clean: wish }, world) => {
  if (wish !== true) return undefined;
  const { stdout } = await world.git(['status', '--porcelain', '--untracked-files=normal']);
  const changed = lines(stdout).filter((line) => line.slice(3) !== EVIDENCE_PATH);
  const expected = 'everything committed';
  if (changed.length === 0) return passed(expected, 'it is');
  const names = changed.slice(0, 3).map((line) => line.slice(3));
  const more = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
  return failed(
    expected,
    `changes in ${names.join(', ')}${more}`,
    'Commit them, or put them away.',
  );
};

const noSecrets: Part = async ({ noSecrets: wish }, world) => {
  if (wish !== true) return undefined;
  const expected = 'no password, key or token in the repository';
  const { stdout } = await world.git(['ls-files', '-z']);
  for (const path of stdout.split('\0').filter((name) => name !== '')) {
    const content = await world.read(path);
    if (content.kind === 'failed') throw lookFailed(path, content.reason);
    const hit = content.kind === 'text' ? findSecret(content.text) : undefined;
    if (!hit) continue;
    const next =
      'Remove it, make the old one invalid where it is used, and read it from the environment.';
    return { ...failed(expected, hit.what, next, path), line: hit.line };
  }
  const history = await world.git([
    'log',
    '-p',
    '--max-count=50',
    '--no-color',
    '--format=commit %h',
  ]);
  const hit = findSecret(history.stdout);
  if (hit) {
    const before = history.stdout.split('\n').slice(0, hit.line);
    const commit = before.reverse().find((line) => /^commit \w+$/.test(line)) ?? 'an older commit';
    return failed(
      expected,
      `${hit.what} in ${commit}`,
      'Make it invalid where it is used: history keeps it, for everybody who has cloned.',
    );
  }
  return passed(expected, 'none found');
};

const PARTS: readonly Part[] = [
  commits,
  tag,
  branch,
  ignored,
  tracked,
  neverTracked,
  clean,
  noSecrets,
];
