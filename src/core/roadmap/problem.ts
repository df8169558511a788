/** Something wrong in authored content, with its place and its remedy. */
export interface Problem {
  /** Path relative to the roadmap's folder. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
}

/** `file:line: message Remedy.` */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}: ${problem.message} ${problem.remedy}`;
}
