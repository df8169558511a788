import type { GitResult, RunGit, Setting } from './run.ts';

/** What a repository's own settings could start, and how that is kept off. */
export interface OwnSettings {
  /** Settings that stand against them. */
  readonly overrides: readonly Setting[];
  /** The filters that they alone define: the first key of each, by the filter's name. */
  readonly filters: ReadonlyMap<string, string>;
}

type Listing = { readonly settings: readonly Setting[] } | { readonly problem: GitResult };

const FILTER = /^filter\.(.+)\.(clean|smudge|process|required)$/s;
const HOOK = /^hook\.(.+)\.[a-z]+$/s;
const LEARNERS = new Set(['system', 'global']);

/**
 * Reads the settings of a repository: its own, those of the work tree, and what both include.
 * Reading starts no program.
 * @returns the result of Git as `problem`, when they could not be read or not be kept off.
 */
export async function ownSettings(
  run: RunGit,
): Promise<OwnSettings | { readonly problem: GitResult }> {
  const local = await list(run, '--local');
  if ('problem' in local) {
    return isOutside(local.problem) ? { overrides: [], filters: new Map() } : local;
  }
  const own = [...local.settings];
  // Only where this is switched on does Git know settings of one work tree.
  if (own.some(([key]) => key === 'extensions.worktreeconfig')) {
    const tree = await list(run, '--worktree');
    if ('problem' in tree) return tree;
    own.push(...tree.settings);
  }
  const filters = await filtersOf(run, new Map(own));
  if ('problem' in filters) return filters;
  const overrides = [...hooksOff(own), ...filters.overrides];
  // Git takes the first “=” of an override for the end of its key.
  const odd = overrides.find(([key]) => key.includes('='));
  if (odd) {
    const reason = `the repository’s settings have the key ${odd[0]}, which cannot be switched off`;
    return { problem: { kind: 'failed', reason } };
  }
  return { overrides, filters: filters.filters };
}

/** Hooks that settings define, which Git starts beside those of the hooks' folder (since 2.54). */
function hooksOff(own: readonly Setting[]): readonly Setting[] {
  const names = new Set(own.flatMap(([key]) => HOOK.exec(key)?.[1] ?? []));
  return [...names].map((name) => [`hook.${name}.enabled`, 'false']);
}

/** Own filters get the learner's settings of the same name, or none. */
async function filtersOf(
  run: RunGit,
  own: ReadonlyMap<string, string>,
): Promise<OwnSettings | { readonly problem: GitResult }> {
  const overrides: Setting[] = [];
  const filters = new Map<string, string>();
  const defined = [...own].filter(([key]) => FILTER.test(key));
  if (defined.length === 0) return { overrides, filters };
  const learners = await list(run, '--show-scope', '--get-regexp', '^filter\\.');
  if ('problem' in learners) return learners;
  const trusted = new Map(learners.settings);
  for (const [key, value] of defined) {
    const [, name = '', part] = FILTER.exec(key) ?? [];
    if (trusted.get(key) === value) continue;
    if (part !== 'required' && !filters.has(name)) filters.set(name, key);
    overrides.push([key, trusted.get(key) ?? (part === 'required' ? 'false' : '')]);
  }
  return { overrides, filters };
}

/** Settings as Git lists them; with scopes, those of the learner alone. */
async function list(run: RunGit, ...which: readonly string[]): Promise<Listing> {
  const scoped = which.includes('--show-scope');
  const what = which.includes('--get-regexp') ? [] : ['--list'];
  const result = await run(['config', '--includes', '-z', ...what, ...which]);
  // Exit code 1: nothing fits.
  const none = result.kind === 'ended' && result.code === 1;
  if (result.kind !== 'ended' || (result.code !== 0 && !none)) return { problem: result };
  const fields = result.stdout.split('\0').slice(0, -1);
  const entries = scoped
    ? fields.filter((_, at) => at % 2 === 1 && LEARNERS.has(fields[at - 1] ?? ''))
    : fields;
  return {
    settings: entries.map((entry) => {
      const [key = '', ...value] = entry.split('\n');
      return [key, value.join('\n')];
    }),
  };
}

/** Also true of a repository that Git refuses: it then refuses everything that is asked of it. */
function isOutside(result: GitResult): boolean {
  return result.kind === 'ended' && result.stderr.includes('inside a git repository');
}
