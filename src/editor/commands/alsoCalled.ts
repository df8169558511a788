/** Something with a full title and, for lists, a short one. */
interface Named {
  readonly title: string;
  /** Absent where it is the title. */
  readonly label?: string;
}

/**
 * The description of a picker's row that shows the full title: the short one, by which the trees call
 * it and a learner may look for it, and what else there is to say.
 */
export function alsoCalled({ title, label }: Named, ...more: readonly string[]): string {
  const short = label === undefined || label === title ? [] : [label];
  return [...short, ...more].filter((each) => each !== '').join(' · ');
}
