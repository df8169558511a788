import * as v from 'valibot';
import type { Finding } from './model.ts';

/** Where something stands; a line only where the parser knows it. */
export interface Place {
  readonly file?: string;
  /** 1-based. */
  readonly line?: number | undefined;
}

export function passed(expected: string, found: string, place: Place = {}): Finding {
  return { status: 'passed', expected, found, ...known(place) };
}

/** @param next what to do, as one or two sentences with a final stop */
export function failed(expected: string, found: string, next: string, place: Place = {}): Finding {
  return { status: 'failed', expected, found, next, ...known(place) };
}

/** The finding of a check that does not work itself. */
export function bugInCheck(expected: string, found: string): Finding {
  const next =
    'This is a bug in the check, not in your project. In VS Code, “This Check Seems Wrong…” copies a report and says where to send it.';
  return { status: 'error', expected, found, next };
}

/** What several looks at one thing found: the first that does not pass speaks, otherwise all do. */
export function together(findings: readonly Finding[]): Finding {
  const bad = findings.find(({ status }) => status !== 'passed');
  if (bad) return bad;
  const last = findings.at(-1);
  if (!last) return { status: 'error', expected: 'something to check', found: 'an empty list' };
  if (findings.length === 1) return last;
  const join = (texts: readonly string[]) => short([...new Set(texts)].join('; '), 300);
  return {
    ...last,
    expected: join(findings.map(({ expected }) => expected)),
    found: join(findings.map(({ found }) => found)),
  };
}

/** One property of a subject that authors name under `facts`. */
export type Fact<Subject> = (subject: Subject) => Finding | Promise<Finding>;

/** The names of a table of facts, as authors may write them. */
export function factsSchema<Name extends string>(table: Readonly<Record<Name, unknown>>) {
  const names = Object.keys(table) as [Name, ...Name[]];
  return v.pipe(
    v.array(v.picklist(names, `must be one of: ${names.join(', ')}`)),
    v.minLength(1, 'must name at least one fact'),
  );
}

/** Looks at facts in their order, up to the first that does not hold. */
export async function holdFacts<Name extends string, Subject>(
  table: Readonly<Record<Name, Fact<Subject>>>,
  names: readonly Name[],
  subject: Subject,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const name of names) {
    const finding = await table[name](subject);
    findings.push(finding);
    if (finding.status !== 'passed') break;
  }
  return findings;
}

/** A text of a learner's file in one short line, to be put into a sentence. */
export function short(text: string, longest = 100): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** Names in a sentence; `none` when there are none. */
export function names(of: Iterable<string>): string {
  const all = [...new Set(of)].map((name) => short(name)).filter((name) => name !== '');
  const more = all.length > 8 ? ` and ${all.length - 8} more` : '';
  return all.length === 0 ? 'none' : all.slice(0, 8).join(', ') + more;
}

function known({ file, line }: Place): Pick<Finding, 'file' | 'line'> {
  return { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
}
