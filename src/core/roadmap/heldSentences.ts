import { goalSentences, joined, type Quote } from './goalSentences.ts';
import type { Problem } from './problem.ts';
import type { StepSource } from './stepFolder.ts';

/**
 * Reports the sentences of a step's Goal that no check holds, and what a check claims to hold that
 * the Goal does not say.
 */
export function checkHeldSentences(step: StepSource, report: (problem: Problem) => void): void {
  const sentences = goalSentences(step.step.goal);
  for (const { text, path } of unknownQuotes(step.holds, sentences)) {
    const message = `The Goal has no sentence “${text}”.`;
    report({ ...step.placeOf(path), message, remedy: 'Quote a sentence of it word for word.' });
  }
  const held = new Set(step.holds.map(({ text }) => joined(text)));
  for (const { text, line } of sentences) {
    if (held.has(text)) continue;
    const { file, line: first } = step.placeOf(['goal']);
    const message = `No check holds “${text}”.`;
    const remedy = 'Name it in the “holds” of a check, or move it below “### Why it matters”.';
    report({ file, line: first + line, message, remedy });
  }
}

function unknownQuotes(
  quotes: readonly Quote[],
  sentences: ReturnType<typeof goalSentences>,
): readonly Quote[] {
  const known = new Set(sentences.map(({ text }) => text));
  return quotes.filter(({ text }) => !known.has(joined(text)));
}
