import * as fs from 'node:fs';
import * as path from 'node:path';
import { commandsIn, unfollowed } from '../../src/core/checks/docker/dockerfileCommands.ts';
import { parseDockerfile } from '../../src/core/checks/docker/dockerfileStages.ts';
import { isFinding } from '../../src/core/checks/documents.ts';
import { readYaml } from '../../src/core/checks/namedFile.ts';
import { whenItFails } from '../../src/core/checks/shell/shellRun.ts';
import { commandsOf } from '../../src/core/checks/shell/shellScript.ts';
import { workflowOf } from '../../src/core/checks/workflow/workflowJobs.ts';
import { readSteps } from '../../src/core/checks/workflow/workflowScripts.ts';
import type { CheckWorld, FileContent } from '../../src/core/checks/world.ts';

// Counts how often checks cannot follow Dockerfiles and workflows, and at what:
//   npm run readability -- FOLDER…
// A workflow is read as if nothing were beside it, so scripts that it calls are not followed.

const RUNNING = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** What a file could be read for, and where that ended. */
interface Read {
  readonly file: string;
  readonly scripts: number;
  readonly commands: number;
  readonly problems: readonly string[];
}

function readDockerfile(file: string): Read {
  const { stages } = parseDockerfile(fs.readFileSync(file, 'utf8'));
  const running = stages
    .flatMap(({ instructions }) => instructions)
    .filter(({ keyword }) => RUNNING.has(keyword));
  return {
    file,
    scripts: running.length,
    commands: running.flatMap(commandsIn).length,
    problems: running.flatMap((each) => unfollowed([each]) ?? []),
  };
}

async function readWorkflow(file: string): Promise<Read> {
  const parsed = await readYaml(worldOf(file), path.basename(file));
  if (isFinding(parsed)) return { file, scripts: 0, commands: 0, problems: [parsed.found] };
  const workflow = workflowOf(parsed);
  const steps = workflow.jobs.flatMap((job) => job.steps);
  const read = await readSteps(worldOf(file), steps, workflow);
  let commands = 0;
  const problems = read.flatMap(({ script, problem }) => {
    if (problem) return [`cannot follow line ${problem.line}: ${problem.message}`];
    const found = script ? commandsOf(script) : [];
    commands += found.length;
    return found.flatMap(({ node, line }) =>
      script && whenItFails(script, node) === 'unclear'
        ? [`cannot follow line ${line}: a script with very many ways through it`]
        : [],
    );
  });
  return { file, scripts: read.length, commands, problems };
}

/** A world with one file in it. */
function worldOf(file: string): CheckWorld {
  const read = (name: string): FileContent =>
    name === path.basename(file)
      ? { kind: 'text', text: fs.readFileSync(file, 'utf8') }
      : { kind: 'missing' };
  return { read: (name: string) => Promise.resolve(read(name)) } as CheckWorld;
}

function report(kind: string, all: readonly Read[]): void {
  const unread = all.filter(({ problems }) => problems.length > 0);
  const sum = (of: (read: Read) => number) => all.reduce((total, each) => total + of(each), 0);
  console.log(
    `${kind}: ${all.length} files, ${sum((each) => each.scripts)} scripts, ${sum((each) => each.commands)} commands; ` +
      `${unread.length} files cannot be followed at ${sum((each) => each.problems.length)} places`,
  );
  for (const { file, problems } of unread) {
    for (const problem of new Set(problems)) console.log(`  ${file}: ${problem}`);
  }
}

const files = process.argv
  .slice(2)
  .flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name)),
  )
  .filter((file) => fs.statSync(file).isFile())
  .sort();
if (files.length === 0) {
  console.error('Name a folder with Dockerfiles or workflows.');
  process.exit(2);
}
report(
  'Dockerfiles',
  files.filter((file) => /dockerfile/i.test(path.basename(file))).map(readDockerfile),
);
report(
  'Workflows',
  await Promise.all(files.filter((file) => /\.ya?ml$/.test(file)).map(readWorkflow)),
);
