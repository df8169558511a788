import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { unpackFiles, type ProjectFile } from '../../src/core/scaffold/archive.ts';
import {
  fits,
  replaceNames,
  STEPS_PATH,
  type AuthoredStep,
} from '../../src/core/scaffold/generate.ts';
import { solutionLayer } from '../../src/core/scaffold/solution.ts';
import { deriveNames } from '../../src/core/scaffold/names.ts';
import { statusOf, type Report } from '../../src/core/checks/report.ts';
import type { CheckResult, Status } from '../../src/core/checks/model.ts';
import { withoutFolders, type Shown } from '../../scripts/proofs/ledger.mts';
import type { RightWay, WrongWay } from '../../scripts/content/ways.mts';
import { root } from '../../scripts/setup/places.mjs';
import { linkEnvironment, must, run, scaffold, start, type Ran } from './kit.ts';

interface Parts {
  readonly id: string;
  readonly folder: string;
  /** The answers to the project's options. */
  readonly options: Readonly<Record<string, string>>;
  readonly steps: readonly AuthoredStep[];
  readonly archive: readonly ProjectFile[];
  /** How long a command or a verification may take; the kit's own limit when it is undefined. */
  readonly timeoutMs?: number;
}

/** A command or a verification took too long. */
export class TimedOut extends Error {}

/** A project that is proved, in a temporary folder, with its environment and a Git repository. */
export class ProvedProject {
  readonly folder: string;
  readonly steps: readonly AuthoredStep[];
  private readonly parts: Parts;

  private constructor(parts: Parts) {
    this.parts = parts;
    this.folder = parts.folder;
    this.steps = parts.steps;
  }

  /** A fresh project, as a learner scaffolds it. */
  static scaffolded(id: string, options: Readonly<Record<string, string>> = {}): ProvedProject {
    const archive = unpackFiles(fs.readFileSync(path.join(root, 'dist', 'projects', `${id}.zip`)));
    const steps = stepsIn(archive).filter(({ when }) => fits(when, options));
    const folder = path.join(temporary(), `proved-${id}`);
    const set = Object.entries(options).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    must(scaffold(id, folder, [...set, '--git']));
    linkEnvironment(folder);
    fs.appendFileSync(path.join(folder, '.git', 'info', 'exclude'), '\n.venv\n');
    for (const [key, value] of Object.entries({
      'user.name': 'Learner',
      'user.email': 'learner@localhost',
      'commit.gpgsign': 'false',
    })) {
      must(run(folder, 'git', ['config', key, value]));
    }
    return new ProvedProject({ id, folder, options, steps, archive });
  }

  /**
   * Lays the solution of a step over the project and runs what files cannot say.
   * @param instead files that are laid in place of the solution's
   */
  async solve(step: AuthoredStep, instead: readonly ProjectFile[] = []): Promise<void> {
    this.lay(step);
    this.write(instead);
    await this.apply(step.apply);
  }

  /** A copy of the project as it is now, with what lies beside it. */
  copied(timeoutMs = this.parts.timeoutMs): ProvedProject {
    const { folder } = this.parts;
    const beside = temporary();
    fs.cpSync(path.dirname(folder), beside, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    });
    const copy = path.join(beside, path.basename(folder));
    const limit = timeoutMs === undefined ? {} : { timeoutMs };
    return new ProvedProject({ ...this.parts, ...limit, folder: copy });
  }

  /** Lays a wrong way over a step's solution. */
  async spoil(step: AuthoredStep, way: WrongWay): Promise<void> {
    this.lay(step);
    await this.go(step, way);
  }

  /** Lays a right way over the solution of the step before. */
  async otherwise(step: AuthoredStep, way: RightWay): Promise<void> {
    await this.go(step, way);
  }

  /** The same project in another folder, which goes with this one's. */
  at(folder: string): ProvedProject {
    return new ProvedProject({ ...this.parts, folder });
  }

  /** The checks of a step whose subject is the history itself. */
  historyOf(step: string): readonly string[] {
    return this.steps.find(({ id }) => id === step)?.history ?? [];
  }

  /** Verifies with the project's own verifier, as CI does; all steps, or some. */
  async verify(steps: readonly string[] = []): Promise<Verified> {
    const only = steps.flatMap((id) => ['--step', id]);
    const args = ['--no-warnings', '.mlops-roadmap/verify.cjs', '--yes', '--json'];
    args.push(...only);
    return verified(await this.run(process.execPath, args));
  }

  /** Runs commands in the project; `python` is its own. */
  async apply(commands: readonly (readonly string[])[]): Promise<void> {
    const { folder } = this.parts;
    for (const [program = '', ...args] of commands) {
      const command = program === 'python' ? path.join(folder, '.venv', 'bin', program) : program;
      const words = args.map((arg) => this.renamed(arg));
      must(await this.run(command, words));
    }
  }

  private async run(command: string, args: readonly string[]): Promise<Ran> {
    const { folder, timeoutMs } = this.parts;
    const ran = await start(folder, command, args, {}, timeoutMs);
    if (ran.timedOut === true) throw new TimedOut(`${command} ${args.join(' ')}: ${ran.output}`);
    return ran;
  }

  dispose(): void {
    fs.rmSync(path.dirname(this.parts.folder), { recursive: true, force: true, maxRetries: 5 });
  }

  /** Writes some files and removes others, under the project's names. */
  replace(files: readonly ProjectFile[], removed: readonly string[]): void {
    this.write(files);
    this.remove(removed);
  }

  private async go(step: AuthoredStep, way: RightWay | WrongWay): Promise<void> {
    this.write(way.files);
    this.remove([...way.removed, ...(way.head.remove ?? [])]);
    await this.apply(way.head.apply ?? step.apply);
  }

  private lay(step: AuthoredStep): void {
    const { archive, options } = this.parts;
    const { files, removed } = solutionLayer(archive, step.id, options);
    this.write(files);
    this.remove(removed);
  }

  private remove(paths: readonly string[]): void {
    for (const each of paths) {
      fs.rmSync(path.join(this.parts.folder, this.renamed(each)), { recursive: true });
    }
  }

  private write(files: readonly ProjectFile[]): void {
    for (const file of files) {
      const target = path.join(this.parts.folder, this.renamed(file.path));
      fs.mkdirSync(path.dirname(target), { recursive: true });
      const text = Buffer.from(file.bytes).toString('utf8');
      fs.writeFileSync(target, isText(file) ? this.renamed(text) : file.bytes);
      if (file.executable) fs.chmodSync(target, 0o755);
    }
  }

  private renamed(text: string): string {
    return replaceNames(text, deriveNames(path.basename(this.parts.folder)));
  }
}

/** A report, and what it says of a step as a whole. */
interface Verified {
  readonly report: Report;
  readonly status: (id: string) => Status;
}

function verified({ output, code }: Ran): Verified {
  if (code === 2) throw new Error(output);
  const report = reportIn(output);
  return {
    report,
    status: (id) => statusOf(report.results.filter((result) => result.step === id)),
  };
}

/** The report in what `verify --json` printed. */
export function reportIn(output: string): Report {
  return JSON.parse(output.slice(output.indexOf('{'))) as Report;
}

/** Where proofs run: the system, Node and the Python that environments are made with. */
export function placeOfProofs(): string {
  python ??= must(run(root, 'python3', ['--version'])).trim();
  return `${process.platform} ${process.arch}, Node ${process.versions.node}, ${python}`;
}
let python: string | undefined;

function temporary(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'proof-'));
}

function stepsIn(archive: readonly ProjectFile[]): readonly AuthoredStep[] {
  const file = archive.find((each) => each.path === STEPS_PATH);
  if (!file) throw new Error(`The archive holds no ${STEPS_PATH}.`);
  return JSON.parse(Buffer.from(file.bytes).toString('utf8')) as readonly AuthoredStep[];
}

/** What a step's results show, as a ledger keeps it. */
export function shownBy(results: readonly CheckResult[]): Shown {
  const status = statusOf(results);
  const outcomes: Partial<Record<Status, Shown['outcome']>> = {
    passed: 'accepted',
    unavailable: 'unavailable',
  };
  const folders = [os.tmpdir(), os.homedir()];
  return {
    outcome: outcomes[status] ?? 'refused',
    found: Object.fromEntries(
      results
        .filter((result) => result.status !== 'passed')
        .map(({ check, found }) => [check, withoutFolders(found, folders)]),
    ),
  };
}

/** What a result says, as the learner reads it. */
export function words(results: readonly CheckResult[]): string {
  return results
    .filter(({ status }) => status !== 'passed')
    .map(({ step, check, status, expected, found, file, line, next }) => {
      const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
      return `${step}/${check}: ${status}. Expected ${expected}. Found: ${found}${place}${next === undefined ? '' : ` Next: ${next}`}`;
    })
    .join('\n');
}

function isText(file: ProjectFile): boolean {
  return !file.bytes.subarray(0, 8192).includes(0);
}
