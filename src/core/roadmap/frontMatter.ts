import type * as v from 'valibot';
import type { Problem } from './problem.ts';
import { readYaml, type YamlSource } from './yamlSource.ts';

/** A Markdown file that begins with YAML between two lines of `---`. */
export interface WithFrontMatter<T> {
  readonly head: YamlSource<T>;
  /** The Markdown below the head, by its second-level headings. */
  readonly sections: readonly Section[];
}

/** The text below one `## Heading`. */
export interface Section {
  readonly heading: string;
  /** Trimmed Markdown. */
  readonly text: string;
  /** The 1-based line on which `text` begins. */
  readonly line: number;
}

const FRONT_MATTER = /^---\n([\s\S]*?\n)---\n/;

/**
 * Reads a file with front matter and sections.
 * Problems go to `report`; the result is undefined when the head has any.
 */
export function readFrontMatter<T>(
  file: string,
  text: string,
  schema: v.GenericSchema<unknown, T>,
  report: (problem: Problem) => void,
): WithFrontMatter<T> | undefined {
  const unix = text.replaceAll('\r\n', '\n');
  const match = FRONT_MATTER.exec(unix);
  if (!match) {
    report({
      file,
      line: 1,
      message: 'The file has no front matter.',
      remedy: 'Begin it with YAML between two lines of “---”.',
    });
    return undefined;
  }
  // The first line is empty, so that problems name the lines of the file.
  const head = readYaml<T>(file, `\n${match[1] ?? ''}`, schema, report);
  if (!head) return undefined;
  return { head, sections: sectionsOf(unix, match[0]) };
}

function sectionsOf(text: string, head: string): readonly Section[] {
  const first = head.split('\n').length;
  const sections: { heading: string; lines: string[]; line: number }[] = [];
  let fence: string | undefined;
  text
    .slice(head.length)
    .split('\n')
    .forEach((line, index) => {
      const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (marker !== undefined) {
        if (fence === undefined) fence = marker;
        else if (marker.startsWith(fence)) fence = undefined;
      }
      const heading = fence === undefined ? /^## +(.+?)\s*$/.exec(line)?.[1] : undefined;
      if (heading === undefined) sections.at(-1)?.lines.push(line);
      else sections.push({ heading, lines: [], line: first + index + 1 });
    });
  return sections.map(({ heading, lines, line }) => {
    const blank = lines.findIndex((each) => each.trim() !== '');
    return { heading, text: lines.join('\n').trim(), line: line + Math.max(blank, 0) };
  });
}
