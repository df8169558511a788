import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { GitTrees } from '../../../scripts/content/gitTrees.mts';
import {
  solutionFiles,
  solutionPatch,
  solutionsOf,
  type Solved,
} from '../../../scripts/content/solutions.mts';
import type { ProjectFile } from '../../../src/core/scaffold/archive.ts';
import {
  addition,
  change,
  file,
  projectYaml,
  removal,
  STEPS,
  stepTexts,
  storeOfTrees,
  tinyProject,
  type Texts,
} from '../../harness/tinyProject.ts';

const PLAIN = { style: 'plain' };
const FANCY = { style: 'fancy' };
const decoder = new TextDecoder();

const textsOf = (files: readonly ProjectFile[]) =>
  Object.fromEntries(files.map(({ path: name, bytes }) => [name, decoder.decode(bytes)]));

describe('the solutions of a project', () => {
  const store = storeOfTrees();
  const read = (texts: Texts, ...steps: readonly string[]) =>
    tinyProject({ 'projects/tiny/project.yaml': projectYaml(...steps), ...texts }, store.trees);
  const left = (solved: readonly Solved[]) => {
    const last = solved.at(-1);
    assert.ok(last);
    return textsOf(store.trees.read(last.after));
  };
  const starter = [file('starter/a.txt', 'a\n'), file('starter/b.txt', 'b\n')];

  it('build on each other in the order of the steps', async () => {
    const { project, context, problems } = await read(
      {
        ...stepTexts('one', { 'solution.patch': change('a.txt', 'a', 'one') }),
        ...stepTexts('two', { 'solution.patch': change('a.txt', 'one', 'two') }),
      },
      'one',
      'two',
    );
    const solved = solutionsOf(project, starter, PLAIN, context);
    assert.deepEqual(problems, []);
    assert.equal(solved[1]?.before, solved[0]?.after);
    assert.deepEqual(left(solved), { 'a.txt': 'two\n', 'b.txt': 'b\n' });
  });

  it('leave a step without a patch as it was', async () => {
    const { project, context } = await read(stepTexts('one'), 'one');
    const [solved] = solutionsOf(project, starter, PLAIN, context);
    assert.equal(solved?.after, solved?.before);
  });

  it('leave out a step that the options do not have', async () => {
    const { project, context } = await read(
      stepTexts('one', {}, 'when: { style: [fancy] }\n'),
      'one',
    );
    assert.deepEqual(solutionsOf(project, starter, PLAIN, context), []);
    assert.equal(solutionsOf(project, starter, FANCY, context).length, 1);
  });

  describe('for an option', () => {
    const own = {
      'solution.patch': change('a.txt', 'a', 'usual') + change('b.txt', 'b', 'both'),
      'solution.style-fancy.patch': change('a.txt', 'A', 'fancy'),
    };
    const files = [...starter, file('options/style/fancy/a.txt', 'A\n')];

    it('take the change of a file from the option’s patch, and of other files from the usual one', async () => {
      const { project, context, problems } = await read(stepTexts('one', own), 'one');
      assert.deepEqual(left(solutionsOf(project, files, FANCY, context)), {
        'a.txt': 'fancy\n',
        'b.txt': 'both\n',
      });
      assert.deepEqual(left(solutionsOf(project, files, PLAIN, context)), {
        'a.txt': 'usual\n',
        'b.txt': 'both\n',
      });
      assert.deepEqual(problems, []);
    });

    it('name the patch in which each change is', async () => {
      const { project, context } = await read(stepTexts('one', own), 'one');
      const [step] = project.steps;
      assert.ok(step);
      const named = solutionPatch(step, FANCY, context)?.map((each) => [each.path, each.file]);
      assert.deepEqual(named, [
        ['a.txt', `${STEPS}/one/solution.style-fancy.patch`],
        ['b.txt', `${STEPS}/one/solution.patch`],
      ]);
    });

    it('are packed once, with what the option has differently', async () => {
      const { project, context } = await read(stepTexts('one', own), 'one');
      assert.deepEqual(textsOf(solutionFiles(project, files, context)), {
        'solution/one/a.txt': 'usual\n',
        'solution/one/b.txt': 'both\n',
        'solution.style-fancy/one/a.txt': 'fancy\n',
      });
    });
  });

  it('pack a removed file by its name', async () => {
    const { project, context, problems } = await read(
      stepTexts('one', { 'solution.patch': removal('b.txt', 'b') + addition('c.txt', 'c') }),
      'one',
    );
    assert.deepEqual(textsOf(solutionFiles(project, starter, context)), {
      'removed/one/b.txt': '',
      'solution/one/c.txt': 'c\n',
    });
    assert.deepEqual(problems, []);
  });

  it('keep modes and CRLF, and take in what .gitignore leaves out', async () => {
    const mode = 'diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n';
    const { project, context, problems } = await read(
      stepTexts('one', {
        'solution.patch': `${change('a.bat', 'a\r', 'b\r')}${addition('out.csv', '1')}${mode}`,
      }),
      'one',
    );
    const files = [
      file('starter/.gitignore', '*.csv\n'),
      file('starter/a.bat', 'a\r\n'),
      file('starter/run.sh', 'x\n'),
    ];
    const packed = solutionFiles(project, files, context);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      packed.map(({ path: name, bytes, executable }) => [name, decoder.decode(bytes), executable]),
      [
        ['solution/one/a.bat', 'b\r\n', false],
        ['solution/one/out.csv', '1\n', false],
        ['solution/one/run.sh', 'x\n', true],
      ],
    );
  });

  describe('that cannot be applied', () => {
    const problemsOf = async (patch: string, files: readonly ProjectFile[] = starter) => {
      const { project, context, problems } = await read(
        {
          ...stepTexts('one', { 'solution.patch': patch }),
          ...stepTexts('two', { 'solution.patch': change('z.txt', 'no', 'file') }),
        },
        'one',
        'two',
      );
      assert.deepEqual(solutionsOf(project, files, PLAIN, context), []);
      return problems;
    };

    it('stop with the file, the line of the hunk and the command that fixes it', async () => {
      const second = '@@ -9,2 +9,2 @@\n 9\n-ten\n+10\n';
      const patch = `${change('b.txt', 'b', 'B')}diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n-1\n+one\n 2\n${second}`;
      const lines = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'TEN'];
      const problems = await problemsOf(patch, [
        file('starter/a.txt', `${lines.join('\n')}\n`),
        file('starter/b.txt', 'b\n'),
      ]);
      // The second hunk begins on the 14th line of the patch.
      assert.deepEqual(problems, [
        `${STEPS}/one/solution.patch:14: The patch no longer applies to "a.txt", near its line 9. Run “npm run author -- tiny --carry”.`,
      ]);
    });

    it('stop where the file to change is gone', async () => {
      const problems = await problemsOf(
        change('b.txt', 'b', 'B') + change('gone.txt', 'here', 'there'),
      );
      assert.equal(problems.length, 1);
      assert.match(
        problems[0] ?? '',
        /^projects\/tiny\/steps\/one\/solution\.patch:7: .*gone\.txt/,
      );
      assert.match(problems[0] ?? '', /Run “npm run author -- tiny --carry”\.$/);
    });

    it('stop where the file to add is there already', async () => {
      const problems = await problemsOf(addition('b.txt', 'mine'));
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', /solution\.patch:5: .*b\.txt: already exists/);
    });

    it('name a part that changes nothing', async () => {
      const idle = 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-a\n+a\n';
      const problems = await problemsOf(change('b.txt', 'b', 'B') + idle);
      assert.deepEqual(problems, [
        `${STEPS}/one/solution.patch:7: The patch changes nothing in "a.txt". Take that file out of the patch.`,
      ]);
    });

    it('refuse a line that differs in white space alone', async () => {
      const problems = await problemsOf(change('a.txt', 'a ', 'b'));
      assert.match(
        problems[0] ?? '',
        /solution\.patch:4: .*no longer applies to "a\.txt", near its line 1/,
      );
    });
  });
});

describe('solutions on an author’s machine', () => {
  const SETTINGS = ['GIT_CONFIG_GLOBAL', 'GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'HOME'];
  const kept = Object.fromEntries(SETTINGS.map((name) => [name, process.env[name]]));
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hostile-'));
    execFileSync('git', ['init', '--quiet', folder]);
    fs.writeFileSync(path.join(folder, '.gitignore'), '*\n');
    fs.writeFileSync(path.join(folder, '.gitattributes'), '* text eol=crlf\n');
    const settings = path.join(folder, 'gitconfig');
    fs.writeFileSync(
      settings,
      '[core]\n\tautocrlf = true\n\tfileMode = false\n\tquotePath = false\n\thooksPath = /nowhere\n[apply]\n\twhitespace = fix\n\tignoreWhitespace = change\n[diff]\n\tnoprefix = true\n\texternal = false\n\tmnemonicPrefix = true\n[commit]\n\tgpgSign = true\n[merge]\n\tconflictStyle = diff3\n',
    );
    process.env['GIT_CONFIG_GLOBAL'] = settings;
    process.env['HOME'] = folder;
    process.env['GIT_DIR'] = path.join(folder, '.git');
    process.env['GIT_WORK_TREE'] = folder;
    process.env['GIT_INDEX_FILE'] = path.join(folder, 'somebody’s-index');
  });

  afterEach(() => {
    for (const name of SETTINGS) {
      if (kept[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = kept[name];
    }
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('are the same below a repository of another, and with settings that change patches', async () => {
    const trees = new GitTrees(path.join(folder, 'sub', 'trees'));
    const patch = `${change('a.txt', 'a', 'b  ')}${change('w.bat', 'x\r', 'y\r')}`;
    const texts = {
      'projects/tiny/project.yaml': projectYaml('one'),
      ...stepTexts('one', { 'solution.patch': patch }),
    };
    const { project, context, problems } = await tinyProject(texts, trees);
    const files = [file('starter/a.txt', 'a\n'), file('starter/w.bat', 'x\r\n')];
    assert.deepEqual(textsOf(solutionFiles(project, files, context)), {
      'solution/one/a.txt': 'b  \n',
      'solution/one/w.bat': 'y\r\n',
    });
    assert.deepEqual(problems, []);
    assert.ok(!fs.existsSync(path.join(folder, 'somebody’s-index')));
  });

  it('are refused all the same when a line differs in white space', async () => {
    const trees = new GitTrees(path.join(folder, 'sub', 'trees'));
    const texts = {
      'projects/tiny/project.yaml': projectYaml('one'),
      ...stepTexts('one', { 'solution.patch': change('a.txt', 'a  b', 'c') }),
    };
    const { project, context, problems } = await tinyProject(texts, trees);
    assert.deepEqual(solutionsOf(project, [file('starter/a.txt', 'a b\n')], PLAIN, context), []);
    assert.match(problems[0] ?? '', /no longer applies to "a\.txt"/);
  });
});
