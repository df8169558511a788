import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pinnedNode, servedMain } from '../setup/places.mjs';

/** How to start the served VS Code. All folders are made when they are missing. */
export interface ServedOptions {
  /** Holds the server's, the user's and the extensions' data. */
  readonly dataFolder: string;
  /** 0 (the default) lets the system choose. */
  readonly port?: number;
  /** False starts in restricted mode until the user trusts a folder. Default true. */
  readonly trusted?: boolean;
  /** Accepts an extension under development and its tests from the page's address. */
  readonly development?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A running server. */
export interface Served {
  readonly port: number;
  /** What the server has printed. */
  readonly log: () => string;
  /** Ends the server with all its processes. */
  readonly stop: () => void;
}

const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'window.restoreWindows': 'all',
};

/** Writes the user's settings; a running server takes them up. */
export function writeSettings(
  dataFolder: string,
  settings: Readonly<Record<string, unknown>>,
): void {
  const folder = path.join(dataFolder, 'user', 'User');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2),
  );
}

/**
 * Starts the served VS Code on loopback.
 * @throws Error with the server's output when it does not come up, such as for a port in use.
 */
export async function launchServed(options: ServedOptions): Promise<Served> {
  writeSettings(options.dataFolder, options.settings ?? {});
  const server = spawn(pinnedNode(), [servedMain(), ...serverArgs(options)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const stop = () => {
    try {
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  process.once('exit', stop);
  const port = await new Promise<number>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const found = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('error', reject);
    server.on('exit', () => reject(new Error(`The served VS Code did not start.\n${output}`)));
  }).catch((error: unknown) => {
    stop();
    throw error;
  });
  return { port, log: () => output, stop };
}

/** Installs a packaged extension into the server's own extensions. */
export function installVsix(vsix: string, dataFolder: string): void {
  const args = [
    servedMain(),
    '--install-extension',
    vsix,
    ...folderArgs(dataFolder),
    '--accept-server-license-terms',
  ];
  const { status, stdout, stderr } = spawnSync(pinnedNode(), args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The extension could not be installed.\n${stdout}${stderr}`);
}

function folderArgs(dataFolder: string): readonly string[] {
  const folders = {
    'server-data-dir': 'server',
    'user-data-dir': 'user',
    'extensions-dir': 'extensions',
  };
  return Object.entries(folders).flatMap(([flag, name]) => {
    const folder = path.join(dataFolder, name);
    mkdirSync(folder, { recursive: true });
    return [`--${flag}`, folder];
  });
}

function serverArgs({
  dataFolder,
  port = 0,
  trusted = true,
  development = false,
}: ServedOptions): readonly string[] {
  return [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--without-connection-token',
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
    ...folderArgs(dataFolder),
    ...(trusted ? ['--disable-workspace-trust'] : []),
    ...(development ? ['--enable-smoke-test-driver'] : []),
  ];
}
