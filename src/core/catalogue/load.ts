import type { ContentFiles } from '../roadmap/contentFiles.ts';
import type { Phase } from '../roadmap/model.ts';
import type { Problem } from '../roadmap/problem.ts';
import { readYaml, type YamlSource } from '../roadmap/yamlSource.ts';
import { certificationsPage, questionsPage, toolsPage } from './pages.ts';
import {
  catalogueSchema,
  certificationsSchema,
  questionsSchema,
  toolsSchema,
  type CatalogueFile,
  type CertificationsFile,
  type QuestionsFile,
  type ToolsFile,
} from './schema.ts';

/** The reference as it was read, with every page as Markdown by its id. */
export interface Catalogue {
  readonly list: CatalogueFile;
  readonly tools: ToolsFile;
  readonly certifications: CertificationsFile;
  readonly questions: QuestionsFile;
  readonly pages: ReadonlyMap<string, string>;
}

const FOLDER = 'catalogue';

/** Reads and checks the reference; undefined when there is none, or something is reported. */
export async function loadCatalogue(
  files: ContentFiles,
  phases: readonly Phase[],
  asOf: string,
  report: (problem: Problem) => void,
): Promise<Catalogue | undefined> {
  if ((await files.read(`${FOLDER}/catalogue.yaml`)) === undefined) return undefined;
  let sound = true;
  const complain = (problem: Problem) => {
    sound = false;
    report(problem);
  };
  const read = async <T>(name: string, schema: Parameters<typeof readYaml<T>>[2]) => {
    const file = `${FOLDER}/${name}.yaml`;
    const text = await files.read(file);
    if (text !== undefined) return readYaml<T>(file, text, schema, complain);
    complain({ file, line: 1, message: 'The file is missing.', remedy: 'Write it.' });
    return undefined;
  };
  const list = await read<CatalogueFile>('catalogue', catalogueSchema);
  const tools = await read<ToolsFile>('tools', toolsSchema);
  const certifications = await read<CertificationsFile>('certifications', certificationsSchema);
  const questions = await read<QuestionsFile>('questions', questionsSchema);
  if (!list || !tools || !certifications || !questions) return undefined;
  checkTools(tools, phases, complain);
  checkQuestions(questions, phases, complain);

  const pages = new Map<string, string>();
  for (const [place, { id, title }] of list.value.pages.entries()) {
    const made = {
      tools: () => toolsPage(title, tools.value, phases),
      certifications: () => certificationsPage(title, certifications.value),
      questions: () => questionsPage(title, questions.value, phases, asOf),
    }[id];
    const file = `${FOLDER}/pages/${id}.md`;
    const text = made ? made() : await files.read(file);
    if (text === undefined) {
      const line = list.lineOf(['pages', place, 'id']);
      const message = `There is no ${file}.`;
      complain({ file: list.file, line, message, remedy: 'Write the page, or remove its entry.' });
    } else pages.set(id, text);
  }
  // `complain` may have been called above, which the types do not see.
  return (sound as boolean)
    ? {
        list: list.value,
        tools: tools.value,
        certifications: certifications.value,
        questions: questions.value,
        pages,
      }
    : undefined;
}

function checkTools(
  { file, value, lineOf }: YamlSource<ToolsFile>,
  phases: readonly Phase[],
  report: (problem: Problem) => void,
): void {
  value.categories.forEach(({ pick, tools, phases: own }, place) => {
    if (!tools.some(({ name }) => name === pick)) {
      const message = `"${pick}" is not one of the tools of this category.`;
      const line = lineOf(['categories', place, 'pick']);
      report({ file, line, message, remedy: 'Name one of them.' });
    }
    own.forEach((id, index) => {
      if (phases.some((phase) => phase.id === id)) return;
      const line = lineOf(['categories', place, 'phases', index]);
      report({ file, line, message: `There is no phase "${id}".`, remedy: 'Correct the id.' });
    });
  });
}

function checkQuestions(
  { file, value, lineOf }: YamlSource<QuestionsFile>,
  phases: readonly Phase[],
  report: (problem: Problem) => void,
): void {
  const ids = new Set<string>();
  value.questions.forEach(({ id, phase }, place) => {
    if (ids.has(id)) {
      const line = lineOf(['questions', place, 'id']);
      report({ file, line, message: `The id "${id}" is used twice.`, remedy: 'Change one.' });
    }
    ids.add(id);
    if (phases.some((each) => each.id === phase)) return;
    const line = lineOf(['questions', place, 'phase']);
    report({ file, line, message: `There is no phase "${phase}".`, remedy: 'Correct the id.' });
  });
}
