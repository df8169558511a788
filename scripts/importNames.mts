import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { uvFolder } from './setup/places.mjs';
import { IMPORT_NAMES, lockFiles } from './content/reservedNames.mts';

// `npm run import-names`, after a change of a lock file: installs every lock and notes under which
// names its packages are imported. A package of another system is known by its own name alone.

const ASK = `
import json, re
from importlib.metadata import packages_distributions
found = {}
for module, packages in packages_distributions().items():
    for package in packages:
        found.setdefault(re.sub(r"[-_.]+", "-", package).lower(), []).append(module)
print(json.dumps(found))
`;

const root = path.join(import.meta.dirname, '..');
const uv = path.join(uvFolder(), 'bin', 'uv');
const names: Record<string, readonly string[]> = {};
for (const { file, packages } of lockFiles(path.join(root, 'roadmap', 'projects'))) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'import-names-'));
  const uvRun = (...args: readonly string[]) => execFileSync(uv, args, { stdio: 'inherit' });
  uvRun('venv', '--quiet', '--python', 'python3', scratch, '--clear');
  const python = path.join(
    scratch,
    os.platform() === 'win32' ? 'Scripts/python.exe' : 'bin/python',
  );
  uvRun('pip', 'install', '--quiet', '--python', python, '-r', file);
  const found = JSON.parse(execFileSync(python, ['-c', ASK], { encoding: 'utf8' })) as Record<
    string,
    readonly string[]
  >;
  for (const name of packages) {
    const modules = (found[name] ?? []).filter((each) => /^[A-Za-z]\w*$/.test(each));
    names[name] = [...new Set([...(names[name] ?? []), ...modules])].sort();
  }
  fs.rmSync(scratch, { recursive: true, force: true });
}
const sorted = Object.fromEntries(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)));
const lines = Object.entries(sorted).map(
  ([name, modules]) =>
    `  ${JSON.stringify(name)}: ${JSON.stringify(modules).replaceAll(',', ', ')}`,
);
fs.writeFileSync(path.join(root, 'roadmap', IMPORT_NAMES), `{\n${lines.join(',\n')}\n}\n`);
