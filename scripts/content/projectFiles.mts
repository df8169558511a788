import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';

/**
 * The files of a project that go into its archive as they are: starter, options and guide. Git
 * knows which they are (no caches, no environments) and which may be executed.
 * @param root the clone
 */
export async function projectFiles(root: string, id: string): Promise<readonly ProjectFile[]> {
  const folder = `roadmap/projects/${id}`;
  const parts = ['starter', 'options', 'guide.md'].map((part) => `${folder}/${part}`);
  const how = ['-z', '--cached', '--others', '--exclude-standard', '--', ...parts];
  const names = execFileSync('git', ['-C', root, 'ls-files', ...how], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  }).split('\0');
  const files: ProjectFile[] = [];
  for (const name of new Set(names.filter(Boolean))) {
    const file = path.join(root, name);
    const stat = await fs.stat(file).catch(() => undefined);
    // Git still knows a file that an author has just deleted.
    if (!stat) continue;
    files.push({
      path: name.slice(folder.length + 1),
      bytes: await fs.readFile(file),
      executable: (stat.mode & 0o100) !== 0,
    });
  }
  return files;
}
