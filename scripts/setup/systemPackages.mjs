// Programs of the operating system, installed with apt where that is allowed.
import * as fs from 'node:fs';
import { run, say, SetupError, works } from './steps.mjs';

/**
 * What each part needs, as: Debian package, and how to see that it is there already.
 * @type {Readonly<Record<string, readonly (readonly [string, () => boolean])[]>>}
 */
const NEEDS = {
  served: [
    ['python3', () => works('python3')],
    ['make', () => works('make')],
    ['g++', () => works('g++')],
    ['libkrb5-dev', () => fs.existsSync('/usr/include/gssapi/gssapi.h')],
  ],
  browser: [['chromium', () => fs.existsSync('/usr/bin/chromium')]],
  python: [
    ['python3', () => works('python3')],
    ['python3-venv', () => works('python3', ['-c', 'import ensurepip, venv'])],
  ],
  starters: [
    ['buildah', () => works('buildah')],
    ['debootstrap', () => fs.existsSync('/usr/sbin/debootstrap')],
  ],
};

/**
 * Makes sure that the system packages of these parts are there.
 * @param {readonly string[]} parts
 */
export function ensureSystemPackages(parts) {
  if (process.platform !== 'linux') return;
  const missing = parts
    .flatMap((part) => NEEDS[part] ?? [])
    .filter(([, there]) => !there())
    .map(([name]) => name);
  if (missing.length === 0) return;
  const names = [...new Set(missing)];
  const byHand = `Install ${names.join(', ')} with your package manager, then run the same command again.`;
  if (process.getuid?.() !== 0 || !works('apt-get')) throw new SetupError(byHand);
  say(`installing with apt: ${names.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get update', 'apt-get', ['update', '-q'], { env });
  run('apt-get install', 'apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], {
    env,
  });
}
