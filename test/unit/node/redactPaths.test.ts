import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import {
  machinePlaces,
  pathRedactor,
  type MachinePlaces,
} from '../../../src/node/checks/redactPaths.ts';

const redactor = (places: Partial<MachinePlaces> & { readonly root: string }) =>
  pathRedactor({
    temporary: () => undefined,
    systemTemporary: '/tmp',
    homes: [],
    real: () => undefined,
    ...places,
  });

type Table = readonly (readonly [text: string, expected: string])[];
const table = (title: string, redact: (text: string) => string, rows: Table) =>
  describe(title, () => {
    for (const [text, expected] of rows) {
      it(text.slice(0, 80), () => {
        assert.equal(redact(text), expected);
        assert.equal(redact(expected), expected, 'twice is the same as once');
      });
    }
  });

describe('paths of the machine in a text', () => {
  const alice = redactor({
    root: '/home/alice/code/ml app',
    temporary: () => '/tmp/verify-1a2b',
    homes: ['/home/alice', '/'],
    real: (place) =>
      place.startsWith('/home/alice') ? place.replace('/home/alice', '/data/people/al') : undefined,
  });
  table('on Linux, in a folder that is a link', alice, [
    ['/home/alice/code/ml app/src/train.py:3', 'src/train.py:3'],
    ['/data/people/al/code/ml app/src/train.py', 'src/train.py'],
    ['in /home/alice/code/ml app', 'in .'],
    ['in /home/alice/code/ml app.', 'in ..'],
    ['in /home/alice/code/ml app/ and on', 'in ./ and on'],
    ['"/home/alice/code/ml app": no such file', '".": no such file'],
    ['/home/alice/code/ml app2/x', '~/code/ml app2/x'],
    ['/home/alice/.cache/x', '~/.cache/x'],
    ['/data/people/al/.cache/x', '~/.cache/x'],
    ['/home/alice2/x', '~/x'],
    ['HOME=/home/alice', 'HOME=~'],
    ['PATH=/home/alice/bin:/usr/bin:/home/bob/bin', 'PATH=~/bin:/usr/bin:~/bin'],
    ['file:///home/alice/code/ml%20app/mlflow.db', 'file://mlflow.db'],
    ['sqlite:////home/alice/code/ml app/mlflow.db', 'sqlite:///mlflow.db'],
    ['%2Fhome%2Falice%2Fcode%2Fml%20app%2Fa.py', 'a.py'],
    ['{"a":"\\/home\\/alice\\/x"}', '{"a":"~\\/x"}'],
    ["b'line\\n/home/alice/x'", "b'line\\n~/x'"],
    ['-I/home/alice/include -L/data/people/al/lib', '-I~/include -L~/lib'],
    ['/tmp/verify-1a2b/copy-1/x.py', '(temporary)/copy-1/x.py'],
    ['/private/tmp/verify-1a2b/copy-1/x.py', '(temporary)/copy-1/x.py'],
    ['/tmp/verify-1a2b', '(temporary)'],
    ['/tmp/verify-1a2bc/x', '/tmp/verify-1a2bc/x'],
    ['mkdir /tmp/cache', 'mkdir /tmp/cache'],
    ['/tmp/pytest-of-alice/pytest-0/a', '/tmp/pytest-of-user/pytest-0/a'],
    ['/home/bob/x and /Users/eve/y', '~/x and ~/y'],
    ['/var/home/bob/x', '~/x'],
    ['/home/$USER/x /home/<you>/x /home/*/x', '/home/$USER/x /home/<you>/x /home/*/x'],
    ['/home and /home/', '/home and /home/'],
    ['/usr/lib/python3.12/json.py', '/usr/lib/python3.12/json.py'],
    ['https://example.org/home/alice/x', 'https://example.org/home/alice/x'],
    ['${ROOT}/home/alice/x ./home/alice/x', '${ROOT}/home/alice/x ./home/alice/x'],
    ['srv/home/alice/x', 'srv/home/alice/x'],
    ['GET /users/5', 'GET /users/5'],
    ['src~missing~x.py', 'src~missing~x.py'],
    ['/mnt/c/Users/alice/x', '~/x'],
    ['C:\\Users\\alice\\x', '~\\x'],
    ['c:\\users\\Alice Smith\\x.py', '~\\x.py'],
    ['"C:\\\\Users\\\\alice\\\\x"', '"~\\\\x"'],
    ['file:///C:/Users/alice/x', 'file:///~/x'],
    ['\\\\?\\C:\\Users\\alice\\x', '~\\x'],
    ['\\\\wsl.localhost\\Ubuntu\\home\\alice\\x', '~\\x'],
    ['C:\\Users\\Public\\x', 'C:\\Users\\Public\\x'],
    ['D:\\data\\x', 'D:\\data\\x'],
  ]);

  table('of a project at /app', redactor({ root: '/app', homes: ['/root'] }), [
    ['/app/x.py', 'x.py'],
    ['/application/x.py', '/application/x.py'],
    ['/app-old/x.py /app.bak/x.py', '/app-old/x.py /app.bak/x.py'],
    ['x/app/y app/y', 'x/app/y app/y'],
    ['http://localhost/app/y http://app/y', 'http://localhost/app/y http://app/y'],
    ['COPY . /app', 'COPY . .'],
    ['/opt/app/x', '/opt/app/x'],
    ['/' + 'root/.cache /rootless', '~/.cache /rootless'],
  ]);

  table(
    'on Windows',
    redactor({
      root: 'C:\\Users\\Alice Smith\\ml app',
      temporary: () => 'C:\\Users\\ALICES~1\\AppData\\Local\\Temp\\verify-1a2b',
      systemTemporary: 'C:\\Users\\ALICES~1\\AppData\\Local\\Temp',
      homes: ['C:\\Users\\Alice Smith', undefined],
    }),
    [
      ['C:\\Users\\Alice Smith\\ml app\\src\\train.py:3', 'src\\train.py:3'],
      ['c:/users/alice smith/ml app/src/train.py', 'src/train.py'],
      ['"C:\\\\Users\\\\Alice Smith\\\\ml app\\\\x"', '"x"'],
      ['file:///c%3A/Users/Alice%20Smith/ml%20app/x', 'file:///x'],
      ['/mnt/c/Users/Alice Smith/ml app/x', 'x'],
      ['/c/Users/Alice Smith/ml app/x', 'x'],
      ['C:\\Users\\Alice Smith\\.cache', '~\\.cache'],
      ['C:\\Users\\ALICES~1\\AppData\\Local\\Temp\\verify-1a2b\\copy-1', '(temporary)\\copy-1'],
      ['C:\\Users\\ALICES~1\\AppData\\Local\\Temp\\pip', '(temporary)\\pip'],
      ['C:\\Windows\\x C:\\', 'C:\\Windows\\x C:\\'],
    ],
  );

  table(
    'in WSL, on the Windows disk',
    redactor({ root: '/mnt/c/code/ml', homes: ['/home/alice'] }),
    [
      ['/mnt/c/code/ml/x.py', 'x.py'],
      ['C:\\code\\ml\\x.py', 'x.py'],
      ['/mnt/c/code/mlops/x.py', '/mnt/c/code/mlops/x.py'],
    ],
  );

  table(
    'on macOS',
    redactor({
      root: '/Users/alice/ml',
      systemTemporary: '/var/folders/q7/x2k9/T',
      temporary: () => '/private/var/folders/q7/x2k9/T/verify-1',
      homes: ['/Users/alice'],
    }),
    [
      ['/Users/alice/ml/x.py', 'x.py'],
      ['/private/var/folders/q7/x2k9/T/verify-1/a', '(temporary)/a'],
      ['/var/folders/q7/x2k9/T/verify-1/a', '(temporary)/a'],
      ['/private/var/folders/q7/x2k9/T/pip-1', '(temporary)/pip-1'],
      ['/Users/Shared/x', '/Users/Shared/x'],
    ],
  );

  table('with names of other alphabets', redactor({ root: '/srv/J\u00fcrgen (1)+$x' }), [
    ['/srv/J\u00fcrgen (1)+$x/a', 'a'],
    ['/srv/Ju\u0308rgen (1)+$x/a', 'a'],
    ['file:///srv/J%C3%BCrgen%20(1)+$x/a', 'file://a'],
    ['"/srv/J\\u00fcrgen (1)+$x/a"', '"a"'],
  ]);

  describe('an odd home', () => {
    for (const home of ['/', '', '.', 'home', 'C:\\', '//', undefined]) {
      it(`${JSON.stringify(home)} replaces nothing`, () => {
        const redact = redactor({ root: '/srv/ml', homes: [home], systemTemporary: home });
        const text = 'src/missing/x.py in C:\\x, /usr/lib and home/y.';
        assert.equal(redact(text), text);
        assert.equal(redact('/srv/ml/x.py'), 'x.py');
      });
    }
    for (const root of ['/', '', 'C:\\']) {
      it(`a project at ${JSON.stringify(root)} replaces nothing`, () => {
        const text = 'src/x.py, /usr/lib, C:\\x';
        assert.equal(redactor({ root })(text), text);
      });
    }
  });

  describe('on this machine', () => {
    let base: string;
    beforeEach(() => {
      base = fs.mkdtempSync(path.join(os.tmpdir(), 'redact-'));
      fs.mkdirSync(path.join(base, 'real'));
      fs.symlinkSync(path.join(base, 'real'), path.join(base, 'link'));
    });
    afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

    it('a linked project is hidden under both of its names', () => {
      const redact = pathRedactor(machinePlaces(path.join(base, 'link'), () => undefined));
      for (const name of ['link', 'real']) {
        const file = path.join(fs.realpathSync(base), name, 'a b.py');
        assert.equal(redact(file), 'a b.py');
        assert.ok(!redact(pathToFileURL(file).href).includes(name));
        assert.deepEqual(JSON.parse(redact(JSON.stringify({ file }))), { file: 'a b.py' });
      }
    });

    it('takes the home from the environment', () => {
      const redact = pathRedactor(
        machinePlaces(path.join(base, 'link'), () => undefined, { HOME: '/opt/people/al' }),
      );
      assert.equal(redact('/opt/people/al/x'), '~/x');
    });
  });

  it('leaves every other path alone, and is done after one pass', () => {
    const segment = fc.constantFrom(
      'app',
      'home',
      'alice',
      'x.py',
      'ml app',
      '..',
      'tmp',
      'Users',
      'C:',
    );
    const paths = fc
      .tuple(
        fc.constantFrom('', '/', './', 'C:\\', '//', ' /'),
        fc.array(segment, { maxLength: 6 }),
      )
      .map(([start, parts]) => start + parts.join('/'));
    fc.assert(
      fc.property(fc.array(paths, { maxLength: 4 }), (texts) => {
        const once = alice(texts.join(' '));
        assert.equal(alice(once), once);
        assert.ok(!/(?<![\w.~/])\/home\/alice/.test(once), once);
      }),
      { numRuns: 500 },
    );
  });
});
