import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { verifyCommand } from '../../../src/cli/verify.ts';

describe('verify at a terminal, before the learner has agreed', () => {
  let root: string;
  const printed: string[] = [];
  const { error } = console;
  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'consent-')));
    fs.mkdirSync(path.join(root, '.mlops-roadmap'));
    const command = (does: object, ...run: readonly string[]) => ({ command: { ...does, run } });
    const step = (id: string, title: string, check: object) => ({
      ...{ id, title, goal: 'Do it.', hints: ['a', 'b', 'c'] },
      checks: [{ id: 'c', title: 'C', ...check }],
    });
    write('project.json', {
      ...{ version: 1, project: 'demo', starter: '1.0.0', roadmap: '1.0.0' },
      ...{ instance: 'i-1', name: 'demo', options: {}, files: {} },
    });
    write('checks.json', {
      ...{ version: 2, project: 'demo', content: '1.0.0' },
      steps: [
        step('one', 'Train', command({ does: 'Trains your model' }, 'sh', '-c', 'touch started')),
        step('two', 'Serve\u001b[2J', command({}, 'sh', '-c', 'true\n\u001b[8mtouch started')),
      ],
    });
    printed.length = 0;
    console.error = (text: string) => void printed.push(text);
  });
  afterEach(() => {
    console.error = error;
    assert.ok(!fs.existsSync(path.join(root, 'started')));
    fs.rmSync(root, { recursive: true, force: true });
  });

  const write = (name: string, value: object) =>
    fs.writeFileSync(path.join(root, '.mlops-roadmap', name), JSON.stringify(value));

  it('lists what each program does, and how to agree and to see all', async () => {
    await verifyCommand([root], root, '1.0.0');
    const text = printed.join('\n');
    assert.match(text, /^ {2}Trains your model$/m);
    assert.match(text, /^ {2}Not described: sh -c "true\\n\\u001b\[8mtouch started"/m);
    assert.match(text, /--yes agrees.*project’s own code/);
    assert.match(text, /--show-code/);
    assert.ok(!text.includes('\u001b'));
  });

  it('lists only the programs of the steps that are asked for', async () => {
    await verifyCommand([root, '--step', 'one'], root, '1.0.0');
    assert.ok(!printed.join('\n').includes('Not described'));
  });

  it('prints all that would run with --show-code, and verifies nothing', async () => {
    const { text, code } = await verifyCommand([root, '--show-code', '--yes'], root, '1.0.0');
    assert.equal(code, 0);
    assert.match(text, /Trains your model/);
    assert.match(text, /^\\u\{1b\}\[8mtouch started$/m);
    assert.ok(!text.includes('\u001b'));
    assert.deepEqual(printed, []);
  });
});
