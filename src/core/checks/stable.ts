// What programs print differently each time although nothing has changed.
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?/g, '(time)'],
  [/\b\d+(?:\.\d+)? ?(?:ms|milliseconds|seconds|s)\b/g, '(duration)'],
  [/("(?:milliseconds|duration|request_id)": ?)("[^"]*"|[\d.]+)/g, '$1…'],
  [/\b(127\.0\.0\.1|localhost):\d{2,5}\b/g, '$1:(port)'],
  [/\bprocess \[\d+\]/g, 'process'],
  [/0x[0-9a-f]{6,}/g, '(address)'],
];

/** The text without times, durations, ports and process numbers, so that equal trees give equal reports. */
export function stable(text: string): string {
  return VOLATILE.reduce((calm, [form, by]) => calm.replace(form, by), text);
}
