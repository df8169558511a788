import { strToU8 } from 'fflate';
import type { Roadmap } from '../../../src/core/roadmap/model.ts';
import { packFiles } from '../../../src/core/scaffold/archive.ts';
import type { CompiledContent } from '../../../src/node/compiledContent.ts';
import { smallRoadmap } from '../fixtures.ts';

const LINES = Array.from({ length: 20 }, (_, number) => `line ${number}`);
/** Twenty lines, some of them changed. */
export const text = (change: Readonly<Record<number, string>> = {}) =>
  `${LINES.map((line, number) => change[number] ?? line).join('\n')}\n`;
/** A starter's files in its first version. */
export const FIRST: Readonly<Record<string, string>> = {
  'untouched.py': text(),
  'edited.py': text(),
  'clash.py': text(),
  'deleted.py': text(),
  'dropped.py': text(),
  'dropped-edited.py': text(),
  'same.py': text(),
  'src/mlr_starter/app.py': 'NAME = "mlr-starter"\n',
};
/** The same starter, one version later. */
export const SECOND: Readonly<Record<string, string>> = {
  'untouched.py': text({ 3: 'ours' }),
  'edited.py': text({ 3: 'ours' }),
  'clash.py': text({ 10: 'ours' }),
  'deleted.py': text({ 3: 'ours' }),
  'same.py': text(),
  'added.py': text(),
  'taken.py': 'ours\n',
  'src/mlr_starter/app.py': 'NAME = "mlr-starter"\nPORT = 8000\n',
};

/**
 * Content whose project `service` has a starter of these files.
 * @param checked path that its one check looks for
 */
export function contentOf(
  version: string,
  files: Readonly<Record<string, string>>,
  checked = 'same.py',
): CompiledContent {
  const small = smallRoadmap();
  const projects = small.projects.map((project) =>
    project.id === 'service' ? { ...project, starter: { version, download: 1 } } : project,
  );
  const step = { id: 'one', title: 'One', goal: 'Go.', hints: ['a', 'b', 'c'], when: {} };
  const checks = [{ id: 'c', title: `Check ${version}`, file: { path: checked } }];
  const archive = packFiles([
    ...Object.entries(files).map(([name, content]) => ({
      path: `starter/${name}`,
      bytes: strToU8(content),
      executable: false,
    })),
    {
      path: 'steps.json',
      bytes: strToU8(JSON.stringify([{ ...step, given: false, apply: [], checks }])),
      executable: false,
    },
  ]);
  const never = () => Promise.reject(new Error('not asked for'));
  return {
    roadmap: () => Promise.resolve({ ...small, version, projects } as Roadmap),
    projectArchive: () => Promise.resolve(archive),
    verifier: () => Promise.resolve(strToU8(`// verifier ${version}`)),
    verifierNotices: () => Promise.resolve(strToU8(`licences ${version}`)),
    page: never,
    picture: never,
    reference: never,
    searchPlaces: never,
  };
}
