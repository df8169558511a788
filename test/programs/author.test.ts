import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { buildContent } from '../../scripts/content.mts';
import { git, gitSandbox, write } from './gitSandbox.ts';

const AUTHOR = path.join(import.meta.dirname, '..', '..', 'scripts', 'author.mts');
const STEPS = 'roadmap/projects/tiny/steps';

const app = (title: string, state: string) => `${title}\nalpha\nbeta\nstate: ${state}\nend\n`;

/** A change of the state; the title is in its context. */
const change = (from: string, to: string) =>
  `diff --git a/app.txt b/app.txt\n--- a/app.txt\n+++ b/app.txt\n@@ -1,5 +1,5 @@\n Tiny 1.0\n alpha\n beta\n-state: ${from}\n+state: ${to}\n end\n`;

const wrongHead = (state: string) =>
  `# A remark that stays.\nfails: state\nbreaks: The state is ${state}.\nfound: state\nwhy: Near miss.\n---\n`;

/** The files of a step that sets the state. */
function step(id: string, from: string, to: string): Readonly<Record<string, string>> {
  const own = {
    'step.md': `---\nid: ${id}\ntitle: Set the state\nlabel: ${id}\nhours: 1\ncore: true\n---\n\n## Goal\n\nThe state is ${to}.\n\n## Hint 1\n\nOne.\n\n## Hint 2\n\nTwo.\n\n## Hint 3\n\nThree.\n`,
    'checks.yaml': `checks:\n  - id: state\n    title: The state\n    holds: [The state is ${to}.]\n    next: Set it.\n    file: { path: app.txt }\n`,
    'solution.patch': change(from, to),
    'right/other.patch': `ends: passed\nwhy: In another style.\n---\n${change(from, `${to}.0`)}`,
    'wrong/cheat.patch': `${wrongHead(to)}${change(to, '9')}`,
  };
  return Object.fromEntries(
    Object.entries(own).map(([name, text]) => [`${STEPS}/${id}/${name}`, text]),
  );
}

const link = { title: 'Docs', url: 'https://git-scm.com/doc' };
const named = (id: string) => ({ id, title: id, label: id, summary: 'A part.' });

/** A clone with one project of two steps. */
const CLONE: Readonly<Record<string, string>> = {
  '.gitignore': 'out/\ndist/\n',
  'roadmap/roadmap.yaml': stringify({
    id: 'r',
    title: 'R',
    version: '1.0.0',
    asOf: '2026-11-24',
    summary: 'A roadmap.',
    phases: ['1-one'],
    projects: ['tiny'],
  }),
  'roadmap/words.yaml': 'words:\n  - { avoid: anew, write: again }\n',
  'roadmap/importNames.json': '{}\n',
  'roadmap/phases/1-one/intro.md': '# One\n\nIt begins.\n',
  'roadmap/phases/1-one/phase.yaml': stringify({
    ...named('one'),
    weeks: { min: 1, max: 2 },
    tools: ['Git'],
    milestone: 'tiny',
    skills: [
      {
        ...named('git'),
        tasks: [
          { id: 'commit', title: 'Commit', label: 'Commit', why: 'So.', hours: 8, links: [link] },
        ],
      },
    ],
  }),
  'roadmap/projects/tiny/project.yaml': stringify({
    ...named('tiny'),
    kind: 'milestone',
    phases: ['one'],
    stack: ['Git'],
    demonstrates: ['Git'],
    starter: { version: '1.0.0', download: 1 },
    steps: ['first', 'second'],
  }),
  'roadmap/released.json': JSON.stringify({ release: '0.1.0', starters: {} }),
  'CHANGELOG.md': '## [0.2.0] - Unreleased\n\n- tiny, starter 1.0.0.\n',
  'roadmap/projects/tiny/guide.md': '# Tiny\n\nBegin.\n',
  'roadmap/projects/tiny/starter/.gitignore': '*.log\n',
  'roadmap/projects/tiny/starter/app.txt': app('Tiny 1.0', '0'),
  ...step('first', '0', '1'),
  ...step('second', '1', '2'),
};

const STARTER = 'roadmap/projects/tiny/starter/app.txt';
const PATCHES = ['first', 'second'].flatMap((id) =>
  ['solution', 'right/other', 'wrong/cheat'].map((name) => `${STEPS}/${id}/${name}.patch`),
);

describe('npm run author', function () {
  this.timeout(30_000);
  const sandbox = gitSandbox();
  const cache = process.env['MLOPS_ROADMAP_CACHE'];

  // One store of trees for all tests, and none of the author’s own.
  before(() => {
    process.env['MLOPS_ROADMAP_CACHE'] = fs.mkdtempSync(path.join(os.tmpdir(), 'author-cache-'));
  });
  after(() => {
    fs.rmSync(process.env['MLOPS_ROADMAP_CACHE'] ?? '', { recursive: true, force: true });
    if (cache === undefined) Reflect.deleteProperty(process.env, 'MLOPS_ROADMAP_CACHE');
    else process.env['MLOPS_ROADMAP_CACHE'] = cache;
  });

  beforeEach(() => {
    write(sandbox.project, CLONE);
    sandbox.commitAll();
  });

  const author = (...args: readonly string[]) => {
    const command = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', AUTHOR, ...args];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...command, '--root', sandbox.project],
      { cwd: sandbox.project, encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  };
  const done = (...args: readonly string[]) => {
    const { status, stdout, stderr } = author(...args);
    assert.deepEqual([status, stderr], [0, ''], stdout);
    return stdout;
  };
  const read = (name: string) => fs.readFileSync(path.join(sandbox.project, name), 'utf8');
  const put = (name: string, text: string) => write(sandbox.project, { [name]: text });
  const build = () => buildContent(sandbox.project, { whole: true });
  const refusal = async () => {
    const error: unknown = await build().then(
      () => undefined,
      (problem: unknown) => problem,
    );
    assert.ok(error instanceof Error, 'the content was built');
    return error.message.split('\n').slice(1);
  };
  const stale = (name: string, line: number, near: number) =>
    `  ${name}:${line}: The patch no longer applies to "app.txt", near its line ${near}. Run “npm run author -- tiny --carry”.`;

  it('carries a changed line of the starter through all solutions, right and wrong ways', async () => {
    await build();
    put(STARTER, app('Tiny 2.0', '0'));
    assert.deepEqual(await refusal(), [stale(`${STEPS}/first/solution.patch`, 4, 1)]);

    const said = done('tiny', '--carry').trim().split('\n');
    assert.deepEqual(said.slice(0, -1).sort(), PATCHES.map((name) => `Carried ${name}`).sort());
    assert.equal(said.at(-1), 'Every patch applies.');
    await build();
    const changed = git(sandbox.project, 'diff', '--name-only').trim().split('\n');
    assert.deepEqual(changed.sort(), [...PATCHES, STARTER].sort());
    // What the patches say besides that line is what their author wrote.
    for (const name of PATCHES) {
      assert.equal(read(name), (CLONE[name] ?? '').replace(' Tiny 1.0\n', ' Tiny 2.0\n'), name);
    }
    assert.equal(done('tiny', '--carry'), 'Every patch applies as it is.\n');
    done('tiny', 'second');
    assert.equal(read('out/author/tiny/second/app.txt'), app('Tiny 2.0', '2'));
  });

  it('lists what a person has to decide, and the build refuses it until then', async () => {
    put(STARTER, app('Tiny 1.0', 'zero'));
    const first = author('tiny', '--carry');
    assert.equal(first.status, 1);
    assert.deepEqual(first.stderr.trim().split('\n'), [
      `${STEPS}/first/solution.patch needs you: both changed app.txt.`,
      '  out/author/tiny/first has the marks of the conflict.',
      '  Resolve them, then: npm run author -- tiny first --save, and --carry again.',
    ]);
    const scratch = 'out/author/tiny/first/app.txt';
    assert.match(read(scratch), /^<{7} .*\nstate: zero\n={7}\nstate: 1\n>{7} /m);
    const problem = stale(`${STEPS}/first/solution.patch`, 4, 1);
    assert.deepEqual(await refusal(), [problem]);

    // Saved as it is, the conflict would become the solution.
    const careless = author('tiny', 'first', '--save');
    assert.equal(careless.status, 1);
    assert.match(careless.stderr, /^app\.txt: the marks of the conflict are still there\.$/m);
    assert.deepEqual(await refusal(), [problem]);

    put(scratch, app('Tiny 1.0', '1'));
    done('tiny', 'first', '--save');
    assert.match(read(`${STEPS}/first/solution.patch`), /^-state: zero\n\+state: 1$/m);
    // The right way begins at the starter too, and is the next to need a person.
    assert.deepEqual(await refusal(), [stale(`${STEPS}/first/right/other.patch`, 7, 1)]);
    const second = author('tiny', '--carry');
    assert.equal(second.status, 1);
    assert.match(second.stderr, /first\/right\/other\.patch needs you: both changed app\.txt\./);
    put('out/author/tiny/first.right.other/app.txt', app('Tiny 1.0', '1.0'));
    done('tiny', 'first', '--way', 'right/other', '--save');
    assert.equal(done('tiny', '--carry'), 'Every patch applies as it is.\n');
    await build();
  });

  it('leaves a patch to its author of which nothing would be left', () => {
    put(STARTER, app('Tiny 1.0', '1'));
    const { status, stderr } = author('tiny', '--carry');
    assert.equal(status, 1);
    assert.equal(
      stderr,
      `${STEPS}/first/solution.patch:1: Nothing is left of the patch: the files before it have all of its changes. Delete the patch.\n`,
    );
    assert.equal(read(`${STEPS}/first/solution.patch`), CLONE[`${STEPS}/first/solution.patch`]);
  });

  it('makes a step between two others, and saves its solution', async () => {
    done('tiny', 'middle', '--new', '--after', 'first');
    assert.match(read('roadmap/projects/tiny/project.yaml'), /- first\n +- middle\n +- second\n/);
    for (const name of ['step.md', 'checks.yaml']) {
      const text = CLONE[`${STEPS}/first/${name}`] ?? '';
      const own = text.replaceAll('first', 'middle').replaceAll('state is 1', 'log is kept');
      put(`${STEPS}/middle/${name}`, own.replaceAll('The state is', 'It is'));
    }
    done('tiny', 'middle');
    const scratch = 'out/author/tiny/middle';
    assert.equal(read(`${scratch}/app.txt`), app('Tiny 1.0', '1'));
    put(`${scratch}/notes.txt`, 'kept\n');
    put(`${scratch}/run.sh`, '#!/bin/sh\r\n');
    fs.chmodSync(path.join(sandbox.project, scratch, 'run.sh'), 0o755);
    put(`${scratch}/kept.log`, 'one\n');
    put(`${scratch}/waste.log`, 'two\n');

    const said = done('tiny', 'middle', '--save', '--add', 'kept.log');
    assert.match(said, /^Left out, as \.gitignore says: waste\.log \(--add waste\.log\)$/m);
    const patch = read(`${STEPS}/middle/solution.patch`);
    const paths = [...patch.matchAll(/^diff --git a\/(.+) b\//gm)].map(([, name]) => name);
    assert.deepEqual(paths, ['kept.log', 'notes.txt', 'run.sh']);
    assert.match(
      patch,
      /^new file mode 100755\n--- \/dev\/null\n\+\+\+ b\/run\.sh\n.*\n\+#!\/bin\/sh\r\n/m,
    );

    // No wrong way breaks its sentence yet.
    assert.deepEqual(await refusal(), [
      `  ${STEPS}/middle/checks.yaml:4: No wrong way breaks “The log is kept.”. Write one in the step’s wrong/, and quote the sentence in its “breaks”.`,
    ]);
    put('roadmap/unbroken.yaml', 'tiny:\n  middle:\n    - The log is kept.\n');
    await build();
  });

  it('begins a wrong way, whose head the author fills in', async () => {
    done('tiny', 'second', '--way', 'wrong/near-miss');
    const scratch = 'out/author/tiny/second.wrong.near-miss/app.txt';
    assert.equal(read(scratch), app('Tiny 1.0', '2'));
    put(scratch, app('Tiny 1.0', '2,0'));
    done('tiny', 'second', '--way', 'wrong/near-miss', '--save');
    const name = `${STEPS}/second/wrong/near-miss.patch`;
    assert.ok(read(name).endsWith(`---\n${change('2', '2,0')}`));
    const [problem] = await refusal();
    assert.ok(problem?.startsWith(`  ${name}:1: "fails" must be lower-case words`), problem);

    put(name, `${wrongHead('2')}${change('2', '2,0')}`);
    await build();
    // Edited again, it keeps its head.
    done('tiny', 'second', '--way', 'wrong/near-miss');
    put(scratch, app('Tiny 1.0', 'two'));
    done('tiny', 'second', '--way', 'wrong/near-miss', '--save');
    assert.equal(read(name), `${wrongHead('2')}${change('2', 'two')}`);
  });

  it('keeps edits that are not saved, unless they are given up', () => {
    done('tiny', 'first');
    const scratch = 'out/author/tiny/first/app.txt';
    put(scratch, app('Tiny 1.0', 'mine'));
    const refused = author('tiny', 'first');
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /has edits that are not saved\./);
    assert.equal(read(scratch), app('Tiny 1.0', 'mine'));
    done('tiny', 'first', '--discard');
    assert.equal(read(scratch), app('Tiny 1.0', '1'));
  });

  it('does not save what was laid out from files that have changed since', () => {
    done('tiny', 'first');
    put('out/author/tiny/first/app.txt', app('Tiny 1.0', 'mine'));
    put(STARTER, app('Tiny 2.0', '0'));
    const { status, stderr } = author('tiny', 'first', '--save');
    assert.equal(status, 1);
    assert.match(stderr, /laid out from files that have changed since\.\nCarry the change first/);
    assert.equal(read(`${STEPS}/first/solution.patch`), CLONE[`${STEPS}/first/solution.patch`]);
  });

  it('saves nothing that is binary', () => {
    done('tiny', 'first');
    put('out/author/tiny/first/model.bin', '\0\u0001\0');
    const { status, stderr } = author('tiny', 'first', '--save');
    assert.equal(status, 1);
    assert.match(stderr, /^"model\.bin" is binary\. .*made by the step’s “apply” commands\.$/m);
    assert.equal(read(`${STEPS}/first/solution.patch`), CLONE[`${STEPS}/first/solution.patch`]);
  });

  for (const [args, said] of [
    [['giant', 'first'], /^There is no project “giant”\. Projects with steps: tiny\.$/m],
    [['tiny', 'third'], /^tiny has no step “third”\. Its steps: first, second\.$/m],
    [['tiny', 'first', '--new'], /^There is a step “first” already\.$/m],
    [['tiny', 'first', '--set', 'a=b'], /^tiny has no option “a” with the value “b”\.$/m],
    [['tiny', '--carry', '--from', 'nowhere'], /^Git knows no commit “nowhere”\./m],
  ] as const) {
    it(`says what is wrong with ${args.join(' ')}, and changes nothing`, () => {
      const { status, stdout, stderr } = author(...args);
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /^ +at /m);
      assert.equal(git(sandbox.project, 'status', '--porcelain'), '');
    });
  }
});
