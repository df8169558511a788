import type { CheckResult, Status } from '../../core/checks/model.ts';
import { commitWords, type ClaimedCommit } from '../../core/checks/claims.ts';
import type { Proof } from '../../core/checks/evidence.ts';
import { isCore } from '../../core/checks/coreSteps.ts';
import { nextStepIn, proofIn, verifiedIn } from '../../core/checks/verified.ts';
import type { Owner } from '../../core/progress/progress.ts';
import { placeOf, statusOf } from '../../core/checks/report.ts';
import type { Attempt } from '../state/attempts.ts';
import type { StepView } from '../../core/project/stepView.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import { documentHtml, type PageFrame } from './pageHtml.ts';
import type { StepTexts } from './guideTexts.ts';
import { escapeHtml, type RenderedMarkdown } from './renderMarkdown.ts';

/** What a guide shows. */
export interface GuideParts extends StepsParts {
  readonly rendered: RenderedMarkdown;
  /** HTML of what is wrong with the project's own files of the product. */
  readonly notices: string;
}

/** Which commit holds the files of each proof, by step id, as far as it is known yet. */
export type ProofCommits = ReadonlyMap<string, ClaimedCommit>;

/** What a guide's steps show. */
export interface StepsParts {
  readonly commits: ProofCommits;
  readonly project: WorkspaceProject;
  /** Renders what the steps say. */
  readonly texts: StepTexts;
  /** What set-up downloads, in MB. */
  readonly download: number | undefined;
  /** How many hints of each step are open, by step id. */
  readonly hints: ReadonlyMap<string, number>;
  /** The verifications of each step in this workspace, oldest first, by step id. */
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
}

/** The whole HTML document of a project's guide. */
export function guideHtml(parts: GuideParts, frame: PageFrame): string {
  const { project, rendered, download, notices } = parts;
  const size = download === undefined ? '' : ` Downloads about ${download} MB once.`;
  const steps = project.steps.length === 0 ? '' : stepsHtml(parts);
  const headings = [
    ...rendered.headings,
    ...(steps === '' ? [] : [{ id: 'steps-title', text: 'Steps', level: 2 }]),
  ];
  return documentHtml(
    {
      key: `guide:${project.uri.toString()}`,
      title: rendered.title,
      crumbs: escapeHtml(`Project · ${project.record.name}`),
      summary: guideSummary(project),
      headings,
      main: `<div id="notices" role="status">${notices}</div>
<p class="actions"><button type="button" class="primary" data-action="setupProject" aria-describedby="set-up-size">Set Up</button>
${steps === '' ? '' : '<button type="button" data-action="verifyProject">Verify All Steps</button>'}
<span id="set-up-size">Makes the environment and runs the project’s own check.${size}</span></p>
${rendered.html}
${steps === '' ? '' : `<section aria-labelledby="steps-title"><h2 id="steps-title">Steps</h2><div id="steps">${steps}</div></section>`}`,
      footer: '',
    },
    frame,
  );
}

/** Sentences about the project's own files, above everything else. */
export function noticesHtml(notices: readonly string[]): string {
  return notices.map((notice) => `<p class="notice">${escapeHtml(notice)}</p>`).join('');
}

/** Asks whose project it is, or tells the answer that can be changed; nothing for the learner's own. */
export function ownerHtml(owner: Owner): string {
  const action = (name: string, label: string) =>
    `<button type="button" data-action="${name}">${label}</button>`;
  switch (owner) {
    case 'mine':
      return '';
    case 'other':
      return `<p class="actions"><span>This project is not yours, so it does not count in your progress.</span> ${action('adoptProject', 'This Is My Project')}</p>`;
    case 'unknown':
      return `<p class="actions"><span>Is this your project? Only then does it count in your progress.</span> ${action('disownProject', 'Not Mine')} ${action('adoptProject', 'This Is My Project')}</p>`;
  }
}

/** `2 of 6 verified, and 1 deeper`. */
export function guideSummary(project: WorkspaceProject): string {
  const { verified, core, deeper } = verifiedIn(project);
  if (project.steps.length === 0) return '';
  return `${verified} of ${core} verified${deeper === 0 ? '' : `, and ${deeper} deeper`}`;
}

/** The steps with what is known of them; sent again whenever that changes. */
export function stepsHtml(parts: StepsParts): string {
  const { project } = parts;
  const open = nextStepIn(project);
  return project.steps
    .map((step, position) => stepHtml(step, position + 1, parts, step === open))
    .join('\n');
}

function stepHtml(
  step: StepView,
  number: number,
  { project, texts, commits, hints, attempts }: StepsParts,
  open: boolean,
): string {
  const { results, record } = project;
  const hintCount = hints.get(step.id) ?? 0;
  const proof = proofIn(project, step.id);
  const last = results.get(step.id);
  const id = `${record.project}.${step.id}`;
  const state = proof
    ? verifiedText(proof, commits.get(step.id))
    : last
      ? STATUS_WORDS[statusOf(last)]
      : 'Open';
  const without =
    step.without === undefined
      ? ''
      : `<aside class="call-out tip"><p class="call-out-title">Without Docker or a cloud</p>\n${texts.render(step.without)}</aside>`;
  const shown = step.hints.slice(0, hintCount);
  const hintLabel =
    hintCount >= step.hints.length
      ? 'All hints shown'
      : `Hint ${hintCount + 1} of ${step.hints.length}`;
  const action = (name: string, label: string, disabled = false) =>
    `<button type="button" data-action="${name}" data-id="${escapeHtml(id)}"${disabled ? ' disabled' : ''}>${escapeHtml(label)}</button>`;
  return `<details class="step" id="step-${escapeHtml(step.id)}"${open ? ' open' : ''}>
<summary><span class="seal" aria-hidden="true">${proof ? '✔' : String(number)}</span> ${escapeHtml(step.title)}${isCore(step) ? '' : ' <span class="deeper">Deeper</span>'} <span class="state">${escapeHtml(state)}</span></summary>
<div>${texts.render(step.goal)}${without}
${resultsHtml(step, last)}
${attemptsHtml(attempts.get(step.id) ?? [])}
${shown.map((hint, index) => `<aside class="call-out note"><p class="call-out-title">Hint ${index + 1}</p>\n${texts.render(hint)}</aside>`).join('\n')}
<p class="actions">${action('verifyStep', 'Verify')} ${action('showHint', hintLabel, hintCount >= step.hints.length)} ${action('compareWithSolution', 'Compare with Solution…')} ${action('skipTask', 'Skip…')} ${action('reportCheck', 'A check seems wrong…', last === undefined)}</p></div></details>`;
}

function verifiedText(proof: Proof, commit: ClaimedCommit | undefined): string {
  const where = commit === undefined || commit.kind === 'unknown' ? [] : [commitWords(commit)];
  const changed = proof.checkFile?.origin === 'changed' ? ['with checks changed by hand'] : [];
  return [`Verified on ${proof.at.slice(0, 10)}`, ...where, ...changed].join(', ');
}

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  passed: 'Passed',
  failed: 'Not verified yet',
  unavailable: 'Could not be checked here',
  error: 'A check is broken',
};

const MARKS: Readonly<Record<Status, string>> = {
  passed: '✔',
  failed: '✘',
  unavailable: '–',
  error: '!',
};

function resultsHtml(step: StepView, results: readonly CheckResult[] | undefined): string {
  const items = step.checks.map(({ id, title }) => {
    const result = results?.find(({ check }) => check === id);
    if (!result)
      return `<li><span class="mark" aria-hidden="true">○</span> ${escapeHtml(title)}</li>`;
    const words = `<span class="visually-hidden">${STATUS_WORDS[result.status]}:</span>`;
    const head = `<span class="mark ${result.status}" aria-hidden="true">${MARKS[result.status]}</span> ${words} ${escapeHtml(title)}`;
    return `<li>${head}${result.status === 'passed' ? '' : reasons(result)}</li>`;
  });
  return `<ul class="checks">${items.join('\n')}</ul>`;
}

/** How often the step was verified here, and how; nothing before the second time. */
function attemptsHtml(attempts: readonly Attempt[]): string {
  if (attempts.length < 2) return '';
  const items = attempts.map(({ at, status, found }) => {
    const when = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
    const what = found === undefined ? '' : `: ${found}`;
    return `<li>${escapeHtml(`${when}, ${STATUS_WORDS[status].toLowerCase()}${what}`)}</li>`;
  });
  return `<details class="attempts"><summary>${attempts.length} attempts</summary><ol>${items.join('')}</ol></details>`;
}

function reasons(result: CheckResult): string {
  const place =
    result.file === undefined
      ? ''
      : ` <a href="file:${escapeHtml(placeOf(result))}">${escapeHtml(placeOf(result))}</a>`;
  const next = result.next === undefined ? '' : `<dt>Next</dt><dd>${escapeHtml(result.next)}</dd>`;
  return `<dl><dt>Expected</dt><dd>${escapeHtml(result.expected)}</dd><dt>Found</dt><dd>${escapeHtml(result.found)}${place}</dd>${next}</dl>`;
}
