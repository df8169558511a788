import * as fs from 'node:fs';
import * as path from 'node:path';
import { cacheFolder } from '../../scripts/setup/places.mjs';
import { must, run, start } from './kit.ts';

// No Docker engine and no registry here: a Dockerfile is built by buildah on a stand-in for its
// base image, a small Debian with its own Python. It is called a stand-in wherever it is named.

const folder = path.join(cacheFolder(), 'stand-in');
const storage = [
  '--storage-driver',
  'vfs',
  '--root',
  path.join(folder, 'root'),
  '--runroot',
  path.join(folder, 'run'),
];
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Why images cannot be built here, or undefined when they can. */
export function whyNoImages(): string | undefined {
  if (process.platform !== 'linux') return 'buildah runs on Linux only';
  if (process.getuid?.() !== 0) return 'building without an engine needs root';
  if (run('/', 'buildah', ['--version']).code !== 0) return 'buildah is not installed';
  if (!fs.existsSync('/usr/sbin/debootstrap')) return 'debootstrap is not installed';
  return undefined;
}

/** Builds the project's Dockerfile on the stand-in, while other things go on; gives what was printed. */
export async function buildImage(project: string, tag: string): Promise<string> {
  const base =
    /^FROM (\S+)/m.exec(fs.readFileSync(path.join(project, 'Dockerfile'), 'utf8'))?.[1] ?? '';
  const version =
    /^ARG PYTHON_VERSION=(\S+)/m.exec(
      fs.readFileSync(path.join(project, 'Dockerfile'), 'utf8'),
    )?.[1] ?? '';
  makeStandIn(`docker.io/library/${base.replace('${PYTHON_VERSION}', version)}`);
  const settings = path.join(folder, 'pip.conf');
  fs.writeFileSync(settings, `[global]\ncert = ${CERTIFICATES}\ntimeout = 180\n`);
  return must(
    await start(project, 'buildah', [
      ...storage,
      'bud',
      '--isolation',
      'chroot',
      '--format',
      'docker',
      '--pull-never',
      '--volume',
      `${CERTIFICATES}:${CERTIFICATES}:ro`,
      '--volume',
      `${settings}:/etc/pip.conf:ro`,
      '--file',
      'Dockerfile',
      '--tag',
      tag,
      '.',
    ]),
  );
}

/** Takes an image away: without shared layers, each build fills the disk again. */
export function removeImage(tag: string): void {
  buildah('/', ['rmi', '--force', tag]);
}

/** What Docker would read in the image. */
export interface ImageConfig {
  readonly User: string;
  readonly Cmd: readonly string[];
  readonly Healthcheck?: { readonly Test: readonly string[] };
}

/** The image's configuration. */
export function imageConfig(tag: string): ImageConfig {
  const text = must(buildah('/', ['inspect', '--type', 'image', tag]));
  return (JSON.parse(text) as { Docker: { config: ImageConfig } }).Docker.config;
}

/** A container of the image; the arguments run a command in it, as the image's user. */
export function containerOf(tag: string): {
  readonly command: (
    env: Readonly<Record<string, string>>,
    argv: readonly string[],
  ) => readonly string[];
  readonly remove: () => void;
} {
  const name = must(buildah('/', ['from', '--pull-never', tag])).trim();
  return {
    command: (env, argv) => [
      ...storage,
      'run',
      '--isolation',
      'chroot',
      ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      name,
      '--',
      ...argv,
    ],
    remove: () => void buildah('/', ['rm', name]),
  };
}

function makeStandIn(tag: string): void {
  if (buildah('/', ['inspect', '--type', 'image', tag]).code === 0) return;
  fs.mkdirSync(folder, { recursive: true });
  const tar = path.join(folder, 'base.tar');
  if (!fs.existsSync(tar)) {
    const system = path.join(folder, 'base');
    fs.rmSync(system, { recursive: true, force: true });
    const packages = '--include=python3,python3-venv,python3-pip,ca-certificates';
    must(
      run('/', '/usr/sbin/debootstrap', [
        '--variant=minbase',
        packages,
        'bookworm',
        system,
        mirror(),
      ]),
    );
    fs.symlinkSync('/usr/bin/python3', path.join(system, 'usr/local/bin/python'));
    must(
      run('/', 'tar', [
        '--create',
        '--file',
        `${tar}.part`,
        '--directory',
        system,
        '--exclude=./dev',
        '--exclude=./proc',
        '--exclude=./sys',
        '.',
      ]),
    );
    fs.renameSync(`${tar}.part`, tar);
    fs.rmSync(system, { recursive: true, force: true });
  }
  fs.writeFileSync(path.join(folder, 'Dockerfile'), 'FROM scratch\nADD base.tar /\n');
  must(
    buildah(folder, ['bud', '--isolation', 'chroot', '--tag', tag, '--file', 'Dockerfile', '.']),
  );
}

/** The Debian mirror that this machine's own apt uses. */
function mirror(): string {
  const sources = ['/etc/apt/sources.list', ...list('/etc/apt/sources.list.d')];
  for (const file of sources) {
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    const found = /^(?:URIs:\s*|deb\s+(?:\[[^\]]*\]\s+)?)(\S+\/debian)\/?\s*/m.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error('The apt configuration of this machine names no Debian mirror.');
}

function list(at: string): readonly string[] {
  return fs.existsSync(at) ? fs.readdirSync(at).map((name) => path.join(at, name)) : [];
}

function buildah(cwd: string, args: readonly string[]) {
  return run(cwd, 'buildah', [...storage, ...args]);
}
