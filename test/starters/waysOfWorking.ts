import * as fs from 'node:fs';
import * as path from 'node:path';
import { WAYS_OF_WORKING, type Proof, type WayOfWorking } from '../../scripts/proofs/keys.mts';
import type { Shown } from '../../scripts/proofs/ledger.mts';
import { parse } from 'yaml';
import type { CheckResult } from '../../src/core/checks/model.ts';
import type { Report } from '../../src/core/checks/report.ts';
import { linkEnvironment, must, start } from './kit.ts';
import { reportIn, shownBy, type ProvedProject } from './proof.ts';

/**
 * What verifying all steps of a finished project shows, after working in a way: accepted when every
 * check says what it must. As the steps were solved, the project's own check is green too.
 */
export async function showsAllSteps(project: ProvedProject, tried: Proof['tried']): Promise<Shown> {
  const way = WAYS_OF_WORKING.find((each) => tried === `working/${each}`);
  if (way) await commitAll(project.folder);
  const report = way ? await WAYS[way](project) : (await project.verify()).report;
  const { found } = shownBy(
    report.results.map((each) => ({ ...each, check: `${each.step}/${each.check}` })),
  );
  const isRight = report.results.every((result) => isExpected(project, way, result));
  if (!isRight || report.results.length === 0) return { outcome: 'refused', found };
  if (!way) await project.apply([['python', 'tasks.py', 'check']]);
  return { outcome: 'accepted', found };
}

/** Each works in its way, and verifies everything there. */
const WAYS: Readonly<Record<WayOfWorking, (project: ProvedProject) => Promise<Report>>> = {
  /** Everything was done on a branch, and merged as one. */
  async merged(project) {
    const git = gitIn(project.folder);
    await git('branch', 'work');
    await git('reset', '--quiet', '--hard', await firstCommit(project.folder));
    await git('merge', '--quiet', '--no-ff', '--no-edit', 'work');
    return (await project.verify()).report;
  },
  /** Everything became one commit. */
  async squashed(project) {
    const git = gitIn(project.folder);
    await git('reset', '--quiet', '--soft', await firstCommit(project.folder));
    await git('commit', '--quiet', '--message', 'Everything in one commit');
    return (await project.verify()).report;
  },
  /** Somebody else committed first, and the commits were made again after theirs. */
  async rebased(project) {
    const git = gitIn(project.folder);
    const end = (await git('rev-parse', 'HEAD')).trim();
    const branch = (await git('branch', '--show-current')).trim();
    await git('switch', '--quiet', '--create', 'theirs', await firstCommit(project.folder));
    fs.writeFileSync(path.join(project.folder, 'NOTES.txt'), 'From a colleague.\n');
    await commitAll(project.folder);
    await git('rebase', '--quiet', '--strategy-option', 'theirs', 'theirs', branch);
    // What was merged by hand is merged by hand again.
    await git('checkout', '--quiet', end, '--', '.');
    await commitAll(project.folder);
    return (await project.verify()).report;
  },
  /** The project's own CI clones it, and verifies what is claimed. */
  async cloned(project) {
    await project.verify();
    await commitAll(project.folder);
    const clone = path.join(path.dirname(project.folder), 'ci', path.basename(project.folder));
    await gitIn(path.dirname(project.folder))('clone', '--quiet', project.folder, clone);
    linkEnvironment(clone);
    const own = [path.join(clone, '.venv', 'bin'), path.dirname(process.execPath)];
    const PATH = [...own, process.env['PATH']].join(path.delimiter);
    const shell = (command: string) =>
      start(clone, 'bash', ['-e', '-c', command], { PATH, CI: 'true' });
    const commands = ciCommands(clone);
    const verify = commands.findIndex((command) => command.includes('tasks.py verify'));
    for (const command of commands.slice(0, verify)) must(await shell(command));
    // It ends with 1 when something is not as it was claimed; the report says what.
    const { output } = await shell(`${commands[verify]} --json`);
    return reportIn(output);
  },
  /** The project is a folder of a larger repository, with all its history. */
  async subfolder(project) {
    const name = path.basename(project.folder);
    const beside = path.dirname(project.folder);
    const top = path.join(beside, 'larger');
    const inner = path.join(top, 'projects');
    fs.mkdirSync(inner, { recursive: true });
    for (const each of fs.readdirSync(beside).filter((entry) => entry !== 'larger')) {
      fs.renameSync(path.join(beside, each), path.join(inner, each));
    }
    const moved = path.join(inner, name);
    const git = gitIn(top);
    const bare = path.join(top, '.git');
    fs.renameSync(path.join(moved, '.git'), bare);
    await git('config', 'core.bare', 'true');
    const tab = '\\t';
    const move = `git ls-files -s | sed "s|${tab}\\"*|&projects/${name}/|" | GIT_INDEX_FILE=$GIT_INDEX_FILE.new git update-index --index-info && if test -f "$GIT_INDEX_FILE.new"; then mv "$GIT_INDEX_FILE.new" "$GIT_INDEX_FILE"; fi`;
    await git('filter-branch', '--index-filter', move, '--tag-name-filter', 'cat', '--', '--all');
    await git('config', 'core.bare', 'false');
    await git('reset', '--quiet');
    fs.appendFileSync(path.join(bare, 'info', 'exclude'), `/projects/*\n!/projects/${name}\n`);
    fs.writeFileSync(path.join(top, 'README.md'), '# All our projects\n');
    moveWorkflows(moved, top);
    await commitAll(top);
    return (await project.at(moved).verify()).report;
  },
};

/** Whether a check of the finished project says what it must after a way of working. */
function isExpected(
  project: ProvedProject,
  way: WayOfWorking | undefined,
  { step: id, check, status, found }: CheckResult,
): boolean {
  const history = project.historyOf(id).includes(check);
  const says = status === 'failed' && found.includes('squash');
  if (way === 'squashed' && history) return says;
  if (way === 'rebased' && history) return status === 'passed' || found.includes('rebase');
  return status === 'passed';
}

/** GitHub looks for workflows at the top alone; there they say which folder they are about. */
function moveWorkflows(project: string, top: string): void {
  fs.renameSync(path.join(project, '.github'), path.join(top, '.github'));
  const folder = path.join(top, '.github', 'workflows');
  const about = path.relative(top, project).replaceAll('\\', '/');
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    const where = `defaults:\n  run:\n    working-directory: ${about}\n\n`;
    fs.writeFileSync(file, where + fs.readFileSync(file, 'utf8'));
  }
}

/** What the job `verify` of the project's workflow runs, up to the verification. */
function ciCommands(project: string): readonly string[] {
  const workflow = parse(
    fs.readFileSync(path.join(project, '.github', 'workflows', 'ci.yml'), 'utf8'),
  ) as { readonly jobs: Record<string, { readonly steps: readonly { run?: string }[] }> };
  return workflow.jobs['verify']?.steps.flatMap((step) => step.run ?? []) ?? [];
}

const gitIn =
  (folder: string) =>
  async (...args: readonly string[]): Promise<string> => {
    const settings = ['user.name=Learner', 'user.email=learner@localhost', 'core.editor=true'];
    const set = settings.flatMap((each) => ['-c', each]);
    return must(
      await start(folder, 'git', [...set, ...args], { FILTER_BRANCH_SQUELCH_WARNING: '1' }),
    );
  };

async function commitAll(folder: string): Promise<void> {
  const git = gitIn(folder);
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '--message', 'What is there now');
}

async function firstCommit(folder: string): Promise<string> {
  const roots = await gitIn(folder)('rev-list', '--max-parents=0', 'HEAD');
  return roots.trim().split('\n').at(-1) ?? '';
}
