import assert from 'node:assert/strict';
import { withPrograms } from '../../../src/core/roadmap/stepPrograms.ts';
import type { StepChecksFile } from '../../../src/core/roadmap/schema.ts';

const programs = new Map([
  ['look.py', 'from shared import tell\ntell()\n'],
  ['shared.py', 'def tell(): ...\n'],
  ['alone.py', 'import json\nprint(json.dumps({}))\n'],
  ['far.py', 'import json, near  # noqa: E401\n'],
  ['near.py', 'import sys\n\n\ndef late():\n    from shared import tell\n\n    import far\n'],
  ['input.csv', 'a,b\n'],
]);

/** The checks as the product reads them, and what was reported with the path of its place. */
function read(value: StepChecksFile) {
  const problems: string[] = [];
  const lineOf = (path: readonly (string | number)[]) => {
    paths.push(path.join('.'));
    return 1;
  };
  const paths: string[] = [];
  const source = { file: 'checks.yaml', value, lineOf };
  const checks = withPrograms(source, programs, ({ message, remedy }) =>
    problems.push(`${message} ${remedy}`),
  );
  return { checks, problems, paths };
}

function compiled(value: StepChecksFile) {
  const { checks, problems } = read(value);
  assert.deepEqual(problems, []);
  return checks;
}

describe('the programs of a step', () => {
  const defaults = {
    command: { does: 'Looks at it', program: 'look.py', args: ['{scratch}'], in: 'copy' },
  };
  const check = (command: Readonly<Record<string, unknown>>) => [{ id: 'a', holds: [], command }];
  const commandOf = (
    command: Readonly<Record<string, unknown>>,
    usual: StepChecksFile['defaults'] = {},
  ) =>
    compiled({ defaults: usual, checks: check(command) })[0]?.['command'] as Readonly<
      Record<string, unknown>
    >;

  it('stand in a check with the modules that they import', () => {
    const [check] = compiled({
      defaults,
      checks: [{ id: 'a', holds: ['It is so.'], command: { timeout: 60 } }],
    });
    assert.deepEqual(check, {
      id: 'a',
      command: {
        run: ['python', '-', '{scratch}'],
        does: 'Looks at it',
        in: 'copy',
        timeout: 60,
        write: { 'shared.py': 'def tell(): ...\n' },
        stdin: 'from shared import tell\ntell()\n',
      },
    });
  });

  it('leave a command alone that says itself what to run', () => {
    const command = { does: 'Asks which version of Go is installed', run: ['go', 'version'] };
    const [check] = compiled({ defaults, checks: [{ id: 'a', holds: [], command }] });
    assert.deepEqual(check, { id: 'a', command });
  });

  it('bring modules that other modules import, each once, in a circle too', () => {
    const { write } = commandOf({ program: 'far.py', in: 'clone' });
    assert.deepEqual(Object.keys(write as object).sort(), ['far.py', 'near.py', 'shared.py']);
  });

  it('need no folder of their own when they import nothing of ours', () => {
    assert.deepEqual(commandOf({ program: 'alone.py' }), {
      run: ['python', '-'],
      stdin: programs.get('alone.py'),
    });
  });

  it('are laid beside what the check itself writes', () => {
    const write = { 'shop/in.csv': { file: 'input.csv' }, 'note.txt': 'as it is' };
    assert.deepEqual(commandOf({ program: 'look.py', in: 'copy', write })['write'], {
      'shared.py': 'def tell(): ...\n',
      'shop/in.csv': 'a,b\n',
      'note.txt': 'as it is',
    });
    assert.deepEqual(commandOf({ run: ['go', 'test'], write })['write'], {
      'shop/in.csv': 'a,b\n',
      'note.txt': 'as it is',
    });
  });

  it('take what a check says itself over the defaults, and join variables', () => {
    const usual = { command: { ...defaults.command, timeout: 60, env: { A: '1', B: '1' } } };
    const command = commandOf({ args: ['x'], timeout: 90, env: { B: '2', C: '2' } }, usual);
    assert.deepEqual(command['run'], ['python', '-', 'x']);
    assert.equal(command['timeout'], 90);
    assert.deepEqual(command['env'], { A: '1', B: '2', C: '2' });
  });

  it('have defaults for their own kind only', () => {
    const [one] = compiled({ defaults, checks: [{ id: 'a', holds: [], file: { path: 'x' } }] });
    assert.deepEqual(one, { id: 'a', file: { path: 'x' } });
  });

  it('stand in checks inside of checks', () => {
    const command = { command: { program: 'alone.py' } };
    const expected = { command: { run: ['python', '-'], stdin: programs.get('alone.py') } };
    const [one] = compiled({
      defaults: {},
      checks: [
        {
          id: 'a',
          holds: [],
          any: [{ all: [command] }, { not: command }],
          command: { run: ['x'], after: [command] },
        },
      ],
    });
    assert.deepEqual(one?.['any'], [{ all: [expected] }, { not: expected }]);
    assert.deepEqual(one['command'], { run: ['x'], after: [expected] });
  });

  it('that import a module of ours must run in a copy or a clone', () => {
    const { problems, paths } = read({
      defaults: {},
      checks: check({ program: 'far.py', in: 'project' }),
    });
    assert.deepEqual(problems, [
      '"far.py" imports near.py, shared.py, far.py. Give the check “in: copy” or “in: clone”.',
    ]);
    assert.deepEqual(paths, ['checks.0.command']);
    assert.equal(read({ defaults: {}, checks: check({ program: 'look.py' }) }).problems.length, 1);
  });

  it('are reported when they are not there', () => {
    const { problems, paths } = read({
      defaults: {},
      checks: [
        ...check({ program: 'gone.py' }),
        ...check({ run: ['x'], write: { 'in.csv': { file: 'gone.csv' } } }),
      ],
    });
    assert.deepEqual(problems, [
      'There is no file "gone.py". Put it beside checks.yaml or into checks/.',
      'There is no file "gone.csv". Put it beside checks.yaml or into checks/.',
    ]);
    assert.deepEqual(paths, ['checks.0.command.program', 'checks.1.command.write']);
  });
});
