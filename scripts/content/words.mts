import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Problem } from '../../src/core/roadmap/problem.ts';
import { wordsSchema, wordsToAvoid, type WordList } from '../../src/core/roadmap/words.ts';
import { readYaml } from '../../src/core/roadmap/yamlSource.ts';

const LIST = 'words.yaml';
const READ = /\.(md|ts|ya?ml|svg|py|sql|sh|go|toml|example|json)$/;
// Data and code of others, licences, and what is generated.
const SKIPPED =
  /(^|\/)(words\.yaml|LICENSE|go\.sum|requirements[\w.-]*\.txt|[\w.-]*\.schema\.json)$|\/data\//;

/** The list of words to avoid; undefined when it has problems, which are reported. */
export function readWords(
  roadmap: string,
  report: (problem: Problem) => void,
): WordList | undefined {
  const text = fs.readFileSync(path.join(roadmap, LIST), 'utf8');
  return readYaml<WordList>(LIST, text, wordsSchema, report)?.value;
}

/**
 * Reports words that our readers would stop at, in all that learners read below `roadmap/`, and
 * exceptions that are needed no longer.
 * @param root the clone
 */
export function checkWords(root: string, report: (problem: Problem) => void): void {
  const roadmap = path.join(root, 'roadmap');
  const list = readWords(roadmap, report);
  if (!list) return;
  const except = new Set(list.except);
  for (const file of filesBelow(root, 'roadmap')) {
    const name = file.slice('roadmap/'.length);
    const found = wordsToAvoid(fs.readFileSync(path.join(root, file), 'utf8'), list);
    if (except.has(name)) {
      if (found.length > 0) continue;
      const message = `${name} has none of these words any more.`;
      report({ file: LIST, line: 1, message, remedy: 'Take it out of “except”.' });
      continue;
    }
    for (const { line, word, write } of found) {
      report({ file: name, line, message: `“${word}” is not plain.`, remedy: `Write: ${write}.` });
    }
  }
}

/** The files below a folder of the clone that people read, as Git knows them. */
export function filesBelow(root: string, ...folders: readonly string[]): readonly string[] {
  const how = ['-z', '--cached', '--others', '--exclude-standard', '--', ...folders];
  const names = execFileSync('git', ['-C', root, 'ls-files', ...how], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  }).split('\0');
  return [...new Set(names)].filter(
    (name) => READ.test(name) && !SKIPPED.test(name) && fs.existsSync(path.join(root, name)),
  );
}
