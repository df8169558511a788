import type * as vscode from 'vscode';

const key = (instance: string, step: string) => `hints.${instance}.${step}`;

/** How many hints of a step were shown in this workspace. */
export function hintsShown(memory: vscode.Memento, instance: string, step: string): number {
  return memory.get<number>(key(instance, step), 0);
}

/** Remembers that one more hint of a step is shown; there are `total`. */
export async function showNextHint(
  memory: vscode.Memento,
  instance: string,
  step: string,
  total: number,
): Promise<void> {
  const shown = Math.min(hintsShown(memory, instance, step) + 1, total);
  await memory.update(key(instance, step), shown);
}
