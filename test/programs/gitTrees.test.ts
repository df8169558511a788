import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { GitTrees, PatchRefused } from '../../scripts/content/gitTrees.mts';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';

const file = (name: string, text: string, executable = false): ProjectFile => ({
  path: name,
  bytes: new TextEncoder().encode(text),
  executable,
});

const shown = (files: readonly ProjectFile[]) =>
  files.map(({ path: name, bytes, executable }) => ({
    name,
    text: new TextDecoder().decode(bytes),
    executable,
  }));

describe('trees of a project', () => {
  let folder: string;
  let trees: GitTrees;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'git-trees-'));
    // The store lies inside somebody's repository, whose rules and settings must not take part.
    execFileSync('git', ['init', '--quiet', folder]);
    execFileSync('git', ['-C', folder, 'config', 'core.autocrlf', 'true']);
    execFileSync('git', ['-C', folder, 'config', 'core.fileMode', 'false']);
    fs.writeFileSync(path.join(folder, '.gitignore'), '*\n');
    fs.writeFileSync(path.join(folder, '.gitattributes'), '* text eol=crlf\n');
    trees = new GitTrees(path.join(folder, 'sub', 'trees'));
  });

  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('give back what was written: line ends, modes, ignored names, files without a line end', () => {
    const files = [
      file('.gitignore', '*.csv\n'),
      file('bare.txt', 'no end'),
      file('data/raw.csv', '1\n'),
      file('empty.txt', ''),
      file('mixed.bat', 'one\r\ntwo\n'),
      file('run.sh', '#!/bin/sh\n', true),
      file('with space and é.txt', 'x\n'),
    ];
    assert.deepEqual(shown(trees.read(trees.write(files))), shown(files));
  });

  for (const [what, before, after] of [
    ['a change', [file('a.py', '1\n2\n3\n')], [file('a.py', '1\nTWO\n3\n')]],
    ['CRLF', [file('a.bat', 'x\r\ny\r\n')], [file('a.bat', 'x\r\nz\r\n')]],
    ['no line end', [file('a', 'x\ny')], [file('a', 'x\nz')]],
    ['a mode', [file('run.sh', 'x\n')], [file('run.sh', 'x\n', true)]],
    ['an empty file', [file('a', 'x\n')], [file('a', 'x\n'), file('b/__init__.py', '')]],
    ['a file less', [file('a', 'x\n'), file('b', 'y\n')], [file('a', 'x\n')]],
    ['an ignored file', [file('.gitignore', '*\n')], [file('.gitignore', '*\n'), file('a', 'x\n')]],
  ] as const) {
    it(`differ by a patch that gives the other tree: ${what}`, () => {
      const [one, other] = [trees.write(before), trees.write(after)];
      assert.notEqual(one, other);
      assert.equal(trees.apply(one, trees.diff(one, other)), other);
    });
  }

  it('refuse a patch whose context has moved on, and say where', () => {
    const patch = trees.diff(
      trees.write([file('a', '1\n2\n')]),
      trees.write([file('a', '1\n3\n')]),
    );
    assert.throws(
      () => trees.apply(trees.write([file('a', '1\nother\n')]), patch),
      (error) => error instanceof PatchRefused && error.message.includes('patch failed: a:1'),
    );
  });

  it('merge what does not touch, and name what both changed', () => {
    const base = trees.write([file('a', '1\n2\n3\n4\n5\n'), file('b', 'x\n')]);
    const ours = trees.write([file('a', 'ONE\n2\n3\n4\n5\n'), file('b', 'ours\n')]);
    const apart = trees.write([file('a', '1\n2\n3\n4\nFIVE\n'), file('b', 'x\n')]);
    const clean = trees.merge(base, ours, apart);
    assert.deepEqual(clean.clashes, []);
    assert.deepEqual(
      shown(trees.read(clean.tree)).map(({ text }) => text),
      ['ONE\n2\n3\n4\nFIVE\n', 'ours\n'],
    );
    const against = trees.merge(base, ours, trees.write([file('b', 'theirs\n')]));
    assert.ok(against.clashes.includes('b'));
    assert.match(shown(trees.read(against.tree, ['b']))[0]?.text ?? '', /<<<<<<<[^]*>>>>>>>/);
  });
});
