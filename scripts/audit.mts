import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { auditText, type NpmAudit } from './licences/auditText.mts';
import { bundledPackages, bundlesIn } from './licences/bundledPackages.mts';
import { root } from './setup/places.mjs';

// `npm run audit`: prints what is known against the installed packages. It asks the registry, whose
// answer changes from day to day, so it is no test and its exit code is 0 whatever it finds.

const dist = path.join(root, 'dist');
const packages = await bundledPackages(dist, await bundlesIn(dist));
const { stdout } = spawnSync('npm', ['audit', '--json'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
console.log(auditText(parse(stdout), new Set(packages.map(({ name }) => name))));

function parse(text: string): NpmAudit {
  try {
    return JSON.parse(text) as NpmAudit;
  } catch {
    return {};
  }
}
