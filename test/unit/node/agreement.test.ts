import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { agreementOf } from '../../../src/node/checks/agreement.ts';
import { openProject } from '../../../src/node/checks/verifyFolder.ts';

const RECORD = {
  ...{ version: 1, project: 'demo', starter: '1.0.0', roadmap: '1.0.0' },
  ...{ instance: 'i-1', name: 'demo', options: {}, files: {} },
};
const COMMAND = {
  run: ['bash', '-c', 'true\necho second'],
  in: 'copy',
  env: { A: '1' },
  stdin: 'input\n',
  write: { 'tools.py': 'def tool(): ...\n' },
};

describe('what consent is tied to', () => {
  let root: string;
  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'agreement-')));
    write('.mlops-roadmap/project.json', JSON.stringify(RECORD));
    checks(COMMAND);
    write('.mlops-roadmap/verify.cjs', '// the verifier\n');
    write('.mlops-roadmap/guide.md', '# Guide\n');
    write('.mlops-roadmap/tools/shared.py', 'def shared(): ...\n');
    for (let n = 0; n < 10; n += 1) write(`src/module_${n}.py`, `x = ${n}\n`);
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  };
  const checks = (command: object, step: object = {}) =>
    write(
      '.mlops-roadmap/checks.json',
      JSON.stringify({
        ...{ version: 2, project: 'demo', content: '1.0.0' },
        steps: [
          {
            ...{ id: 'one', title: 'One', goal: 'Do it.', hints: ['a', 'b', 'c'], ...step },
            checks: [{ id: 'c', title: 'C', command }],
          },
        ],
      }),
    );
  const agreement = async () => agreementOf(await openProject(root));
  const hash = async () => (await agreement()).hash;
  const python = (target: string) => {
    const bin = path.join(root, '.venv', process.platform === 'win32' ? 'Scripts' : 'bin');
    const link = path.join(bin, process.platform === 'win32' ? 'python.exe' : 'python');
    write(target, '');
    fs.mkdirSync(bin, { recursive: true });
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.join(root, target), link);
  };

  const CHANGES: readonly (readonly [string, () => void])[] = [
    ['a variable is added', () => checks({ ...COMMAND, env: { A: '1', BASH_ENV: 'x.sh' } })],
    ['the value of a variable', () => checks({ ...COMMAND, env: { A: '2' } })],
    ['where it runs', () => checks({ ...COMMAND, in: 'project' })],
    [
      'the path of a written file',
      () => checks({ ...COMMAND, write: { 'src/a.py': 'def tool(): ...\n' } }),
    ],
    ['the text of a written file', () => checks({ ...COMMAND, write: { 'tools.py': 'evil()' } })],
    [
      'the second line of an argument',
      () => checks({ ...COMMAND, run: ['bash', '-c', 'true\necho other'] }),
    ],
    ['the input', () => checks({ ...COMMAND, stdin: 'input\nmore\n' })],
    ['the time limit', () => checks({ ...COMMAND, timeout: 900 })],
    [
      'a program after the program',
      () => checks({ ...COMMAND, after: [{ command: { run: ['x'] } }] }),
    ],
    ['a shared module of the checks', () => write('.mlops-roadmap/tools/shared.py', 'evil()\n')],
    ['a new file beside the checks', () => write('.mlops-roadmap/tools/json.py', 'evil()\n')],
    [
      'a renamed file beside the checks',
      () =>
        fs.renameSync(
          path.join(root, '.mlops-roadmap/tools/shared.py'),
          path.join(root, '.mlops-roadmap/tools/json.py'),
        ),
    ],
    ['a cached module', () => write('.mlops-roadmap/tools/__pycache__/shared.pyc', 'evil')],
    ['the verifier', () => write('.mlops-roadmap/verify.cjs', '// another\n')],
    ['the interpreter', () => python('other/python3')],
  ];
  for (const [what, change] of CHANGES) {
    it(`changes with ${what}`, async () => {
      python('here/python3');
      const before = await hash();
      change();
      assert.notEqual(await hash(), before);
    });
  }

  const NOT: readonly (readonly [string, () => void])[] = [
    [
      'ten source files are edited',
      () => {
        for (let n = 0; n < 10; n += 1) write(`src/module_${n}.py`, `x = ${n + 1}\n`);
      },
    ],
    ['evidence is written', () => write('.mlops-roadmap/evidence.jsonl', '{}\n')],
    ['the guide is another', () => write('.mlops-roadmap/guide.md', '# Another\n')],
    ['an update keeps its copies', () => write('.mlops-roadmap/update/before/x', 'x')],
    ['a goal is reworded', () => checks(COMMAND, { goal: 'Do it well.' })],
    ['a sentence is reworded', () => checks({ ...COMMAND, does: 'Runs the tools' })],
    [
      'the keys of a program stand in another order',
      () => checks(Object.fromEntries(Object.entries(COMMAND).reverse())),
    ],
    ['a package is installed', () => write('.venv/lib/site-packages/x.py', 'x')],
  ];
  for (const [what, change] of NOT) {
    it(`stays when ${what}`, async () => {
      const before = await hash();
      change();
      assert.equal(await hash(), before);
    });
  }

  it('is not remembered where a file cannot be read as a whole', async () => {
    assert.equal((await agreement()).complete, true);
    write('outside.py', 'x');
    fs.symlinkSync(
      path.join(root, 'outside.py'),
      path.join(root, '.mlops-roadmap/tools/linked.py'),
    );
    const { complete, files } = await agreement();
    assert.equal(complete, false);
    const linked = files.find(({ path: name }) => name.endsWith('linked.py'));
    assert.match(linked && 'unread' in linked ? linked.unread : '', /link/);
  });

  it('names a folder with too many files to compare', async () => {
    for (let n = 0; n < 501; n += 1) write(`.mlops-roadmap/many/${n}.py`, 'x');
    const { complete, files } = await agreement();
    assert.equal(complete, false);
    assert.match(JSON.stringify(files.at(-1)), /more than 500 files/);
  });

  it('has the text of shared modules to show, and the size of what is long', async () => {
    write('.mlops-roadmap/verify.cjs', 'x'.repeat(100_000));
    const { files } = await agreement();
    const text = (name: string) => files.find((file) => file.path === `.mlops-roadmap/${name}`);
    assert.equal((text('tools/shared.py') as { text?: string }).text, 'def shared(): ...\n');
    const verifier = text('verify.cjs') as { text?: string; bytes: number };
    assert.deepEqual([verifier.text, verifier.bytes], [undefined, 100_000]);
  });
});
