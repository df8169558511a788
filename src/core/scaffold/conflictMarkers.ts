/** The lines that Git puts around a conflict, in their order. */
const MARKERS = [/^<{7}(?: |$)/, /^={7}$/, /^>{7}(?: |$)/];

/** The line (1-based) where a text has an unsettled conflict; undefined when it has none. */
export function conflictLine(text: string): number | undefined {
  let found = 0;
  let first = 0;
  for (const [place, line] of text.split(/\r?\n/).entries()) {
    if (MARKERS[0]?.test(line)) {
      found = 1;
      first = place + 1;
    } else if (found > 0 && MARKERS[found]?.test(line)) {
      found += 1;
      if (found === MARKERS.length) return first;
    }
  }
  return undefined;
}
