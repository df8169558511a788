import { printable } from '../core/checks/printable.ts';
import { isExpected, sentence } from '../core/errors.ts';

/** Runs a program's main function: its number is the exit code, usage errors and broken input give 2. */
export function runMain(main: Promise<number>): void {
  main.then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      console.error(
        isExpected(error) || isArgumentError(error) ? printable(sentence(error)) : error,
      );
      process.exitCode = 2;
    },
  );
}

function isArgumentError(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
}
