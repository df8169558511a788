import type { FileSystem } from '../../src/node/files/fileSystem.ts';
import { faultyFiles, type Operation } from '../unit/node/faultyFiles.ts';

/** One way in which a disk fails during a task. */
export interface FaultPlan {
  readonly name: string;
  readonly code: string;
  /** False when the disk fails once and then works again. */
  readonly lasting: boolean;
  readonly fails: (operation: Operation, place: number) => boolean | 'half';
}

// The long run tries every error at every operation, the short one in turn.
const ALL = process.env['FAULTS'] === 'all';

/** Far more than a test needs for its faults, in milliseconds; for `this.timeout`. */
export const FAULTS_TIMEOUT_MS = ALL ? 3_600_000 : 600_000;

/**
 * Every way to fail during a task that asks these operations of the disk: once at each, and from
 * each on.
 */
export function faultPlans(operations: readonly Operation[], all = ALL): readonly FaultPlan[] {
  return operations.flatMap(({ name, target }, at): readonly FaultPlan[] => {
    const choose = (codes: readonly string[]) =>
      all ? codes : codes.slice(at % codes.length, (at % codes.length) + 1);
    const where = `${name} ${target} (operation ${at})`;
    const once = choose(['ENOSPC', 'EIO', 'EROFS', 'EACCES']).map((code): FaultPlan => {
      const fails: FaultPlan['fails'] = (_operation, place) => place === at;
      return { name: `${code} at ${where}`, code, lasting: false, fails };
    });
    const onwards = choose(['ENOSPC', 'EROFS']).map((code): FaultPlan => {
      const fails: FaultPlan['fails'] = (_operation, place) => place >= at;
      return { name: `${code} from ${where} on`, code, lasting: true, fails };
    });
    const half: FaultPlan = {
      name: `half of the bytes, then ENOSPC, at ${where}`,
      code: 'ENOSPC',
      lasting: false,
      fails: (_operation, place) => place === at && 'half',
    };
    const writes = name === 'writeFile' || name === 'appendFile';
    return [...once, ...onwards, ...(writes ? [half] : [])];
  });
}

/** What a task asks of the disk when nothing fails. */
export async function operationsOf(
  task: (fs: FileSystem) => Promise<unknown>,
): Promise<readonly Operation[]> {
  const { fs, operations } = faultyFiles(() => false, 'EIO');
  await task(fs);
  return operations;
}
