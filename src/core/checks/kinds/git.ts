import * as v from 'valibot';
import { defineKind, noCommands } from '../kind.ts';
import type { Finding } from '../model.ts';
import { pathSchema } from '../paths.ts';
import { patternSchema, searchPattern } from '../pattern.ts';
import {
  askGit,
  changedFiles,
  findHistory,
  ignoringRule,
  onlyLastCommits,
  withFilter,
  type History,
} from '../repository.ts';
import { searchSecret } from '../secrets/searchSecret.ts';
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
    const history = await findHistory(world);
    if ('status' in history) return history;
    let last: Finding | undefined;
    for (const part of PARTS) {
      last = (await part(spec, world, history)) ?? last;
      if (last !== undefined && last.status !== 'passed') return last;
    }
    return last ?? { status: 'error', expected: 'something to ask of Git', found: 'nothing' };
  },
});

type Part = (spec: Spec, world: CheckWorld, history: History) => Promise<Finding | undefined>;

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

/** The texts that match an author's pattern, in their order. */
async function matching(
  world: CheckWorld,
  pattern: string,
  texts: readonly string[],
  from: string,
): Promise<readonly string[]> {
  const searched = texts.map((text) => ({ text, from }));
  const matches = await searchPattern(world, pattern, searched);
  return texts.filter((_, index) => matches[index] !== undefined);
}

/**
 * With a path, Git leaves out branches whose changes a merge took no part of, unless it is asked
 * for the full history.
 */
const LOG = ['log', '--full-history'] as const;

const commits: Part = async ({ commits: wish }, world, { shallow }) => {
  if (!wish) return undefined;
  const merges = wish.merges === undefined ? [] : [wish.merges ? '--merges' : '--no-merges'];
  const path = wish.path === undefined ? [] : ['--', wish.path];
  const subjects = lines(
    await askGit(world, [...LOG, '--format=%s', '--max-count=2000', ...merges, ...path]),
  );
  const { matches } = wish;
  const fitting =
    matches === undefined
      ? subjects
      : await matching(world, matches, subjects, 'the subject of a commit');
  const what = `${wish.merges === true ? 'merge commits' : 'commits'}${
    matches === undefined ? '' : ` whose subject is like /${matches}/`
  }${wish.path === undefined ? '' : ` that change ${wish.path}`}`;
  const expected = `at least ${wish.atLeast} ${what}`;
  const found = `${fitting.length} ${fitting.length === 1 ? 'commit is' : 'commits are'} like that`;
  if (fitting.length >= wish.atLeast) return passed(expected, found);
  return shallow ? onlyLastCommits(expected) : failed(expected, found);
};

const tag: Part = async ({ tag: wish }, world, { shallow }) => {
  if (!wish) return undefined;
  const kind = wish.annotated === true ? 'an annotated tag' : 'a tag';
  const expected = `${kind} like /${wish.matches}/ in the history of this commit`;
  const tags = await tagsOf(world, '--merged=HEAD');
  const [found] = await fittingTags(world, wish, tags);
  if (found !== undefined) return passed(expected, found);
  const [other] = await fittingTags(world, { matches: wish.matches }, tags);
  if (other !== undefined) return otherKindOfTag(expected, other, wish.annotated === true);
  if (shallow) return onlyLastCommits(expected);
  const names = tags.map(({ name }) => name).join(', ');
  const [elsewhere] = await fittingTags(world, wish, await tagsOf(world, '--no-merged=HEAD'));
  const lost = `; ${elsewhere} is outside this history, as after a squash or rebase`;
  return failed(
    expected,
    `${names === '' ? 'no tags' : names}${elsewhere === undefined ? '' : lost}`,
    'Run: git tag --annotate NAME --message …',
  );
};

function otherKindOfTag(expected: string, name: string, annotated: boolean): Finding {
  return annotated
    ? failed(
        expected,
        `${name} is there, but it is a lightweight tag`,
        `Replace it by an annotated one: git tag --annotate --force --message "…" ${name} ${name}`,
      )
    : failed(expected, `${name} is there, but it is an annotated tag`);
}

interface Tag {
  readonly name: string;
  readonly annotated: boolean;
}

async function tagsOf(world: CheckWorld, which: `--${string}`): Promise<readonly Tag[]> {
  const form = '--format=%(objecttype) %(refname:short)';
  const listed = await askGit(world, ['for-each-ref', which, form, 'refs/tags']);
  return lines(listed).map((line) => {
    const [type, name = ''] = line.split(' ');
    return { name, annotated: type === 'tag' };
  });
}

async function fittingTags(
  world: CheckWorld,
  { matches, annotated }: NonNullable<Spec['tag']>,
  tags: readonly Tag[],
): Promise<readonly string[]> {
  const fitting = tags.filter((each) => annotated === undefined || each.annotated === annotated);
  const names = fitting.map(({ name }) => name);
  return matching(world, matches, names, 'the name of a tag');
}

const branch: Part = async ({ branch: wish }, world, { shallow }) => {
  if (wish === undefined) return undefined;
  const branches = lines(
    await askGit(world, [
      'for-each-ref',
      '--format=%(refname:short)',
      'refs/heads',
      'refs/remotes',
    ]),
  );
  const [found] = await matching(world, wish, branches, 'the name of a branch');
  const expected = `a branch like /${wish}/`;
  if (found !== undefined) return passed(expected, found);
  // A shallow clone has one branch alone.
  return shallow
    ? onlyLastCommits(expected)
    : failed(expected, `the branches are ${branches.join(', ')}`);
};

const ignored: Part = async ({ ignored: wish }, world) => {
  if (!wish) return undefined;
  for (const path of wish) {
    const rule = await ignoringRule(world, path);
    if (rule?.shared === true) continue;
    const found =
      rule === undefined
        ? `Git does not ignore ${path}`
        : `only a rule on this machine, in ${rule.file}, ignores ${path}; a clone does not have it`;
    const next = `Add a line for ${path} to .gitignore.`;
    return failed(`Git to ignore ${path}`, found, next, '.gitignore');
  }
  const all = wish.join(', ');
  return passed(`Git to ignore ${all}`, `Git ignores ${all}`);
};

const tracked: Part = async ({ tracked: wish }, world) => {
  if (!wish) return undefined;
  for (const path of wish) {
    const listed = await askGit(world, ['ls-tree', '-r', '--name-only', 'HEAD', '--', path]);
    if (listed.trim() === '') {
      const found = `the last commit does not have ${path}`;
      return failed(`${path} in the last commit`, found, `Run: git add ${path}, and commit.`);
    }
  }
  const all = wish.join(', ');
  return passed(`${all} in the last commit`, `the last commit has ${all}`);
};

const neverTracked: Part = async ({ neverTracked: wish }, world, { shallow }) => {
  if (!wish) return undefined;
  for (const path of wish) {
    const commit = await askGit(world, [...LOG, '--format=%h', '--max-count=1', '--', path]);
    if (commit.trim() !== '') {
      return failed(`${path} in no commit`, `commit ${commit.trim()} changes ${path}`);
    }
  }
  const all = wish.join(', ');
  const expected = `${all} in no commit`;
  return shallow ? onlyLastCommits(expected) : passed(expected, `no commit has ever had ${all}`);
};

const clean: Part = async ({ clean: wish }, world, history) => {
  if (wish !== true) return undefined;
  const unseen = await withFilter(world);
  if (unseen) return unseen;
  const changed = await changedFiles(world, history);
  const expected = 'everything committed';
  if (changed.length === 0) return passed(expected, 'everything is committed');
  const more = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
  return failed(
    expected,
    `changes in ${changed.slice(0, 3).join(', ')}${more}`,
    'Commit them, or put them away.',
  );
};

const noSecrets: Part = async ({ noSecrets: wish }, world) => {
  if (wish !== true) return undefined;
  const expected = 'no password, key or token in the repository';
  const tracked = await askGit(world, ['ls-files', '-z']);
  const turn = () => world.turn();
  for (const path of tracked.split('\0').filter((name) => name !== '')) {
    const content = await world.read(path);
    if (content.kind === 'failed') throw lookFailed(path, content.reason);
    if (content.kind !== 'text') continue;
    const hit = await searchSecret(content.text, turn, path);
    if (!hit) continue;
    const next =
      'Remove it, make the old one invalid where it is used, and read it from the environment.';
    return { ...failed(expected, hit.what, next, path), line: hit.line };
  }
  const changes = ['-p', '--max-count=50', '--format=commit %h', '--', '.'];
  const history = await askGit(world, ['log', ...changes]);
  const hit = await searchSecret(history, turn);
  if (hit) {
    const before = history.split('\n').slice(0, hit.line);
    const commit = before.reverse().find((line) => /^commit \w+$/.test(line)) ?? 'an older commit';
    return failed(
      expected,
      `${hit.what} in ${commit}`,
      'Make it invalid where it is used: history keeps it, for everyone who has cloned it.',
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
