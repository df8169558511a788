import type { FileHandle } from 'node:fs/promises';
import { machineFiles, type FileSystem } from '../../../src/node/files/fileSystem.ts';

/** Operations that change something on the disk, or that a disk can refuse. */
const CHANGING = new Set([
  ...['chmod', 'link', 'mkdir', 'open', 'rename', 'rm', 'rmdir', 'unlink', 'utimes'],
  ...['writeFile', 'appendFile', 'sync', 'truncate', 'write'],
]);

/** One operation of a file system, with the path that it was given. */
export interface Operation {
  readonly name: string;
  readonly target: string;
}

/** A file system that fails where a test wants it to, and remembers what was asked of it. */
export interface FaultyFiles {
  readonly fs: FileSystem;
  readonly operations: readonly Operation[];
}

/**
 * The machine's file system, of whose changing operations some fail with a code such as `ENOSPC`.
 * @param fails is asked before each changing operation; `half` writes half of the bytes first
 */
export function faultyFiles(
  fails: (operation: Operation, place: number) => boolean | 'half',
  code: string,
): FaultyFiles {
  const operations: Operation[] = [];
  const refuse = (name: string, target: string): boolean | 'half' => {
    if (!CHANGING.has(name)) return false;
    const operation = { name, target };
    operations.push(operation);
    return fails(operation, operations.length - 1);
  };
  const error = (name: string, target: string) =>
    Object.assign(new Error(`${code}: injected, ${name} '${target}'`), { code });
  const wrap = <T extends object>(real: T, targetOf: (args: readonly unknown[]) => string): T =>
    new Proxy(real, {
      get(from, key) {
        const value: unknown = Reflect.get(from, key);
        if (typeof value !== 'function' || typeof key !== 'string') return value;
        return async (...args: readonly unknown[]) => {
          const target = targetOf(args);
          const call = (...given: readonly unknown[]): unknown =>
            Reflect.apply(value, from, given) as unknown;
          const refused = refuse(key, target);
          if (refused === 'half' && (key === 'writeFile' || key === 'appendFile')) {
            const bytes = Buffer.from(args[0] as Uint8Array);
            await call(bytes.subarray(0, Math.floor(bytes.length / 2)));
          }
          if (refused !== false) throw error(key, target);
          const result = await call(...args);
          if (key !== 'open') return result;
          return wrap(result as FileHandle, () => target);
        };
      },
    });
  return { fs: wrap(machineFiles, (args) => String(args[0])), operations };
}
