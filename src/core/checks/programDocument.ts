import { commandText, placeText, variableLines, visible } from './programText.ts';
import type { ProjectProgram } from './programs.ts';

/** A file of `.mlops-roadmap` that programs may use, or why it was not read. */
export type OwnFile =
  | {
      /** Relative to the project, with `/`. */
      readonly path: string;
      readonly bytes: number;
      readonly sha256: string;
      /** Undefined for what is long or no code. */
      readonly text: string | undefined;
    }
  | { readonly path: string; readonly unread: string };

/** What a learner looks at before agreeing. */
export interface RunnableCode {
  readonly name: string;
  readonly programs: readonly ProjectProgram[];
  readonly files: readonly OwnFile[];
  /** The project's Python, and where it leads; undefined before it is set up. */
  readonly interpreter: { readonly path: string; readonly target: string } | undefined;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ...{ py: 'python', sh: 'shellscript', cjs: 'javascript', js: 'javascript', go: 'go' },
  ...{ json: 'json', yaml: 'yaml', yml: 'yaml', toml: 'toml', sql: 'sql' },
};

/** Everything that the checks would run, in Markdown: programs, their input, and what they use. */
export function programDocument({ name, programs, files, interpreter }: RunnableCode): string {
  const shown = new Map<string, string>();
  let step: string | undefined;
  const parts = programs.flatMap((program, place) => {
    const title = visible(program.uses[0]?.step.title ?? '');
    const heading = title === step ? [] : [`## ${title}`];
    step = title;
    return [...heading, ...programParts(program, place + 1, shown)];
  });
  return [
    `# What the checks of ${visible(name)} run`,
    'These programs come from `.mlops-roadmap`, and they run the project’s own code, with your rights. The headings are the project’s own words; the code below them is what runs.',
    '`{scratch}` stands for a temporary folder, `{port}` for a free port of this computer, and `python` for the project’s own Python:',
    interpreter
      ? fence([visible(interpreter.path), `→ ${visible(interpreter.target)}`].join('\n'))
      : fence('not set up yet'),
    'Invisible and control characters are written as `\\u{…}`.',
    ...parts,
    ...fileParts(files),
    '',
  ].join('\n\n');
}

function programParts(
  { does, spec, requests, uses }: ProjectProgram,
  number: number,
  shown: Map<string, string>,
): readonly string[] {
  const checks = uses.map(({ step, check }) => `- ${visible(step.title)}: ${visible(check.title)}`);
  // A long text that several programs have is shown once.
  const code = (text: string, language: string, where: string) => {
    const before = shown.get(text);
    if (before !== undefined) return `The same as ${before}.`;
    shown.set(text, where);
    return fence(visible(text, '\n\t'), language);
  };
  const language = spec.argv[0] === 'python' ? 'python' : '';
  return [
    `### ${number}. ${does === undefined ? 'A program that the project does not describe' : visible(does)}`,
    `Runs ${placeText(spec)}, for at most ${spec.timeout} s:`,
    fence(commandText(spec.argv)),
    ...spec.argv.flatMap((part, place) =>
      part.includes('\n')
        ? [`Argument ${place}, as it is written:`, fence(visible(part, '\n\t'))]
        : [],
    ),
    ...listed('With these variables:', variableLines(spec)),
    ...(spec.stdin === ''
      ? []
      : ['Its input:', code(spec.stdin, language, `the input of program ${number}`)]),
    ...Object.entries(spec.write).flatMap(([path, text]) => [
      `\`${visible(path)}\`, written first:`,
      code(text, languageOf(path), `\`${visible(path)}\` of program ${number}`),
    ]),
    ...listed(
      'It is asked:',
      requests.map((request) => visible(request)),
    ),
    ['Used by:', ...checks].join('\n'),
  ];
}

function fileParts(files: readonly OwnFile[]): readonly string[] {
  if (files.length === 0) return [];
  return [
    '## Other files of the checks',
    'Programs may use these files. `verify.cjs` is the verifier for terminals and CI; the editor uses its own.',
    ...files.flatMap((file) => {
      if ('unread' in file) return [`\`${visible(file.path)}\` was not read: ${file.unread}.`];
      const facts = `\`${visible(file.path)}\`, ${file.bytes} bytes, SHA-256 ${file.sha256}`;
      if (file.text === undefined) return [`${facts}.`];
      return [`${facts}:`, fence(visible(file.text, '\n\t'), languageOf(file.path))];
    }),
  ];
}

function listed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, fence(lines.join('\n'))];
}

function languageOf(path: string): string {
  return LANGUAGES[path.split('.').at(-1) ?? ''] ?? '';
}

/** A code block that nothing in the code ends. */
function fence(code: string, language = ''): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${code.replace(/\n$/, '')}\n${mark}`;
}
