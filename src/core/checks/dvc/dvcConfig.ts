import { readText } from '../documents.ts';
import { failed, names, passed, short } from '../finding.ts';
import type { Finding } from '../model.ts';
import type { CheckWorld } from '../world.ts';

const FILE = '.dvc/config';
const NEXT = 'Run: dvc remote add --default local ../dvc-store, and commit .dvc/config.';

/**
 * Whether `.dvc/config` has a remote: a named one, or the default one that `dvc push` takes.
 * Its sections are written `['remote "local"']`, which common readers of INI files get wrong.
 */
export async function checkRemote(world: CheckWorld, wish: true | string): Promise<Finding> {
  const expected = wish === true ? 'a default remote of DVC' : `a remote ${wish} of DVC`;
  const config = await readText(world, FILE);
  if (typeof config !== 'string') return { ...config, expected, next: 'Run: dvc init.' };
  const { remotes, standard } = remotesOf(config);
  const name = wish === true ? standard : wish;
  const remote = name === undefined ? undefined : remotes.get(name);
  if (remote) {
    return passed(expected, `${short(name ?? '')} at ${short(remote.url)}`, {
      file: FILE,
      line: remote.line,
    });
  }
  if (wish === true && standard === undefined && remotes.size > 0) {
    const next = `Run: dvc remote default ${short([...remotes.keys()][0] ?? '')}.`;
    return failed(expected, `${names(remotes.keys())}, and none is the default`, next, {
      file: FILE,
    });
  }
  const found = remotes.size === 0 ? 'no remote' : `remotes: ${names(remotes.keys())}`;
  return failed(expected, found, NEXT, { file: FILE });
}

interface Remote {
  readonly url: string;
  readonly line: number;
}

function remotesOf(config: string): {
  readonly remotes: ReadonlyMap<string, Remote>;
  readonly standard: string | undefined;
} {
  const remotes = new Map<string, Remote>();
  let standard: string | undefined;
  let section = '';
  for (const [index, line] of config.split(/\r?\n/).entries()) {
    const opened = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (opened !== undefined)
      section = opened
        .trim()
        .replace(/^'([^']*)'?$/, '$1')
        .trim();
    const [, key, value = ''] = /^\s*(\w+)\s*=\s*(\S.*)$/.exec(line) ?? [];
    const name = /^remote\s+"(.+)"$/.exec(section)?.[1];
    const unquoted = value.trim().replace(/^(["'])(.*)\1$/, '$2');
    if (section === 'core' && key === 'remote') standard = unquoted;
    if (name !== undefined && key === 'url') remotes.set(name, { url: unquoted, line: index + 1 });
  }
  return { remotes, standard };
}
