import assert from 'node:assert/strict';
import {
  isDamagedFile,
  readUndamaged,
  type DamagedFile,
} from '../../../src/core/project/damagedFile.ts';
import type { ProjectReader } from '../../../src/core/project/fileReading.ts';
import { jsonFaultAt } from '../../../src/core/project/jsonFault.ts';
import { CHECKS_PATH, RECORD_PATH } from '../../../src/core/project/paths.ts';
import { readRecord, readSteps } from '../../../src/core/project/projectFolder.ts';

const STEP = {
  id: 'loads',
  title: 'Loads',
  goal: 'G',
  hints: [],
  checks: [{ id: 'a', title: 'A' }],
};
const CHECKS = { version: 2, project: 'parcels', content: '1', steps: [STEP] };
const RECORD = {
  ...{ version: 1, project: 'parcels', starter: '1', roadmap: '1', instance: 'i', name: 'orders' },
  ...{ options: {}, files: {} },
};

const bytes = (text: string) => new TextEncoder().encode(text);
const holding = (content: Uint8Array): ProjectReader => ({
  name: 'orders',
  read: () => Promise.resolve({ kind: 'file', bytes: content, executable: false }),
});
const steps = (content: Uint8Array) => readUndamaged(holding(content), CHECKS_PATH, readSteps);
const record = (content: Uint8Array) => readUndamaged(holding(content), RECORD_PATH, readRecord);

const damage = async (reading: Promise<unknown>): Promise<DamagedFile> => {
  const error: unknown = await reading.then(
    () => assert.fail('It was read.'),
    (caught: unknown) => caught,
  );
  assert.ok(isDamagedFile(error), String(error));
  assert.match(error.remedy ?? '', /Git|UTF-8|Resolve|Update/);
  return error;
};

/** What no file of the product may be: what it is, what is said of it, and its line. */
const NOT_JSON: Readonly<Record<string, readonly [Uint8Array, RegExp, number]>> = {
  'an empty file': [bytes(''), /is empty/, 1],
  'white space': [bytes(' \n\n'), /is empty/, 1],
  'a truncated file': [
    bytes('{\n  "version": 1,\n  "name": "or'),
    /not valid JSON .*line 3, column 11/,
    3,
  ],
  'a file that ends after a comma': [
    bytes('{\n"version": 1,\n'),
    /ends too early.*line 3, column 1/,
    3,
  ],
  'a merge conflict': [
    bytes('{\n  "version": 1,\n<<<<<<< HEAD\n  "a": 1\n=======\n  "a": 2\n>>>>>>> main\n}\n'),
    /marks of a merge conflict \(line 3, column 1\)/,
    3,
  ],
  'a comma too many': [
    bytes('{"version": 1,\n "a": [1, 2,]}'),
    /not valid JSON \(line 2, column 13\)/,
    2,
  ],
  'a comment': [bytes('{\n  // mine\n}'), /not valid JSON \(line 2, column 3\)/, 2],
  'single quotes': [bytes("{'version': 1}"), /not valid JSON \(line 1, column 2\)/, 1],
  YAML: [bytes('version: 1\n'), /not valid JSON \(line 1, column 1\)/, 1],
  'a second value': [bytes('{}\n{}'), /not valid JSON \(line 2, column 1\)/, 2],
  'Latin-1': [
    new Uint8Array([...bytes('{\n"name": "caf'), 0xe9, ...bytes('"}')]),
    /not UTF-8 text \(line 2, column 13\)/,
    2,
  ],
  'UTF-16': [new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), /not UTF-8 text \(line 1/, 1],
  'a thousand levels': [
    bytes(`{\n"a": ${'['.repeat(1000)}${']'.repeat(1000)}}`),
    /More than 200 levels.*line 2/,
    2,
  ],
};

describe('a damaged file of the product', () => {
  for (const [name, [content, says, line]] of Object.entries(NOT_JSON)) {
    it(`that is ${name} is named with the place and the remedy`, async () => {
      for (const [file, read] of [
        [CHECKS_PATH, steps],
        [RECORD_PATH, record],
      ] as const) {
        const error = await damage(read(content));
        assert.equal(error.file, file);
        assert.ok(error.message.startsWith(file), error.message);
        assert.match(error.message, says);
        assert.equal(error.line, line);
      }
    });
  }

  const wrongChecks: Readonly<Record<string, readonly [unknown, RegExp]>> = {
    'a step that is null': [{ ...CHECKS, steps: [null] }, /steps\.0/],
    'a step without checks': [
      { ...CHECKS, steps: [{ ...STEP, checks: undefined }] },
      /steps\.0\.checks/,
    ],
    'a check that is a text': [
      { ...CHECKS, steps: [STEP, { ...STEP, checks: ['a'] }] },
      /steps\.1\.checks\.0/,
    ],
    'a title that is a number': [{ ...CHECKS, steps: [{ ...STEP, title: 7 }] }, /steps\.0\.title/],
    'an id that leads out': [{ ...CHECKS, steps: [{ ...STEP, id: '../x' }] }, /steps\.0\.id/],
    'steps that are a text': [{ ...CHECKS, steps: 'none' }, /steps/],
    'no steps': [{ version: 2 }, /steps/],
    'a later version': [{ ...CHECKS, version: 99 }, /version/],
    null: [null, /checks\.json is damaged/],
    'a number': [7, /checks\.json is damaged/],
    'a list': [[], /checks\.json is damaged/],
  };
  for (const [name, [value, says]] of Object.entries(wrongChecks)) {
    it(`with ${name} is named with its path in the JSON`, async () => {
      const error = await damage(steps(bytes(JSON.stringify(value))));
      assert.equal(error.file, CHECKS_PATH);
      assert.match(error.message, says);
    });
  }

  const wrongRecords: Readonly<Record<string, readonly [unknown, RegExp]>> = {
    'a name that is a list': [{ ...RECORD, name: [] }, /“name”/],
    'no instance': [{ ...RECORD, instance: undefined }, /“instance”/],
    'files that are no texts': [{ ...RECORD, files: { 'README.md': null } }, /“files\.README\.md”/],
    'a later version': [{ ...RECORD, version: 2 }, /version 2/],
    null: [null, /project\.json is damaged/],
    'a text': ['x', /project\.json is damaged/],
  };
  for (const [name, [value, says]] of Object.entries(wrongRecords)) {
    it(`of the record with ${name} is named with its path in the JSON`, async () => {
      const error = await damage(record(bytes(JSON.stringify(value))));
      assert.equal(error.file, RECORD_PATH);
      assert.match(error.message, says);
    });
  }

  it('is not one that begins with a byte order mark', async () => {
    assert.equal((await steps(bytes(`\uFEFF${JSON.stringify(CHECKS)}`))).length, 1);
    assert.equal((await record(bytes(`\uFEFF${JSON.stringify(RECORD)}`)))?.name, 'orders');
  });
});

describe('the place of a fault in JSON', () => {
  it('is the character that was put in, wherever that is', () => {
    const text = JSON.stringify(
      { a: [1, -2.5e3, 'b"\\', null, true, {}, []], c: { d: 'é' } },
      null,
      1,
    );
    JSON.parse(text);
    for (let at = 0; at <= text.length; at += 1) {
      const broken = `${text.slice(0, at)}\u0001${text.slice(at)}`;
      const fault = jsonFaultAt(broken);
      // In the middle of a text, a number or a word, the fault is where that begins.
      const token = /"(?:[^"\\]|\\.)*"|[\w.+-]*/y;
      token.lastIndex = fault;
      const end = fault + (token.exec(text)?.[0].length ?? 0);
      assert.ok(fault === at || (fault < at && at < end), `${at}: ${fault}`);
    }
  });

  it('is the end of a text that ends too early', () => {
    for (const text of ['', '{', '[1,', '{"a"', '{"a":', '{"a":1', '[[]']) {
      assert.equal(jsonFaultAt(text), text.length, text);
    }
  });
});
