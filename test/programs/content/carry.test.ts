import assert from 'node:assert/strict';
import type { Authored } from '../../../scripts/author/authored.mts';
import { carry } from '../../../scripts/author/carry.mts';
import { writeSolution } from '../../../scripts/author/rewrite.mts';
import type { ProjectFile } from '../../../src/core/scaffold/archive.ts';
import {
  addition,
  change,
  file,
  projectYaml,
  STEPS,
  stepTexts,
  storeOfTrees,
  tinyProject,
  type Texts,
} from '../../harness/tinyProject.ts';

const SHARED = `${STEPS}/one/solution.patch`;
const OWN = `${STEPS}/one/solution.style-fancy.patch`;

/** A change of the last line of a file with three lines; the first one is in its context. */
const change3 = (name: string, first: string, from: string, to: string) =>
  `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1,3 +1,3 @@\n ${first}\n middle\n-${from}\n+${to}\n`;
const lines3 = (first: string, last: string) => `${first}\nmiddle\n${last}\n`;

describe('an author’s patches of several options', () => {
  const store = storeOfTrees();

  /** A project whose files are written in memory. */
  const inMemory = async (texts: Texts, files: readonly ProjectFile[], more = '') => {
    const all: Record<string, string> = {
      'projects/tiny/project.yaml': projectYaml('one'),
      ...stepTexts('one', texts, more),
    };
    const { project, context } = await tinyProject(all, store.trees);
    const problems: Authored['problems'] = [];
    const report = (problem: Authored['problems'][number]) => problems.push(problem);
    const write = (name: string, text: string | undefined) => {
      if (text === undefined) Reflect.deleteProperty(all, name);
      else all[name] = text;
    };
    const authored: Authored = { project, files, context: { ...context, report }, problems };
    return { authored, all, write };
  };

  describe('are carried', () => {
    const patches = {
      'solution.patch': change3('a.txt', 'A', 'x', 'usual') + change3('b.txt', 'B', 'x', 'both'),
      'solution.style-fancy.patch': change3('a.txt', 'F', 'x', 'fancy'),
    };
    const files = (a: string, b: string, fancy: string) => [
      file('starter/a.txt', lines3(a, 'x')),
      file('starter/b.txt', lines3(b, 'x')),
      file('options/style/fancy/a.txt', lines3(fancy, 'x')),
    ];
    const carried = async (changed: readonly ProjectFile[]) => {
      const old = await inMemory(patches, files('A', 'B', 'F'));
      const now = await inMemory(patches, changed);
      const result = carry(old.authored, now.authored, now.write);
      assert.deepEqual(now.authored.problems, []);
      return { ...result, all: now.all };
    };

    it('where the starter has changed, in the patch that they share', async () => {
      const { rewritten, clashes, all } = await carried(files('A2', 'B', 'F'));
      assert.deepEqual([rewritten, clashes], [[SHARED], []]);
      assert.equal(
        all[SHARED],
        change3('a.txt', 'A2', 'x', 'usual') + change3('b.txt', 'B', 'x', 'both'),
      );
      assert.equal(all[OWN], patches['solution.style-fancy.patch']);
    });

    it('where an option’s file has changed, in the option’s own patch', async () => {
      const { rewritten, clashes, all } = await carried(files('A', 'B', 'F2'));
      assert.deepEqual([rewritten, clashes], [[OWN], []]);
      assert.equal(all[OWN], change3('a.txt', 'F2', 'x', 'fancy'));
      assert.equal(all[SHARED], patches['solution.patch']);
    });

    it('where both have changed', async () => {
      const { rewritten, clashes, all } = await carried(files('A', 'B2', 'F2'));
      assert.deepEqual([rewritten, clashes], [[SHARED, OWN], []]);
      assert.equal(
        all[SHARED],
        change3('a.txt', 'A', 'x', 'usual') + change3('b.txt', 'B2', 'x', 'both'),
      );
      assert.equal(all[OWN], change3('a.txt', 'F2', 'x', 'fancy'));
    });

    it('up to a clash, which names the options in which it is', async () => {
      const changed = files('A', 'B', 'F').with(
        2,
        file('options/style/fancy/a.txt', lines3('F', 'other')),
      );
      const { rewritten, clashes } = await carried(changed);
      assert.deepEqual(rewritten, []);
      assert.deepEqual(
        clashes.map(({ options, paths }) => ({ options, paths })),
        [{ options: { style: 'fancy' }, paths: ['a.txt'] }],
      );
    });
  });

  describe('are saved', () => {
    const files = [file('starter/a.txt', 'a\n'), file('starter/b.txt', 'b\n')];
    const solution = change('a.txt', 'a', 'usual');
    const saved = async (
      options: Readonly<Record<string, string>>,
      to: readonly ProjectFile[],
      more = '',
    ) => {
      const {
        authored: project,
        all,
        write,
      } = await inMemory(
        { 'solution.patch': solution, 'solution.style-fancy.patch': 'stale\n' },
        files,
        more,
      );
      const [step] = project.project.steps;
      assert.ok(step);
      const from = store.trees.write([file('a.txt', 'a\n'), file('b.txt', 'b\n')]);
      const written = writeSolution(project, step, options, from, store.trees.write(to), write);
      return { written, all };
    };

    it('whole for the default options', async () => {
      const to = [file('a.txt', 'new\n'), file('b.txt', 'b\n'), file('c.txt', 'c\n')];
      const { written, all } = await saved({ style: 'plain' }, to);
      assert.deepEqual(written, [SHARED]);
      assert.equal(all[SHARED], change('a.txt', 'a', 'new') + addition('c.txt', 'c'));
      assert.equal(all[OWN], 'stale\n');
    });

    it('for another option with what it has differently, and no more', async () => {
      const to = [file('a.txt', 'usual\n'), file('b.txt', 'fancy\n')];
      const { written, all } = await saved({ style: 'fancy' }, to);
      assert.deepEqual(written, [OWN]);
      assert.equal(all[OWN], change('b.txt', 'b', 'fancy'));
      assert.equal(all[SHARED], solution);
    });

    it('as no patch where nothing is different', async () => {
      const { all } = await saved({ style: 'fancy' }, [
        file('a.txt', 'usual\n'),
        file('b.txt', 'b\n'),
      ]);
      assert.equal(OWN in all, false);
    });

    it('whole for a step that only the option has', async () => {
      const to = [file('a.txt', 'a\n'), file('b.txt', 'fancy\n')];
      const { written, all } = await saved({ style: 'fancy' }, to, 'when: { style: [fancy] }\n');
      assert.deepEqual(written, [SHARED]);
      assert.equal(all[SHARED], change('b.txt', 'b', 'fancy'));
    });

    it('not when an option leaves as it was what the others change', async () => {
      const to = [file('a.txt', 'a\n'), file('b.txt', 'fancy\n')];
      await assert.rejects(
        saved({ style: 'fancy' }, to),
        /^Error: a\.txt: solution\.patch changes it, so it must be changed with style=fancy too\.$/,
      );
    });
  });
});
