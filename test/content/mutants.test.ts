import assert from 'node:assert/strict';
import * as path from 'node:path';
import { loadRoadmap } from '../../src/core/roadmap/loader.ts';
import { formatProblem } from '../../src/core/roadmap/problem.ts';
import { contentFiles } from '../../src/node/contentFiles.ts';
import { GitTrees } from '../../scripts/content/gitTrees.mts';
import { projectFiles } from '../../scripts/content/projectFiles.mts';
import { patchFiles } from '../../scripts/content/solutions.mts';
import { mutantsOfFolder, pythonEdits } from '../../scripts/mutate/generate.mts';
import { mutantsOf } from '../../scripts/mutate/mutant.mts';
import { readSurvivors, survivorsFile } from '../../scripts/mutate/survivors.mts';
import { root } from '../../scripts/setup/places.mjs';

/** The mutants of Python texts, each as its kind and its text. */
function mutated(...texts: readonly string[]): readonly (readonly string[])[] {
  const edits = pythonEdits(texts);
  return texts.map((text, at) => {
    const added = new Set(text.split('\n').map((_, line) => line + 1));
    return mutantsOf({ path: 'a.py', text, added }, edits[at] ?? []).map(
      (mutant) => `${mutant.kind}: ${mutant.text}`,
    );
  });
}

describe('mutants of Python', () => {
  const CASES: readonly (readonly [text: string, ...wanted: readonly string[]])[] = [
    [
      'if a < 1 and b:\n    c()\n',
      'comparison: if a <= 1 and b:\n    c()\n',
      'and/or: if a < 1 or b:\n    c()\n',
      'operand removed: if b:\n    c()\n',
      'constant: if a < 2 and b:\n    c()\n',
      'condition false: if False:\n    c()\n',
      'statement removed: if a < 1 and b:\n    pass\n',
    ],
    ['x = a not in b\n', 'comparison: x = a in b\n'],
    [
      'f(a, b, key=1)\n',
      'argument removed: f(a, b)\n',
      'argument removed: f(a, key=1)\n',
      'arguments swapped: f(b, a, key=1)\n',
    ],
    ['a = f()\nb = g()\n', 'statements swapped: b = g()\na = f()\n'],
    ['a = 1\nb = a\n', 'statements swapped: b = a\na = 1\n'],
    [
      'try:\n    f()\nexcept (A, B):\n    g()\n    raise\n',
      'exception swallowed: try:\n    f()\nexcept (A, B):\n    pass\n',
      'exception type removed: try:\n    f()\nexcept (B,):\n    g()\n    raise\n',
    ],
    ['with c:\n    f()\n', 'with removed: if True:\n    f()\n'],
    ['@d\ndef f():\n    return 1\n', 'decorator removed: def f():\n    return 1\n'],
    ['x = "é"; y = 1\n', 'constant: x = "é"; y = 2\n', 'string emptied: x = ""; y = 1\n'],
    [
      'q("SELECT a FROM b WHERE a > 1")\n',
      'SQL comparison: q("SELECT a FROM b WHERE a >= 1")\n',
      'SQL clause removed: q("SELECT a FROM b ")\n',
    ],
  ];
  const all = mutated(...CASES.map(([text]) => text));

  CASES.forEach(([text, ...wanted], at) => {
    it(`are made of ${JSON.stringify(text)}`, () => {
      const said = all[at]?.join('\n');
      for (const each of wanted) assert.ok(all[at]?.includes(each), `${each} is not in\n${said}`);
    });
  });

  it('are none of an order that cannot matter', () => {
    const [said = []] = mutated(
      'def f():\n    a = 1\n    b = g()\n    c: list[int] = []\n    d: list[str] = []\n',
    );
    assert.ok(!said.some((each) => each.startsWith('statements swapped')), said.join('\n'));
  });

  it('are none of types, imports, docstrings and words of help', () => {
    const text = '"""Words."""\nimport a\n\nx: list[int]\n\np.add(help="Say")\n';
    const [said = []] = mutated(text);
    assert.deepEqual(
      said.filter((each) => /^(string|argument|constant)/.test(each)),
      [],
    );
  });
});

describe('verdicts on mutants', () => {
  it('are all about a mutant that is there, for one of the reasons', async () => {
    const roadmap = path.join(root, 'roadmap');
    const { loaded } = await loadRoadmap(contentFiles(roadmap));
    const patches = patchFiles(roadmap);
    const said: string[] = [];
    const context = { patches, trees: new GitTrees(), report: () => undefined };
    for (const project of loaded?.sources.projects ?? []) {
      const files = await projectFiles(root, project.value.id);
      for (const step of project.steps) {
        const text = patches.read(survivorsFile(step));
        if (text === undefined) continue;
        const mutants = mutantsOfFolder(project, files, step.folder, context);
        readSurvivors(step, text, mutants, (problem) => said.push(formatProblem(problem)));
      }
    }
    assert.deepEqual(said, []);
  });
});
