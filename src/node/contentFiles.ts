import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ContentFiles } from '../core/roadmap/contentFiles.ts';

/** A roadmap's folder on the disk. */
export function contentFiles(folder: string): ContentFiles {
  return {
    async read(file) {
      try {
        return await fs.readFile(path.join(folder, ...file.split('/')), 'utf8');
      } catch {
        return undefined;
      }
    },
    async list(name) {
      try {
        const entries = await fs.readdir(path.join(folder, ...name.split('/')), {
          withFileTypes: true,
        });
        return entries
          .filter((entry) => entry.isFile())
          .map((entry) => entry.name)
          .sort();
      } catch {
        return [];
      }
    },
  };
}
