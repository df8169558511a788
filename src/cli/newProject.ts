import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { ExpectedError } from '../core/errors.ts';
import { unpackFiles } from '../core/scaffold/archive.ts';
import { generateProject, resolveOptions } from '../core/scaffold/generate.ts';
import { deriveNames, folderNameProblem, nameProblem } from '../core/scaffold/names.ts';
import { previewProject } from '../core/scaffold/preview.ts';
import { writeProject } from '../core/scaffold/write.ts';
import type { CompiledContent } from '../node/compiledContent.ts';
import { nodeGenerateDeps } from '../node/generateDeps.ts';
import { startRepository } from '../node/git/firstCommit.ts';
import { describeFirstCommit } from '../node/git/firstCommitText.ts';
import { nodeFolderPort } from '../node/nodeFolderPort.ts';

/**
 * Writes a project's starter. Refuses existing files that differ, and asks nothing.
 * @returns what was, or with `--dry-run` would be, written.
 */
export async function newProject(
  content: CompiledContent,
  args: readonly string[],
  resolve: (folder: string) => string,
): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      'dry-run': { type: 'boolean', default: false },
      git: { type: 'boolean', default: false },
    },
  });
  const [id, folder, ...more] = positionals;
  if (id === undefined || folder === undefined || more.length > 0) {
    throw new ExpectedError('use', 'Give a project and a folder:', 'new <project> <folder>.');
  }
  const roadmap = await content.roadmap();
  const project = roadmap.projects.find((each) => each.id === id);
  if (!project) {
    throw new ExpectedError('use', `There is no project “${id}”.`, '“list” shows all of them.');
  }
  const target = resolve(folder);
  checkNames(values.name, path.basename(target));
  const options = resolveOptions(project, parseSettings(values.set));
  const names = deriveNames(values.name ?? path.basename(target), project.starter?.reserved);
  const files = generateProject(
    project,
    project.starter ? unpackFiles(await content.projectArchive(project.id)) : [],
    { names, options },
    await nodeGenerateDeps(content, roadmap.version),
  );
  const preview = await previewProject(files, target, nodeFolderPort);
  if (values['dry-run']) {
    const lines = preview.files.map((file) => `${file.status.padEnd(8)}  ${file.path}`);
    return `${lines.join('\n')}\n${lines.length} files for ${target}; nothing was written.`;
  }
  const { written, committed } = await whileStoppable(async (signal) => {
    const paths = await writeProject(preview, nodeFolderPort, {
      overwrite: new Set(),
      keepOthers: false,
      cancelled: () => signal.aborted,
      progress: () => undefined,
    });
    const lines = values.git ? await commitWritten(target, project.id, paths, signal) : [];
    return { written: paths, committed: lines };
  });
  return [
    `${written.length} files written to ${target}.`,
    ...committed,
    `Next: cd ${/\s/.test(folder) ? JSON.stringify(folder) : folder}, then`,
    '  python tasks.py setup',
    '  python tasks.py check',
  ].join('\n');
}

/** Ctrl-C, or a terminal that closes, takes back what is not finished, and says what was done. */
async function whileStoppable<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, abort);
  try {
    return await task(stop.signal);
  } finally {
    for (const name of signals) process.off(name, abort);
  }
}

async function commitWritten(
  target: string,
  id: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const message = `Start from the ${id} starter`;
  return describeFirstCommit(await startRepository(target, { message, paths, signal }));
}

function checkNames(name: string | undefined, folderName: string): void {
  const problem = name === undefined ? undefined : nameProblem(name);
  if (problem !== undefined) throw new ExpectedError('name', `--name: ${problem}`);
  const folder = folderNameProblem(folderName);
  if (folder !== undefined) throw new ExpectedError('name', folder);
}

function parseSettings(settings: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [option = '', ...value] = setting.split('=');
      if (option === '' || value.length === 0) {
        throw new ExpectedError('use', `--set ${setting}: no value.`, 'Write --set option=value.');
      }
      return [option, value.join('=')];
    }),
  );
}
