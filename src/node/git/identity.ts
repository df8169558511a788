import type { RunGit, Setting } from './run.ts';

/** The setting of Git that holds a part of an author. */
export type IdentitySetting = 'user.name' | 'user.email';

const NEUTRAL: Readonly<Record<IdentitySetting, string>> = {
  'user.name': 'Learner',
  'user.email': 'learner@localhost',
};

/** Settings that make an author complete, and what they had to stand in for. */
export interface Identity {
  readonly missing: readonly IdentitySetting[];
  readonly settings: readonly Setting[];
}

/**
 * Finds out by asking Git what is missing for a commit's author and committer, as settings,
 * conditional settings and the environment can all hold them.
 */
export async function findIdentity(run: RunGit): Promise<Identity> {
  const candidates: readonly (readonly IdentitySetting[])[] = [
    [],
    ['user.email'],
    ['user.name'],
    ['user.name', 'user.email'],
  ];
  for (const missing of candidates) {
    const settings = missing.map((name): Setting => [name, NEUTRAL[name]]);
    if (await complete(settings)) return { missing, settings };
  }
  return { missing: [], settings: [] };

  async function complete(settings: readonly Setting[]): Promise<boolean> {
    const strict: readonly Setting[] = [...settings, ['user.useConfigOnly', 'true']];
    for (const which of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) {
      const result = await run(['var', which], { settings: strict });
      if (result.kind !== 'ended' || result.code !== 0) return false;
    }
    return true;
  }
}

/** True when the learner told Git never to make up an author. */
export async function refusesStandIn(run: RunGit): Promise<boolean> {
  const result = await run(['config', '--bool', '--get', 'user.useConfigOnly']);
  return result.kind === 'ended' && result.stdout.trim() === 'true';
}
