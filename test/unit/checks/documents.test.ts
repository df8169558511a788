import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isFinding, parse, readDocument, type Format } from '../../../src/core/checks/documents.ts';
import type { ValuePath } from '../../../src/core/checks/expectation.ts';
import type { Finding } from '../../../src/core/checks/model.ts';
import { fakeWorld } from './fakeWorld.ts';

const MEGABYTE = 1024 * 1024;

async function refused(text: string, format: Format, found: RegExp): Promise<Finding> {
  const finding = await readDocument(fakeWorld({ files: { F: text } }), 'F', format);
  assert.ok(isFinding(finding), 'it was read');
  assert.equal(finding.status, 'failed');
  assert.match(finding.found, found);
  assert.ok(finding.next);
  return finding;
}

/** Every path of a value. */
function* pathsOf(value: unknown, path: ValuePath = []): Generator<ValuePath> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* pathsOf(inner, [...path, key]);
}

describe('lines of a JSON file', () => {
  it('are those of its keys and entries', () => {
    const { lineOf } = parse('{\n "a": [\n  1,\n  {"b\\"": "}"}\n ],\n "c": {}\n}', 'json');
    const lines = [[], ['a'], ['a', 0], ['a', 1, 'b"'], ['c'], ['c', 'none'], ['a', 7]].map(lineOf);
    assert.deepEqual(lines, [1, 2, 3, 4, 6, 6, 2]);
  });

  it('are those that a YAML parser finds in the same text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const [json, yaml] = [parse(text, 'json'), parse(text, 'yaml')];
        assert.deepEqual(json.value, JSON.parse(text));
        for (const path of pathsOf(value)) assert.equal(json.lineOf(path), yaml.lineOf(path));
      }),
    );
  });

  it('are those of the last of equal keys, which is the one that counts', () => {
    const { value, lineOf } = parse('{"a": 1,\n"a": 2}', 'json');
    assert.deepEqual(value, { a: 2 });
    assert.equal(lineOf(['a']), 2);
  });
});

describe('a document', () => {
  const DEEP: Readonly<Record<string, readonly [Format, string]>> = {
    'JSON lists': ['json', '['.repeat(500_000) + ']'.repeat(500_000)],
    'JSON mappings': ['json', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    'YAML lists': ['yaml', '['.repeat(500_000) + ']'.repeat(500_000)],
    'YAML mappings': ['yaml', '{a: '.repeat(250_000)],
    'YAML entries in one line': ['yaml', '- '.repeat(500_000)],
    'YAML keys in one line': ['yaml', '? '.repeat(500_000)],
    'a YAML staircase': [
      'yaml',
      Array.from({ length: 1400 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
    ],
    'TOML keys': ['toml', `${'a.'.repeat(500_000)}a = 1`],
    'INI sections': ['ini', `[${'a.'.repeat(500_000)}a]\nb = 1`],
    'YAML aliases, each in the next': [
      'yaml',
      Array.from({ length: 150 }, (_, index) => {
        const inner = index === 0 ? '1' : `*a${index - 1}`;
        return `- &a${index} ${'['.repeat(150)}${inner}${']'.repeat(150)}`;
      }).join('\n'),
    ],
  };
  for (const [name, [format, text]] of Object.entries(DEEP)) {
    it(`of too many levels is refused with a sentence: ${name}`, () =>
      refused(text, format, /More than 200 levels/));
  }

  it('of TOML lists in too many levels is refused', () =>
    refused(`a = ${'['.repeat(500_000)}`, 'toml', /nested/));

  it('says in which line it gets too deep', async () => {
    assert.equal((await refused(`{\n"a":\n${'['.repeat(500)}`, 'json', /levels/)).line, 3);
    assert.equal((await refused(`a:\n${'['.repeat(500)}`, 'yaml', /levels/)).line, 2);
  });

  it('of 200 levels is read', () => {
    const text = '['.repeat(200) + ']'.repeat(200);
    for (const format of ['json', 'yaml'] as const) {
      assert.deepEqual(parse(text, format).value, JSON.parse(text), format);
    }
  });

  it('with too many parts is refused', async () => {
    await refused(`[${'1,'.repeat(500_000)}]`, 'yaml', /More than 200000/);
    await refused('---\n'.repeat(250_000), 'yaml', /documents/);
    await refused(`a: &a 1\nb: [${'*a,'.repeat(300_000)}]`, 'yaml', /More than 200 aliases/);
  });

  it('that stays small only by aliases is refused, whatever the version and the tag', async () => {
    const bomb = (next: (aliases: string) => string) =>
      'bcdefghijkl'
        .split('')
        .map((name, index) => {
          const aliases = Array<string>(9).fill(`*${'abcdefghijk'.charAt(index)}`);
          return `${name}: &${name} ${next(aliases.join(', '))}`;
        })
        .join('\n');
    const merging = (key: string) => `a: &a {x: 1}\n${bomb((aliases) => `{${key}: [${aliases}]}`)}`;
    const texts = [
      `a: &a [x, x]\n${bomb((aliases) => `[${aliases}]`)}`,
      merging('<<'),
      merging('!!merge <<'),
      `%YAML 1.1\n---\n${merging('<<')}`,
    ];
    for (const text of texts) await refused(text, 'yaml', /Aliases repeat more/);
  });

  it('with aliases as people write them is read', () => {
    const services = Array.from({ length: 100 }, (_, index) => `s${index}: { <<: *common }`);
    const text = `common: &common { image: a, ports: [1, 2] }\n${services.join('\n')}`;
    const { value } = parse(text, 'yaml');
    assert.deepEqual((value as Record<string, unknown>)['s99'], {
      '<<': { image: 'a', ports: [1, 2] },
    });
  });

  it('may be a megabyte of keys', () => {
    // Comparing each key with each of the others would take minutes.
    const keys = Array.from({ length: 100_000 }, (_, index) => `"${index.toString(36)}":1`);
    const json = `{${keys.join(',\n')}}`;
    const { value, lineOf } = parse(json, 'json');
    assert.equal(Object.keys(value as object).length, 100_000);
    assert.equal(lineOf(['1']), 2);
    const rows = keys.slice(0, 25_000).map((row) => row.replace(':', ': '));
    const yaml = parse(rows.join('\n'), 'yaml');
    for (let index = 0; index < rows.length; index += 1) {
      assert.equal(yaml.lineOf([index.toString(36)]), index + 1);
    }
  });

  it('with a megabyte of mistakes names the first', async () => {
    assert.equal((await refused(`a: 1\n${']'.repeat(MEGABYTE)}`, 'yaml', /./)).line, 2);
    const escapes = `a: "${'\\x'.repeat(MEGABYTE / 2 - 10)}"`;
    await refused(escapes, 'yaml', /escape/);
  });

  it('with one key twice is refused in YAML, at the second', async () => {
    assert.equal((await refused('a:\n  b: 1\n  c: 2\n  b: 3\n', 'yaml', /unique/)).line, 4);
  });

  it('with keys of JavaScript’s objects changes nothing but itself', () => {
    const { value } = parse('{"__proto__": {"polluted": 1}, "constructor": 2}', 'json');
    for (const format of ['yaml', 'toml', 'ini'] as const) {
      parse(
        {
          yaml: '__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\n',
          toml: '__proto__.polluted = 1\n[constructor.prototype]\npolluted = 1\n',
          ini: '[__proto__]\npolluted=1\n[constructor.prototype]\npolluted=1\n',
        }[format],
        format,
      );
    }
    assert.deepEqual(Object.keys(value as object), ['__proto__', 'constructor']);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});
