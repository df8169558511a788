import type { Facts } from './facts.ts';
import type { Installer, Remedy, System, Tool } from './tool.ts';

const LINUX: readonly Installer[] = ['uv', 'apt', 'dnf', 'pacman', 'snap', 'brew'];
const PREFERRED: Readonly<Record<System, readonly Installer[]>> = {
  windows: ['winget', 'uv'],
  macos: ['brew', 'uv'],
  wsl: LINUX,
  linux: LINUX,
};
// What a distribution packs is what was found to be too old or too new.
const PACKED_BY_SYSTEM: ReadonlySet<Installer> = new Set(['apt', 'dnf', 'pacman']);

const COMMANDS: Readonly<Record<Installer, (name: string) => string>> = {
  winget: (name) => `winget install --exact --id ${name}`,
  brew: (name) => `brew install ${name}`,
  apt: (name) => `sudo apt install ${name}`,
  dnf: (name) => `sudo dnf install ${name}`,
  pacman: (name) => `sudo pacman -S ${name}`,
  snap: (name) => `sudo snap install ${name}`,
  uv: (name) => `uv ${name}`,
};

/** How to get a tool on this machine: by an installer that it has, else from the tool's page. */
export function howToGet({ ways }: Tool, { system, installers }: Facts, isThere: boolean): Remedy {
  const installer = PREFERRED[system].find(
    (each) =>
      installers.has(each) && ways[each] !== undefined && !(isThere && PACKED_BY_SYSTEM.has(each)),
  );
  const name = installer && ways[installer];
  const command = installer && name ? COMMANDS[installer](name) : ways.commands?.[system];
  const say = ways.say?.[system];
  return {
    ...(say === undefined ? {} : { say }),
    ...(command === undefined ? { page: ways.pages?.[system] ?? ways.page } : { command }),
  };
}

/** How to make or repair a project's own environment, with the Python that was found. */
export function setUpProject(python: string): Remedy {
  return { command: `${python} tasks.py setup`, say: 'In the project’s folder.' };
}

/** A remedy in parts, what to type or read first. */
export function remedyParts({ say, command, page }: Remedy): readonly string[] {
  return [command ?? page, say].filter((part) => part !== undefined);
}

/** A remedy in one line. */
export function remedyLine(remedy: Remedy): string {
  return remedyParts(remedy).join(' · ');
}
