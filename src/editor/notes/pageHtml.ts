import { stateOf, type Progress } from '../../core/progress/progress.ts';
import { totalsOf } from '../../core/progress/totals.ts';
import type { Phase, Skill, Task } from '../../core/roadmap/model.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import { escapeHtml, type Heading, type RenderedMarkdown } from './renderMarkdown.ts';

/** What a page shows around its text. */
export interface PageParts {
  readonly id: string;
  readonly rendered: RenderedMarkdown;
  readonly index: RoadmapIndex;
  readonly progress: Progress;
  /** Where to begin, in pixels. */
  readonly scroll?: number;
}

/** Where the webview finds its files, and the nonce of its one script. */
export interface PageFrame {
  readonly cspSource: string;
  readonly styleUri: string;
  readonly scriptUri: string;
  readonly nonce: string;
  /** Differs with each document that a panel is given. */
  readonly shown: string;
}

/** The tasks that a page has checkboxes for: a skill's, or all of a phase's. */
export function tasksOnPage(id: string, index: RoadmapIndex): readonly Task[] {
  return skillsOnPage(id, index).flatMap((skill) => skill.tasks);
}

/** `3 of 5 studied` for the tasks of a page; empty for a page without any. */
export function pageSummary(id: string, index: RoadmapIndex, progress: Progress): string {
  const tasks = tasksOnPage(id, index);
  if (tasks.length === 0) return '';
  const { studied, total, skipped } = totalsOf(tasks, progress);
  return `${studied} of ${total} studied${skipped > 0 ? ` · ${skipped} skipped` : ''}`;
}

/** The whole HTML document of a page. */
export function pageHtml(parts: PageParts, frame: PageFrame): string {
  const { id, rendered, index, progress } = parts;
  const phase = index.phase(id) ?? index.phaseOf(id);
  const report = '<p><button type="button" id="report">Report an error in this note</button></p>';
  if (!phase) {
    const { title, headings, html } = rendered;
    const texts = { crumbs: 'Reference', summary: '', main: html, footer: report };
    return documentHtml({ key: id, title, headings, ...texts }, frame);
  }
  const contents = [...rendered.headings, { id: 'checklist', text: 'Your checklist', level: 2 }];
  return documentHtml(
    {
      key: id,
      scroll: parts.scroll,
      title: rendered.title,
      crumbs: crumbs(phase, index, id),
      summary: pageSummary(id, index, progress),
      headings: contents,
      main: `${rendered.html}\n${checklist(id, index, progress)}`,
      footer: `${neighbours(id, index)}\n${report}`,
    },
    frame,
  );
}

/** What a document of ours consists of; texts are plain, `crumbs`, `main` and `footer` are HTML. */
export interface DocumentParts {
  /** What the page's kept state belongs to. */
  readonly key: string;
  readonly title: string;
  readonly crumbs: string;
  readonly summary: string;
  readonly headings: readonly Heading[];
  readonly main: string;
  readonly footer: string;
  readonly scroll?: number | undefined;
}

/** A document with a strict policy: our style sheet, our one script, nothing else. */
export function documentHtml(parts: DocumentParts, frame: PageFrame): string {
  const policy = `default-src 'none'; style-src ${frame.cspSource}; script-src 'nonce-${frame.nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${frame.styleUri}">
<title>${escapeHtml(parts.title)}</title>
</head>
<body data-page="${escapeHtml(parts.key)}" data-scroll="${parts.scroll ?? 0}" data-shown="${frame.shown}">
<div class="layout">
<header>
<p class="crumbs">${parts.crumbs}</p>
<p class="summary" role="status">${escapeHtml(parts.summary)}</p>
</header>
${contents(parts.headings)}
<main>
${parts.main}
</main>
<footer>
${parts.footer}
</footer>
</div>
<script nonce="${frame.nonce}" src="${frame.scriptUri}"></script>
</body>
</html>`;
}

function skillsOnPage(id: string, index: RoadmapIndex): readonly Skill[] {
  const skill = index.skill(id);
  return skill ? [skill] : (index.phase(id)?.skills ?? []);
}

function crumbs(phase: Phase | undefined, index: RoadmapIndex, id: string): string {
  if (!phase) return '';
  const label = escapeHtml(`Phase ${index.roadmap.phases.indexOf(phase) + 1} · ${phase.title}`);
  return phase.id === id ? label : `<a href="note:${phase.id}">${label}</a>`;
}

/** More than any page that is meant to be read. */
const MOST_HEADINGS = 200;

function contents(headings: readonly Heading[]): string {
  const items = headings
    .slice(0, MOST_HEADINGS)
    .map(
      ({ id, text, level }) =>
        `<li class="level-${level}"><a href="#${id}">${escapeHtml(text)}</a></li>`,
    );
  return `<nav aria-label="On this page"><details id="contents"><summary>On this page</summary><ul>${items.join('')}</ul></details></nav>`;
}

function checklist(id: string, index: RoadmapIndex, progress: Progress): string {
  const skills = skillsOnPage(id, index);
  const sections = skills.map((skill) => {
    const heading =
      skills.length === 1
        ? ''
        : `<h3>${skill.note ? `<a href="note:${skill.id}">${escapeHtml(skill.title)}</a>` : escapeHtml(skill.title)}</h3><p>${escapeHtml(skill.summary)}</p>`;
    const items = skill.tasks.map((task) => taskItem(task, progress)).join('\n');
    return `<section id="skill-${skill.id}">${heading}<ul class="tasks">${items}</ul></section>`;
  });
  return `<section aria-labelledby="checklist"><h2 id="checklist">Your checklist</h2>${sections.join('\n')}</section>`;
}

function taskItem(task: Task, progress: Progress): string {
  const state = stateOf(progress, task.id);
  const box = `task-${task.id}`;
  const links = task.links
    .map((link) => `<a href="${escapeHtml(link.url)}">${escapeHtml(link.title)}</a>`)
    .join(' · ');
  return `<li data-task="${task.id}" data-state="${state}">
<input type="checkbox" id="${box}"${state === 'done' ? ' checked' : ''} aria-describedby="${box}-why">
<label for="${box}">${escapeHtml(task.title)}</label> <span class="hours">${task.hours} h</span><span class="skipped">skipped</span>
<p id="${box}-why">${escapeHtml(task.why)}</p><p class="links">${links}</p></li>`;
}

function neighbours(id: string, index: RoadmapIndex): string {
  const pages = index.roadmap.phases.flatMap((phase) => [
    { id: phase.id, title: phase.title },
    ...phase.skills.filter((skill) => skill.note),
  ]);
  const here = pages.findIndex((page) => page.id === id);
  const link = (page: { readonly id: string; readonly title: string } | undefined, word: string) =>
    page
      ? `<a class="${word.toLowerCase()}" href="note:${page.id}">${word}: ${escapeHtml(page.title)}</a>`
      : '';
  return `<p class="neighbours">${link(pages[here - 1], 'Previous')}${link(pages[here + 1], 'Next')}</p>`;
}
