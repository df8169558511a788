import assert from 'node:assert/strict';
import fc from 'fast-check';
import { conflictLine } from '../../../src/core/scaffold/conflictMarkers.ts';
import { lineEndOf, sameText, withLineEnds } from '../../../src/core/scaffold/lineEnds.ts';
import { isGitFolder } from '../../../src/core/scaffold/paths.ts';
import {
  renamedPackage,
  withPackage,
  withPackageReferences,
} from '../../../src/core/scaffold/renamedPackage.ts';
import { isNewer } from '../../../src/core/versions.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (content: Uint8Array) => new TextDecoder().decode(content);

describe('the ends of lines', () => {
  const line = fc.string().map((text) => text.replace(/[\r\n\0]/g, ''));
  const lines = fc.array(line, { minLength: 1 });

  it('are told, and are changed there and back without a loss', () => {
    fc.assert(
      fc.property(lines, (parts) => {
        const unix = bytes(`${parts.join('\n')}\n`);
        const windows = bytes(`${parts.join('\r\n')}\r\n`);
        assert.equal(lineEndOf(unix), '\n');
        assert.equal(lineEndOf(windows), '\r\n');
        assert.deepEqual(withLineEnds(unix, '\r\n'), windows);
        assert.deepEqual(withLineEnds(windows, '\n'), unix);
        assert.ok(sameText(unix, windows));
      }),
    );
  });

  it('are made equal once and for all, whatever a text mixes', () => {
    const mixed = fc.array(fc.constantFrom('a', '\n', '\r\n', 'b')).map((all) => all.join(''));
    fc.assert(
      fc.property(mixed, fc.constantFrom('\n' as const, '\r\n' as const), (text, end) => {
        const once = withLineEnds(bytes(text), end);
        assert.deepEqual(withLineEnds(once, end), once);
        assert.deepEqual(textOf(withLineEnds(once, '\n')), text.replaceAll('\r\n', '\n'));
      }),
    );
  });

  it('of binary bytes are none, and stay', () => {
    const binary = Uint8Array.of(0, 13, 10, 13, 10);
    assert.equal(lineEndOf(binary), undefined);
    assert.deepEqual(withLineEnds(binary, '\n'), binary);
    assert.ok(!sameText(binary, Uint8Array.of(0, 10, 10)));
    assert.equal(lineEndOf(bytes('no end')), undefined);
  });
});

describe('the line of a conflict', () => {
  const markers = (names: readonly [string, string]) =>
    ['a', `<<<<<<<${names[0]}`, 'b', '=======', 'c', `>>>>>>>${names[1]}`, ''].join('\n');

  it('is that of the first marker, ours or Git’s', () => {
    assert.equal(conflictLine(markers([' yours', ' the new version'])), 2);
    assert.equal(conflictLine(markers([' HEAD', ' main'])), 2);
    assert.equal(conflictLine(markers(['', ''])), 2);
    assert.equal(conflictLine(markers([' HEAD', ' main']).replaceAll('\n', '\r\n')), 2);
    const three = markers([' HEAD', ' main']).replace('=======', '||||||| base\nb\n=======');
    assert.equal(conflictLine(three), 2);
  });

  it('is none for headings, rulers and settled conflicts', () => {
    for (const text of [
      'Title\n=======\n',
      '<<<<<<< HEAD\nb\n',
      '=======\n>>>>>>> main\n',
      '<<<<<<<<<< x\n=======\n>>>>>>> y\n',
      '  <<<<<<< HEAD\n=======\n>>>>>>> main\n',
    ]) {
      assert.equal(conflictLine(text), undefined, text);
    }
  });
});

describe('a renamed package', () => {
  const generated = ['src/parcels/__init__.py', 'src/parcels/app.py', 'src/parcels/db/load.py'];
  const moved = (name: string, paths = generated) =>
    paths.map((path) => path.replace('src/parcels/', `src/${name}/`));

  it('is the one other folder that holds at least half of its files', () => {
    assert.equal(renamedPackage(generated, 'parcels', moved('orders')), 'orders');
    assert.equal(renamedPackage(generated, 'parcels', moved('orders').slice(0, 2)), 'orders');
    const more = [...moved('orders'), 'src/tools/x.py'];
    assert.equal(renamedPackage(generated, 'parcels', more), 'orders');
  });

  it('is not guessed', () => {
    const none = (there: readonly string[]) =>
      assert.equal(renamedPackage(generated, 'parcels', there), undefined);
    none(generated);
    none([...moved('orders'), 'src/parcels/app.py']);
    none([...moved('orders'), ...moved('copies')]);
    none(moved('orders').slice(0, 1));
    none(moved('not-a-package'));
    none([]);
    assert.equal(renamedPackage(['README.md'], 'parcels', moved('orders')), undefined);
  });

  it('is named in paths and as a word of texts', () => {
    const file = (path: string, text: string) => ({ path, bytes: bytes(text), executable: false });
    const [app, other, binary] = withPackage(
      [
        file('src/parcels/app.py', 'from parcels.db import load  # parcels-api, my_parcels\n'),
        file('docs/parcels.md', 'parcels\n'),
        file('src/parcels/x.bin', '\0parcels'),
      ],
      'parcels',
      'orders',
    );
    assert.equal(app?.path, 'src/orders/app.py');
    assert.equal(textOf(app.bytes), 'from orders.db import load  # parcels-api, my_parcels\n');
    assert.equal(other?.path, 'docs/parcels.md');
    assert.equal(textOf(binary?.bytes ?? bytes('')), '\0parcels');
  });
});

describe('references to a renamed package', () => {
  it('are renamed, and the project’s name is not', () => {
    const source = [
      'from parcels.db import load',
      'from parcels import db',
      'import parcels',
      'app = "parcels.app:create"  # src/parcels, parcels/app.py',
      'NAME = "parcels"',
    ];
    const file = { path: 'src/parcels/x.py', bytes: bytes(source.join('\n')), executable: false };
    const [renamed] = withPackageReferences([file], 'parcels', 'orders');
    assert.deepEqual(textOf(renamed?.bytes ?? bytes('')).split('\n'), [
      ...source.slice(0, 4).map((line) => line.replaceAll('parcels', 'orders')),
      'NAME = "parcels"',
    ]);
  });
});

describe('versions and paths of an update', () => {
  it('knows which version is newer', () => {
    for (const [version, than, newer] of [
      ['1.10.0', '1.9.0', true],
      ['2.0.0', '1.99.99', true],
      ['1.0.0', '1.0.0', false],
      ['1.0.0', '1.0.1', false],
      ['1.0', '1.0.0', false],
      ['1.0.1', '1.0', true],
      ['x', '0.0.0', false],
      ['', '0.0.1', false],
    ] as const) {
      assert.equal(isNewer(version, than), newer, `${version}, ${than}`);
    }
    const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((all) => all.join('.'));
    fc.assert(fc.property(version, version, (a, b) => !(isNewer(a, b) && isNewer(b, a))));
  });

  it('knows Git’s folder by all its names', () => {
    for (const name of ['.git', '.GIT', '.Git', 'git~1', 'GIT~2', '.g\u200cit', '\ufeff.git']) {
      assert.ok(isGitFolder(name), name);
    }
    for (const name of ['.gitignore', '.github', 'git', '.gitattributes', 'git~', 'x.git']) {
      assert.ok(!isGitFolder(name), name);
    }
  });
});
