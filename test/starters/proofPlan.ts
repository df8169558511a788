import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import type { Proof } from '../../scripts/proofs/keys.mts';
import { Ledger, type Line } from '../../scripts/proofs/ledger.mts';
import { planOf, type Commit, type Plan } from '../../scripts/proofs/plan.mts';
import { allProofs, choiceName, ledgerFile, type Choice } from '../../scripts/proofs/sources.mts';

/**
 * Set by `npm run test:starters -- ID --rest`, which proves what the ledger does not know, and by
 * `--all`, which proves everything again; however long it takes.
 */
const PROVE = process.env['MLOPS_ROADMAP_PROVE'];
/** Set by `npm run test:starters -- ID …`: the projects that are tested; empty for all. */
const ONLY = (process.env['MLOPS_ROADMAP_PROJECTS'] ?? '').split(' ').filter(Boolean);

/** What this run proves, of all projects together, and where it is written down. */
export interface Proving {
  readonly plan: Plan;
  /** The part of the plan that is for a project and a choice of options. */
  of(choice: Choice): Plan;
  /** Writes down what a proof showed. */
  add(proof: Proof, line: Line): void;
}

/** The plan of this run, made once. */
export function proving(): Promise<Proving> {
  return (made ??= make());
}
let made: Promise<Proving> | undefined;

async function make(): Promise<Proving> {
  const every = await allProofs();
  const proofs = every.filter(({ project }) => ONLY.length === 0 || ONLY.includes(project));
  const ledgers = new Map<string, Ledger>();
  for (const { project } of proofs) {
    if (ledgers.has(project)) continue;
    const ledger = new Ledger(ledgerFile(project));
    ledger.keep(proofs.filter((each) => each.project === project));
    ledgers.set(project, ledger);
  }
  const pass = PROVE === 'all' ? new Pass() : undefined;
  const lineOf = ({ project, key }: Proof) =>
    pass && !pass.has(key) ? undefined : ledgers.get(project)?.line(key);
  const plan = planOf(proofs, lineOf, headCommit(), PROVE !== undefined);
  return {
    plan,
    of(choice) {
      const mine = (proof: Proof) => choiceName(proof) === choiceName(choice);
      return {
        unknown: plan.unknown.filter(mine),
        left: plan.left.filter(mine),
        sample: plan.sample.filter(({ proof }) => mine(proof)),
      };
    },
    add(proof, line) {
      ledgers.get(proof.project)?.add(line);
      pass?.add(proof.key);
    },
  };
}

/** What was proved since `--all` began, so that it goes on where it was stopped. */
class Pass {
  private readonly file = path.join(root, 'out', 'proved-again');
  private readonly keys: Set<string>;

  constructor() {
    const text = fs.existsSync(this.file) ? fs.readFileSync(this.file, 'utf8') : '';
    this.keys = new Set(text.split('\n'));
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  add(key: string): void {
    this.keys.add(key);
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.appendFileSync(this.file, `${key}\n`);
  }
}

function headCommit(): Commit {
  const args = ['-C', root, 'log', '-1', '--format=%H %cs'];
  const [id = '', day = ''] = execFileSync('git', args, { encoding: 'utf8' }).trim().split(' ');
  return { id, day };
}
