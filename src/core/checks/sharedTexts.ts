const SHORTEST = 200;
const MARK = '@text:';

/** A value whose long texts stand once, in a list that the value refers to. */
export interface WithSharedTexts {
  readonly value: unknown;
  readonly texts: readonly string[];
}

/** Takes long texts that stand in a value more than once out of it: scripts that several checks lay down. */
export function shareTexts(value: unknown): WithSharedTexts {
  const counts = new Map<string, number>();
  visit(value, (text) => {
    if (text.length >= SHORTEST) counts.set(text, (counts.get(text) ?? 0) + 1);
    return text;
  });
  const texts = [...counts].filter(([, count]) => count > 1).map(([text]) => text);
  const places = new Map(texts.map((text, place) => [text, `${MARK}${place}`]));
  return { value: visit(value, (text) => places.get(text) ?? text), texts };
}

/** Puts shared texts back to where they are referred to. */
export function restoreTexts(value: unknown, texts: readonly string[]): unknown {
  return visit(value, (text) => {
    if (!text.startsWith(MARK)) return text;
    return texts[Number(text.slice(MARK.length))] ?? text;
  });
}

function visit(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => visit(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visit(each, change)]));
}
