import type { Phase } from '../roadmap/model.ts';
import type { CertificationsFile, QuestionsFile, ToolsFile } from './schema.ts';

// The pages that are made of YAML, as Markdown that the notes render like any other page.

/** The nine categories with every tool. */
export function toolsPage(title: string, file: ToolsFile, phases: readonly Phase[]): string {
  const sections = file.categories.map((category) => {
    const rows = category.tools.map(
      ({ name, what, licence, hosting, url }) =>
        `| [${name}](${url}) | ${what} | ${licence} | ${hosting} |`,
    );
    const links = category.phases.map((id) => `[${phaseName(id, phases)}](note:${id})`).join(', ');
    return [
      `## ${category.title}`,
      category.what,
      `**Begin with ${category.pick}.** ${category.why}`,
      ['| Tool | What it does | Licence | Hosting |', '|---|---|---|---|', ...rows].join('\n'),
      category.choose,
      `Taught in ${links}.`,
    ].join('\n\n');
  });
  return page(title, file.intro, sections, file.asOf);
}

/** The certifications, with what is true of each today. */
export function certificationsPage(title: string, file: CertificationsFile): string {
  const sections = file.certifications.map((each) =>
    [
      `## ${each.name}`,
      [
        '| | |',
        '|---|---|',
        `| Provider | ${each.provider} |`,
        `| Level | ${each.level} |`,
        `| Cost | ${each.cost} |`,
        `| For whom | ${each.forWhom} |`,
        `| Status | ${each.status} |`,
      ].join('\n'),
      each.today,
      `Source: [${each.source.title}](${each.source.url}).`,
    ].join('\n\n'),
  );
  const order = ['## In which order', file.order].join('\n\n');
  return page(title, file.intro, [order, ...sections], file.asOf);
}

/** The interview questions by phase, each unfolding to its answer. */
export function questionsPage(
  title: string,
  file: QuestionsFile,
  phases: readonly Phase[],
  asOf: string,
): string {
  const sections = phases.flatMap((phase) => {
    const own = file.questions.filter((question) => question.phase === phase.id);
    if (own.length === 0) return [];
    const questions = own.map(
      ({ question, level, answer }) => `::: question ${question} *(${level})*\n${answer}\n:::`,
    );
    return [[`## ${phaseName(phase.id, phases)}`, ...questions].join('\n\n')];
  });
  return page(title, file.intro, sections, asOf);
}

function page(title: string, intro: string, sections: readonly string[], asOf: string): string {
  return [`# ${title}`, intro, ...sections, `As of ${asOf}.`].join('\n\n') + '\n';
}

function phaseName(id: string, phases: readonly Phase[]): string {
  const place = phases.findIndex((phase) => phase.id === id);
  return `Phase ${place + 1}: ${phases[place]?.title ?? id}`;
}
