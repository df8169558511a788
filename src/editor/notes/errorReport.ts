/** What a report on a page contains before the reader adds to it. */
export interface ReportFacts {
  readonly page: string;
  readonly title: string;
  readonly heading: string;
  /** What the learner had selected; may be empty. */
  readonly quote: string;
  readonly roadmapVersion: string;
  readonly extensionVersion: string;
  readonly editor: string;
}

/** A report ready to paste, in Markdown; it holds nothing about the learner or their files. */
export function errorReport(facts: ReportFacts): string {
  const quote = facts.quote.trim().slice(0, 1000);
  return [
    `### Error in the note “${facts.title}”`,
    '',
    `- Page: \`${facts.page}\`${facts.heading === '' ? '' : `, section “${facts.heading}”`}`,
    `- Roadmap ${facts.roadmapVersion}, extension ${facts.extensionVersion}, ${facts.editor}`,
    '',
    ...(quote === '' ? [] : [...quote.split('\n').map((line) => `> ${line}`), '']),
    'What is wrong:',
    '',
    'What it should say, and a source:',
    '',
  ].join('\n');
}
