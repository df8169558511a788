import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../setup/places.mjs';
import type { Meanings } from './sources.mts';

// Proofs stand while each kind of check judges as it did. This file notices that sources of a kind
// have changed; whether it judges otherwise is for its author to say, in the same commit:
//   npm run meanings -- --same           what changed judges as before: proofs stand
//   npm run meanings -- --raise KIND …   these kinds judge otherwise: their proofs are done again

const file = path.join(import.meta.dirname, 'meanings.json');
const KINDS = 'src/core/checks/kinds';
/** What all kinds stand on: how a project is looked at, copied and verified. */
const ADAPTERS = [
  'src/core/checks/evaluate.ts',
  'src/core/checks/expectation.ts',
  'src/core/checks/verify.ts',
  'src/node/checks/projectCopies.ts',
  'src/node/checks/projectFiles.ts',
  'src/node/checks/projectGit.ts',
  'src/node/checks/service.ts',
  'src/node/checks/world.ts',
  'src/node/git/run.ts',
  'src/node/processes/runProcess.ts',
  'src/node/processes/supervisor.ts',
];
/** A name in `meanings.json` for what is no kind. */
const COMMON = 'adapters';

/** The hash of the sources of each kind of check, and of what all of them stand on. */
export function sourcesOfKinds(): Readonly<Record<string, string>> {
  const kinds = fs.readdirSync(path.join(root, KINDS)).map((name) => name.replace(/\.ts$/, ''));
  return Object.fromEntries([
    ...kinds.sort().map((kind) => [kind, hashOf(closure(`${KINDS}/${kind}.ts`))] as const),
    [COMMON, hashOf(new Set(ADAPTERS))] as const,
  ]);
}

/** What `meanings.json` says. */
export function readMeanings(): Meanings {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Meanings;
}

/** A source and what it imports of the checks, but for types. */
function closure(from: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(from)) return seen;
  seen.add(from);
  const text = fs.readFileSync(path.join(root, from), 'utf8');
  for (const [, name = ''] of text.matchAll(
    /^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gm,
  )) {
    const next = path.posix.join(path.posix.dirname(from), name);
    if (next.startsWith('src/core/checks/') && !ADAPTERS.includes(next)) closure(next, seen);
  }
  return seen;
}

function hashOf(files: ReadonlySet<string>): string {
  const hash = createHash('sha256');
  for (const each of [...files].sort()) {
    hash.update(`${each}\0`).update(fs.readFileSync(path.join(root, each)));
  }
  return hash.digest('hex').slice(0, 32);
}

if (process.argv[1] === import.meta.filename) {
  const [how, ...raised] = process.argv.slice(2);
  const known = fs.existsSync(file) ? readMeanings().kinds : {};
  const now = sourcesOfKinds();
  const strangers = raised.filter((kind) => now[kind] === undefined);
  if ((how !== '--same' && how !== '--raise') || strangers.length > 0) {
    console.error(`Say --same, or --raise with some of: ${Object.keys(now).join(', ')}.`);
    process.exit(2);
  }
  const kinds = Object.fromEntries(
    Object.entries(now).map(([kind, sources]) => {
      const { number } = known[kind] ?? { number: 1 };
      return [kind, { number: raised.includes(kind) ? number + 1 : number, sources }];
    }),
  );
  fs.writeFileSync(file, `${JSON.stringify({ kinds }, undefined, 2)}\n`);
  console.log('Wrote scripts/proofs/meanings.json.');
}
