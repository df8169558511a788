import * as v from 'valibot';
import { defineKind, noCommands } from '../kind.ts';
import { factOf } from '../look.ts';
import { isPattern, matchFiles, pathSchema } from '../paths.ts';

const schema = v.strictObject({
  /** A path, or a pattern such as `src/**` + `/*.py`. */
  path: pathSchema,
  exists: v.optional(v.boolean(), true),
  /** In bytes. */
  atMost: v.optional(v.number()),
  executable: v.optional(v.boolean()),
});

/** Whether a file is there, how large it is, whether it may be executed. */
export const fileKind = defineKind<v.InferOutput<typeof schema>>({
  name: 'file',
  schema,
  commands: noCommands,
  async check({ path, exists, atMost, executable }, world) {
    const files = await matchFiles(world, path);
    const [file] = files;
    if (!exists && file === undefined && !isPattern(path)) {
      const { kind } = await factOf(world, path);
      if (kind === 'other') {
        const next = `Remove ${path}.`;
        return { status: 'failed', expected: `no ${path}`, found: 'a folder or a link', next };
      }
    }
    if (!exists) {
      return {
        status: files.length === 0 ? 'passed' : 'failed',
        expected: `no ${path}`,
        found: file === undefined ? 'none' : files.slice(0, 3).join(', '),
        ...(file === undefined ? {} : { file, next: `Remove ${file}, or let Git ignore it.` }),
      };
    }
    if (file === undefined) {
      return {
        status: 'failed',
        expected: `a file ${path}`,
        found: 'none',
        next: `Create ${path}.`,
      };
    }
    const fact = await factOf(world, file);
    const { bytes, executable: mark } =
      fact.kind === 'file' ? fact : { bytes: 0, executable: undefined };
    if (atMost !== undefined && bytes > atMost) {
      const expected = `${path} of at most ${atMost} bytes`;
      return { status: 'failed', expected, found: `${bytes} bytes`, file };
    }
    if (executable !== undefined && mark === !executable) {
      return {
        status: 'failed',
        expected: executable ? `${file} to be executable` : `${file} not to be executable`,
        found: executable ? 'it is not' : 'it is',
        file,
        next: `Run: git update-index --chmod=${executable ? '+' : '-'}x ${file}`,
      };
    }
    return { status: 'passed', expected: `a file ${path}`, found: file, file };
  },
});
