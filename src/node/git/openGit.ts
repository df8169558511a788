import type { GitArguments } from '../../core/checks/gitCommands.ts';
import { ownSettings, type OwnSettings } from './ownSettings.ts';
import { runGit, type GitOptions, type GitResult, type RunGit } from './run.ts';

/** A file that a filter of the repository's own settings would change. */
export interface FilterInUse {
  /** The setting, such as `filter.lfs.clean`. */
  readonly key: string;
  /** Relative to the folder. */
  readonly file: string;
}

/** Git in one folder. Nothing that the repository's own settings name is started. */
export interface Git {
  readonly folder: string;
  readonly run: RunGit;
  /**
   * The first of the files, all tracked ones of the folder by default, that an own filter would
   * change. As such filters stay off, Git sees another content of it than the learner's Git does.
   */
  filterInUse(files?: readonly string[]): Promise<FilterInUse | undefined>;
}

/**
 * Reads the settings of the repository that a folder is in, before anything else is asked. Settings
 * of the system and of the user stay in force, filters among them.
 */
export async function openGit(folder: string, base: GitOptions = {}): Promise<Git> {
  const run = (args: GitArguments, options: GitOptions = {}) =>
    runGit(folder, args, { ...base, ...options });
  const own = await ownSettings(run);
  if ('problem' in own) {
    // Without knowing the settings, nothing is asked.
    return {
      folder,
      run: () => Promise.resolve(own.problem),
      filterInUse: () => Promise.resolve(undefined),
    };
  }
  const safely = (args: GitArguments, options: GitOptions = {}) =>
    run(args, { ...options, settings: [...own.overrides, ...(options.settings ?? [])] });
  return {
    folder,
    run: safely,
    filterInUse: (files) => filterInUse(safely, own, files),
  };
}

async function filterInUse(
  run: RunGit,
  { filters }: OwnSettings,
  files: readonly string[] | undefined,
): Promise<FilterInUse | undefined> {
  if (filters.size === 0) return undefined;
  const tracked = files === undefined ? await run(['ls-files', '-z']) : undefined;
  const paths = files ? terminated(files) : textOf(tracked);
  const attributes = await run(['check-attr', '-z', '--stdin', 'filter'], { stdin: paths });
  const fields = textOf(attributes).split('\0');
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [file = '', , name = ''] = fields.slice(at, at + 3);
    const key = filters.get(name);
    if (key !== undefined) return { key, file };
  }
  return undefined;
}

function textOf(result: GitResult | undefined): string {
  return result?.kind === 'ended' && result.code === 0 ? result.stdout : '';
}

/** Paths as Git reads them with `-z --stdin`. */
export function terminated(paths: readonly string[]): string {
  return paths.map((each) => `${each}\0`).join('');
}
