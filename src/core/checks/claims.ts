import { EVIDENCE_PATH } from '../project/paths.ts';
import type { ChecksOrigin, EvidenceIndex } from './evidence.ts';
import type { CheckFile } from './model.ts';
import type { Report } from './report.ts';

/**
 * Which commit holds the files that proved a step. `recorded`: the line tells no files, and the
 * commit that it names is there. `not-committed`: the project's folder has the files, and no commit
 * yet. `not-here`: neither the folder nor a commit of this clone has them.
 */
export type ClaimedCommit =
  | { readonly kind: 'first' | 'recorded'; readonly commit: string }
  | { readonly kind: 'not-committed' | 'not-here' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What the evidence of a project claims of one step. */
export interface Claim {
  readonly step: string;
  /** ISO 8601. */
  readonly at: string;
  readonly checks: ChecksOrigin;
  readonly commit: ClaimedCommit;
}

/** What a report states about a project's evidence. */
export interface Claims {
  readonly claims: readonly Claim[];
  /** What the checks are that verify now. */
  readonly checks: ChecksOrigin;
  /** Why the evidence cannot be taken as it is; each one fails `--claimed`. */
  readonly faults: readonly string[];
  /** Claims of steps that the project has given up. */
  readonly retired: number;
  /** Lines of other instances, as after a copy or a merge of two projects. */
  readonly otherInstances: number;
  /** Lines that only a newer version can read. */
  readonly newer: number;
}

/** What `verify --claimed --json` prints. */
export interface ClaimedReport extends Report {
  readonly evidence: Claims;
}

const MOST_NAMED = 5;

/** What in evidence cannot be taken as it is: garbled lines, and steps that no version had. */
export function evidenceFaults(
  { garbled, firstLines }: EvidenceIndex,
  { steps, retired = [] }: Pick<CheckFile, 'steps' | 'retired'>,
): readonly string[] {
  const known = new Set([...steps.map(({ id }) => id), ...retired]);
  const unknown = [...firstLines].filter(([step]) => !known.has(step));
  return [
    ...firstFew(garbled, (line) => `${EVIDENCE_PATH}:${line} cannot be read.`),
    ...(garbled.length === 0
      ? []
      : ['Settle the merge that left them, or delete these lines and verify their steps again.']),
    ...firstFew(
      unknown,
      ([step, line]) =>
        `${EVIDENCE_PATH}:${line} names “${step}”, which is no step of the project.`,
    ),
    ...(unknown.length === 0 ? [] : ['Delete these lines, or bring checks.json back from Git.']),
  ];
}

function firstFew<T>(all: readonly T[], say: (one: T) => string): readonly string[] {
  const more = all.length - MOST_NAMED;
  return [
    ...all.slice(0, MOST_NAMED).map(say),
    ...(more > 0 ? [`… and ${more} more ${more === 1 ? 'line' : 'lines'} like these.`] : []),
  ];
}

const ORIGINS: Readonly<Record<ChecksOrigin, string>> = {
  shipped: 'those that this version carries',
  'as-scaffolded': 'as they were scaffolded',
  changed: 'changed by hand',
  unknown: 'of unknown origin',
};

/** Where the files of a claim are, in words that follow a comma. */
export function commitWords(commit: ClaimedCommit): string {
  switch (commit.kind) {
    case 'first':
      return `first in commit ${commit.commit.slice(0, 7)}`;
    case 'recorded':
      return `at commit ${commit.commit.slice(0, 7)}`;
    case 'not-committed':
      return 'not committed yet';
    case 'not-here':
      return 'its commit is not in this clone (squashed, rebased, or a shallow clone)';
    case 'unknown':
      return `its commit cannot be told: ${commit.reason}`;
  }
}

/** What evidence claims, for a terminal; empty when there is nothing to say. */
export function claimsText(report: Claims): string {
  const { claims, checks: now, faults, retired, otherInstances, newer } = report;
  const lost = claims.filter(({ commit }) => commit.kind === 'not-here').length;
  const counted = [
    [retired, 'claim of a retired step', 'claims of retired steps'],
    [otherInstances, 'line of another project instance', 'lines of other project instances'],
    [newer, 'line of a newer version', 'lines of a newer version'],
    [lost, 'commit that is not in this clone', 'commits that are not in this clone'],
  ] as const;
  const notes = counted
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  return [
    ...(claims.length === 0 ? [] : [`Claimed in ${EVIDENCE_PATH}:`]),
    ...claims.map(
      ({ step, at, checks, commit }) =>
        `  ${step}: on ${at.slice(0, 10)}, ${commitWords(commit)}; checks ${ORIGINS[checks]}`,
    ),
    ...(claims.length === 0 ? [] : [`The checks that verify it now are ${ORIGINS[now]}.`]),
    ...(notes.length === 0 ? [] : [`Counted, and no fault: ${notes.join(', ')}.`]),
    ...(faults.length === 0
      ? []
      : ['The evidence is damaged:', ...faults.map((one) => `  ${one}`)]),
  ].join('\n');
}
