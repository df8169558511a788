import assert from 'node:assert/strict';
import * as v from 'valibot';
import { evaluate } from '../../../../src/core/checks/evaluate.ts';
import { bodySchema } from '../../../../src/core/checks/schema.ts';
import type { CheckWorld } from '../../../../src/core/checks/world.ts';
import { fails, fakeWorld, look, passes, text, type Fakes } from '../fakeWorld.ts';

describe('the check “file”', () => {
  const files = {
    'src/a.py': 'x'.repeat(50),
    'models/big.bin': { kind: 'binary', bytes: 9e6 },
  } as const;

  it('finds a file and a pattern', async () => {
    await passes({ file: { path: 'src/a.py' } }, { files });
    await passes({ file: { path: 'src/**/*.py' } }, { files });
    await fails({ file: { path: 'src/*.go' } }, { files }, /none/);
  });

  it('finds what should not be there, and what is too large', async () => {
    await passes({ file: { path: '.env', exists: false } }, { files });
    await fails(
      { file: { path: 'models/*', exists: false } },
      { files },
      /big\.bin/,
      'models/big.bin',
    );
    await fails(
      { file: { path: 'models/big.bin', atMost: 1000 }, next: 'Track it with DVC.' },
      { files },
      /9000000 bytes/,
      'models/big.bin',
    );
  });

  it('sees the executable mark, and passes where a system has none', async () => {
    const run = { file: { path: 'src/a.py', executable: true } };
    await fails(run, { files, executable: () => false }, /it is not/, 'src/a.py');
    await passes(run, { files, executable: () => undefined });
  });
});

describe('the check “text”', () => {
  const files = {
    'a.py': text('import os', 'password = os.environ["X"]', 'print(1)'),
    'b.py': text('def main():', '    pass'),
    'c.bin': { kind: 'binary', bytes: 3 } as const,
  };

  it('finds a pattern in one of several files, and says where', async () => {
    const { file, line } = await passes(
      { text: { path: '*.py', matches: '^def main' } },
      { files },
    );
    assert.deepEqual([file, line], ['b.py', 1]);
  });

  it('fails for what is missing and for what should not be there', async () => {
    const next = 'Do it.';
    await fails(
      { text: { path: 'a.py', matches: ['import', 'argparse'] }, next },
      { files },
      /no such/,
      'a.py',
    );
    await fails(
      { text: { path: '*.py', avoids: 'print\\(' }, next },
      { files },
      /print\(/,
      'a.py:3',
    );
    await fails({ text: { path: 'missing.md', matches: 'x' } }, { files }, /no such file/);
    await fails({ text: { path: 'c.bin', matches: 'x' } }, { files }, /binary/, 'c.bin');
  });
});

describe('the check “data”', () => {
  const files = {
    'dvc.yaml': text('stages:', '  train:', '    cmd: python train.py', '    deps: [a, b]'),
    'metrics.json': text('{', '  "test": {"auc": 0.94},', '  "baseline": {"auc": 0.63}', '}'),
    'pyproject.toml': text('[project]', 'requires-python = ">=3.11"'),
    'setup.cfg': text('[flake8]', 'max-line-length = 88'),
    'broken.json': '{"a": }',
    'broken.yaml': 'a: [1',
    'bomb.yaml': text(
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...['b', 'c', 'd', 'e', 'f', 'g'].map(
        (name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[i]}`).join(',')}]`,
      ),
    ),
    'large.json': { kind: 'large', bytes: 50e6 } as const,
  };
  const data = (file: string, ...expect: readonly unknown[]) => ({
    data: { file, expect },
    next: 'Do it.',
  });

  it('reads YAML, JSON, TOML and INI, with lines where it can', async () => {
    const { line } = await passes(
      data('dvc.yaml', { path: ['stages', 'train', 'deps'], contains: 'b' }),
      { files },
    );
    assert.equal(line, 4);
    await passes(
      data('metrics.json', {
        path: ['test', 'auc'],
        above: { path: ['baseline', 'auc'], by: 0.1 },
      }),
      { files },
    );
    await passes(
      data('pyproject.toml', { path: ['project', 'requires-python'], matches: '3\\.11' }),
      { files },
    );
    await passes(data('setup.cfg', { path: ['flake8', 'max-line-length'], equals: '88' }), {
      files,
    });
  });

  it('says what is wrong with a value, at its line', async () => {
    await fails(
      data('metrics.json', { path: ['test', 'auc'], atLeast: 0.99 }),
      { files },
      /0\.94/,
      'metrics.json:2',
    );
  });

  it('says what is wrong with a file that cannot be read', async () => {
    for (const [file, found, place] of [
      ['broken.json', /JSON|Unexpected/, 'broken.json'],
      ['broken.yaml', /Flow sequence/, 'broken.yaml:1'],
      ['bomb.yaml', /alias/i, 'bomb.yaml'],
      ['large.json', /50 MB/, 'large.json'],
      ['missing.json', /no such file/, undefined],
    ] as const) {
      await fails(data(file, { path: ['a'] }), { files }, found, place);
    }
  });
});

describe('the check “command”', () => {
  const run = (over: object = {}) => ({
    command: { run: ['python', 'train.py'], ...over },
    next: 'Do it.',
  });

  it('is unavailable until the learner has agreed', async () => {
    const { status, next } = await look(run(), { consent: false });
    assert.equal(status, 'unavailable');
    assert.match(next ?? '', /--yes/);
  });

  it('looks at the exit code, and shows the end of what was printed, at its place', async () => {
    const failing = {
      run: () => ({
        code: 1,
        stderr: 'Traceback\n  File "src/train.py", line 7, in main\nValueError: no data\n',
      }),
    };
    await fails(run(), failing, /exit code 1:[\s\S]*ValueError: no data/, 'src/train.py:7');
    await passes(run({ exit: 'nonzero' }), failing);
    await passes(run({ exit: 1 }), failing);
    await fails(run({ exit: 'nonzero' }), { run: () => ({}) }, /exit code 0/);
  });

  it('looks at the output, as text and as JSON in its last line', async () => {
    const printing = { run: () => ({ stdout: 'training\n{"auc": 0.9}\n' }) };
    await passes(
      run({ stdout: { matches: 'training', json: [{ path: ['auc'], atLeast: 0.8 }] } }),
      printing,
    );
    await fails(run({ stdout: { matches: 'saved' } }), printing, /no such text/);
    await fails(run({ stdout: { avoids: 'train' } }), printing, /train/);
    await fails(run({ stdout: { json: [{ path: ['auc'], atLeast: 0.95 }] } }), printing, /0\.9/);
    await fails(
      run({ stdout: { json: [{ path: ['a'] }] } }),
      { run: () => ({ stdout: 'no' }) },
      /no JSON/,
    );
  });

  it('lets a program say itself what it found, or could not see', async () => {
    const health = { right: false, found: 'The server is ill.', next: 'Cure it.' };
    const printing = (value: unknown) => ({ run: () => ({ stdout: JSON.stringify(value) }) });
    const wish = run({ stdout: { json: [{ path: ['health', 'right'], equals: true }] } });
    const told = await look({ ...wish, next: undefined }, printing({ health }));
    assert.deepEqual(
      [told.status, told.found, told.next],
      ['failed', 'The server is ill.', 'Cure it.'],
    );
    await passes(wish, printing({ health: { ...health, right: true } }));
    const unseen = { health: { unavailable: 'no engine', next: 'Start one.' } };
    for (const value of [unseen, { unavailable: 'no engine', next: 'Start one.', health }]) {
      const finding = await look(wish, printing(value));
      assert.deepEqual([finding.status, finding.found], ['unavailable', 'no engine']);
    }
    // What is only called so is a value like any other.
    const other = run({ stdout: { json: [{ path: ['health', 'unavailable'], equals: 'x' }] } });
    await passes(other, printing({ health: { unavailable: 'x' } }));
  });

  it('lays the plan of an image into the scratch folder', async () => {
    const asked: unknown[] = [];
    const world = {
      ...fakeWorld({ files: { Dockerfile: 'FROM a:1\n' }, repository: { kind: 'none' } }),
      run: (_: unknown, scratch: unknown) => {
        asked.push(scratch);
        return Promise.resolve({ end: 'exit', code: 0, stdout: '', stderr: '' });
      },
    } as unknown as CheckWorld;
    await evaluate(v.parse(bodySchema, run({ plan: 'Dockerfile', in: 'copy' })), world);
    const [scratch] = asked as [Readonly<Record<string, string>>];
    assert.match(scratch['image.json'] ?? '', /"image":"a:1"/);
  });

  it('looks at the files that it left', async () => {
    const after = { '{scratch}/model.json': '{"auc": 0.9}' };
    const wish = {
      after: [{ data: { file: '{scratch}/model.json', expect: [{ path: ['auc'] }] } }],
    };
    await passes(run(wish), { run: () => ({}), after });
    await fails(run(wish), { run: () => ({}) }, /no such file/);
  });

  it('says what is missing, what hung and what flooded', async () => {
    const missing = await look(run(), { run: () => ({ end: 'missing', remedy: 'Set it up.' }) });
    assert.deepEqual([missing.status, missing.next], ['unavailable', 'Set it up.']);
    assert.match(missing.found, /no environment \(\.venv\)/);
    await fails(run(), { run: () => ({ end: 'timeout', code: -1 }) }, /still running/);
    await fails(run(), { run: () => ({ end: 'flood', code: -1 }) }, /without end/);
  });
});

describe('the check’s own program', () => {
  const program = (over: object = {}) => ({
    command: {
      run: ['python', '-'],
      stdin: 'import look\n',
      write: { 'look.py': 'def at(): ...\n' },
      in: 'copy',
      ...over,
    },
    next: 'Do it.',
  });
  const json = program({ stdout: { json: [{ path: ['a newer row'], equals: 'counts' }] } });
  const ended = (frames: readonly string[]) => ({
    run: () => ({
      code: 1,
      stderr: `Traceback (most recent call last):\n${frames
        .map((file) => `  File "${file}", line 3, in main\n`)
        .join('')}KeyError: 'amount'\n`,
    }),
  });

  it('says what it has seen in its own words', async () => {
    const seen = { run: () => ({ stdout: '{"a newer row": "changes the status only"}' }) };
    await fails(json, seen, /^a newer row: changes the status only$/);
    await fails(json, { run: () => ({ stdout: '{}' }) }, /^a newer row: nothing$/);
  });

  it('says itself why it cannot look', async () => {
    const without = { run: () => ({ code: 1, stderr: 'There is no load.py yet.\n' }) };
    await fails(program(), without, /^There is no load\.py yet\.$/);
    const silent = await fails(program(), { run: () => ({ code: 3 }) }, /^exit code 3$/);
    assert.equal(silent.expected, 'the program of this check to end with exit code 0');
  });

  it('has a bug when its own code raises an error, and the project has when its code does', async () => {
    const own = await look(program(), ended(['<stdin>', 'look.py', '/usr/lib/python3.13/csv.py']));
    assert.deepEqual([own.status, own.found], ['error', "KeyError: 'amount'"]);
    assert.match(own.next ?? '', /^This is a bug in the check/);
    await fails(program(), ended(['<stdin>', 'src/load.py', 'look.py']), /KeyError: 'amount'$/);
    await fails(
      { command: { run: ['python', 'a.py'] }, next: 'Do it.' },
      ended([]),
      /^exit code 1/,
    );
  });
});

describe('a check in a clean clone', () => {
  const clone = { command: { run: ['python', 'train.py'], in: 'clone' }, next: 'Do it.' };

  it('runs when there is a commit', async () => {
    await passes(clone, { run: () => ({}) });
  });

  it('says what to do first without a repository, and without a commit', async () => {
    const asked = (repository: Fakes['repository']) =>
      look(clone, { repository: repository!, run: () => ({}) });
    const outside = await asked({ kind: 'none' });
    assert.equal(outside.status, 'failed');
    assert.match(outside.found, /no Git repository yet: git init/);
    const empty = await asked({ kind: 'no-commit', prefix: '' });
    assert.equal(empty.status, 'failed');
    assert.match(empty.found, /without commits: git add/);
  });
});

describe('the check “http”', () => {
  const check = (request: object, over: object = {}) => ({
    http: { serve: ['python', 'app.py', '{port}'], ready: '/health', requests: [request], ...over },
    next: 'Do it.',
  });
  const service = (status: number, body: string, headers: Record<string, string> = {}) => ({
    serve: () =>
      Promise.resolve({
        end: 'ready' as const,
        port: 1234,
        stop: () => Promise.resolve('a log line'),
      }),
    request: () => Promise.resolve({ status, headers, text: body, milliseconds: 5 }),
  });

  it('looks at status, headers and body', async () => {
    const good = service(200, '{"late": true}', { 'content-type': 'application/json' });
    await passes(
      check({
        path: '/x',
        answers: { 'Content-Type': 'json' },
        body: [{ path: ['late'], equals: true }],
      }),
      good,
    );
    await fails(check({ path: '/x', body: [{ path: ['model'] }] }), good, /nothing there/);
    await fails(check({ path: '/x', status: 422 }), good, /status 200/);
    await fails(check({ path: '/x', body: [{ path: ['a'] }] }), service(200, '<html>'), /<html>/);
    await passes(check({ path: '/x' }, { log: 'a log' }), good);
    await fails(check({ path: '/x' }, { log: 'request_id' }), good, /no such line/);
  });

  it('says when the service does not come up', async () => {
    const stopped = {
      serve: () => Promise.resolve({ end: 'stopped' as const, output: 'ImportError: x' }),
    };
    await fails(check({ path: '/' }), stopped, /ended before[\s\S]*ImportError/);
    const silent = { serve: () => Promise.resolve({ end: 'silent' as const, output: '' }) };
    await fails(check({ path: '/' }), silent, /no answer within/);
    const nobody = { ...service(200, ''), request: () => Promise.resolve(undefined) };
    await fails(check({ path: '/' }), nobody, /none/);
  });

  it('runs what must run before, and stops when that fails', async () => {
    const failing = { ...service(200, ''), run: () => ({ code: 2, stderr: 'no data' }) };
    await fails(
      check({ path: '/' }, { before: [['python', 'train.py']] }),
      failing,
      /exit code 2[\s\S]*no data/,
    );
  });
});
