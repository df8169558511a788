import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { stringify } from 'yaml';
import { evaluate } from '../../src/core/checks/evaluate.ts';
import type { CheckKind } from '../../src/core/checks/kind.ts';
import type { Leaf } from '../../src/core/checks/model.ts';
import { bodySchema, checkKinds } from '../../src/core/checks/schema.ts';
import type { FileContent } from '../../src/core/checks/world.ts';
import { fakeWorld, type Fakes } from '../unit/checks/fakeWorld.ts';
import { counted } from './tally.ts';

/** Checks that look into every corner of a file: each kind with all that it knows. */
const CHECKS: readonly object[] = [
  { file: { path: 'F', atMost: 1, executable: true } },
  { text: { path: 'F', matches: 'a+', avoids: 'b' } },
  ...['yaml', 'json', 'toml', 'ini'].map((format) => ({
    data: {
      file: 'F',
      format,
      expect: [
        { path: ['*', 'a'], equals: { b: [1] } },
        { path: [], matches: 'x' },
      ],
    },
  })),
  { git: { noSecrets: true, clean: true } },
  ...[
    'non-root-user',
    'health-check',
    'multi-stage',
    'pinned-base',
    'base-by-digest',
    'exec-form-command',
    'dependencies-before-code',
    'no-secrets',
    'small-context',
  ].map((fact) => ({ dockerfile: { path: 'F', facts: [fact] } })),
  ...[
    'loopback-ports',
    'health-condition',
    'no-version-key',
    'no-plain-secrets',
    'read-only',
    'named-volumes',
    'pinned-images',
    'resource-limits',
  ].flatMap((fact) => [
    { compose: { path: 'F', facts: [fact] } },
    { compose: { path: 'F', service: 'a', facts: [fact] } },
  ]),
  { workflow: { path: 'F', on: ['push'] } },
  { workflow: { path: 'F', job: 'a', runs: ['x'] } },
  { workflow: { path: 'F', uses: ['x'] } },
  { workflow: { path: 'F', job: 'a', needs: ['b'] } },
  ...[
    'least-permissions',
    'timeout',
    'pinned-actions',
    'actions-by-commit',
    'no-secret-echo',
    'concurrency',
  ].map((fact) => ({ workflow: { path: 'F', facts: [fact] } })),
  { dvc: { path: 'F', stage: 'a', deps: ['x'], params: ['y'] } },
  { dvc: { path: 'F', outs: ['x'], metrics: ['m'], plots: ['p'] } },
  { dvc: { path: 'F', locked: true } },
  { dvc: { path: 'F', remote: true, tracked: 'data/x' } },
  ...['Deployment', 'Service'].map((kind) => ({
    kubernetes: { path: 'F', kind, expect: [{ path: ['spec', '*'], exists: true }] },
  })),
  ...[
    'probes',
    'resources',
    'non-root',
    'read-only-root',
    'pinned-images',
    'no-latest',
    'no-plain-secrets',
    'replicas',
    'rolling-update',
    'selector',
  ].map((fact) => ({ kubernetes: { path: 'F', kind: 'Deployment', facts: [fact] } })),
  { prometheus: { rules: 'F', for: true, severity: true, annotations: true, expression: 'up' } },
  { prometheus: { rules: 'F', scrape: { path: 'F', job: 'a', target: 'x', loads: true } } },
];

const LEAVES = CHECKS.map((check) => v.parse(bodySchema, check) as Leaf);

/** A world in which the same thing stands at every path that is asked for. */
function everywhere(content: FileContent, more: Fakes = {}) {
  const paths = [
    'F',
    '.dockerignore',
    'dvc.lock',
    'params.yaml',
    '.dvc/config',
    'data/x.dvc',
    'src/a.py',
  ];
  const files = Object.fromEntries(paths.map((path) => [path, content]));
  return fakeWorld({ files, git: () => ({ stdout: 'F\0' }), ...more });
}

/** Runs every check in one world; none may throw, and each must say something. */
async function survives(given: ReturnType<typeof fakeWorld>, leaves = LEAVES): Promise<void> {
  for (const world of counted([given])) {
    for (const leaf of leaves) await speaks(leaf, world);
  }
}

async function speaks({ kind, spec }: Leaf, world: ReturnType<typeof fakeWorld>): Promise<void> {
  const known = checkKinds.get(kind) as CheckKind;
  const finding = await known.check(spec, world, evaluate);
  assert.notEqual(finding.status, 'error', JSON.stringify([kind, finding]));
  assert.notEqual(finding.expected, '', kind);
  assert.notEqual(finding.found, '', `${kind}: ${JSON.stringify(finding)}`);
  assert.ok(finding.found.length < 1500, `${kind} found ${finding.found.length} characters`);
}

const MEGABYTE = 1024 * 1024;
/** Eight keys, each of which repeats the one before it nine times. */
const repeated = (first: string, next: (aliases: string) => string) =>
  'bcdefghi'
    .split('')
    .map((name, index) => {
      const aliases = Array<string>(9).fill(`*${'abcdefgh'.charAt(index)}`);
      return `${name}: &${name} ${next(aliases.join(', '))}`;
    })
    .reduce((text, line) => `${text}\n${line}`, first);
const bomb = repeated('a: &a [x, x, x]', (aliases) => `[${aliases}]`);
const mergeBomb = repeated('a: &a {x: 1}', (aliases) => `{<<: [${aliases}]}`);

/** A YAML mapping of many keys. */
const many = (key: string, count: number, line: (index: number) => string) =>
  `${key}:\n${Array.from({ length: count }, (_, index) => `  ${line(index)}`).join('\n')}`;

// Where a walk over one of these takes the square of its length, it takes minutes.
const HOSTILE: Readonly<Record<string, FileContent | string>> = {
  'a missing file': { kind: 'missing' },
  'a folder': { kind: 'folder' },
  'a link that leads out': { kind: 'outside' },
  'a binary': { kind: 'binary', bytes: 12 },
  'a file of 50 MB': { kind: 'large', bytes: 50e6 },
  'an empty file': '',
  'white space': ' \n\t\n',
  'a byte order mark': '\uFEFF',
  'a control character': 'a\u0000b: \u0007\n\u001b[31m',
  'half a surrogate pair': 'a: "\uD800"\n',
  'one number': '7',
  'one null': 'null\n',
  'a list': '[1, [2, [3]]]',
  'broken YAML': 'a: [\nb: }',
  tabs: 'a:\n\t- b',
  'many documents': '---\n'.repeat(2000),
  'an alias bomb': bomb,
  'a bomb of merge keys': mergeBomb,
  'a merge of what cannot be merged':
    'services: {a: {<<: 7, b: 1}, c: {<<: [[], "x"]}}\njobs: {a: {<<: }}',
  'an alias to itself': 'services: &a\n  a: *a\njobs: *a\n',
  'an alias to nothing': 'a: *b\n',
  'keys of objects':
    'services: {constructor: 1, toString: 2, __proto__: {a: 1}, hasOwnProperty: {image: a}}\n',
  'keys that are no texts': '? [a, b]\n: c\n1: 2\ntrue: 3\nnull: 4\n',
  'other types':
    'a: !!binary aGVsbG8=\nb: !!timestamp 2020-01-01\nc: !!set {d}\nd: !unknown {e: f}\ne: .nan\nf: .inf\n',
  depth: `services: ${'{a: '.repeat(3000)}`,
  'a staircase': Array.from({ length: 1000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
  'long words': `FROM ${'a'.repeat(MEGABYTE / 4)}\n`,
  'long lines': `FROM a\nRUN ${'a '.repeat(MEGABYTE / 8)}\nENV A=${'b'.repeat(MEGABYTE / 8)}\n`,
  'many lines': `FROM a\n${'RUN b\n'.repeat(MEGABYTE / 128)}`,
  'many stages': Array.from(
    { length: 2500 },
    (_, index) => `FROM ${index === 0 ? 'a:1' : `s${index - 1}`} AS s${index}\nENV A${index}=1`,
  ).join('\n'),
  'stages in a circle':
    'FROM b AS a\nFROM a AS b\nUSER ${A:-${B}}\nCOPY --from= x y\nCOPY\nADD\nENV\nARG\nHEALTHCHECK\nCMD [\nCMD\n',
  'many secrets': `A${'token="'.repeat(MEGABYTE / 8)}`,
  'many flags': `FROM a\nRUN ${'--a '.repeat(MEGABYTE / 256)}\n`,
  'many stars': `${'*a'.repeat(2000)}\n${'**/'.repeat(500)}x\n[${'['.repeat(500)}\n`,
  'slashes in the middle': `a${'/'.repeat(MEGABYTE)}b\n`,
  'slashes in a Dockerfile': `FROM a\nCOPY a${'/'.repeat(125_000)}b c\nRUN pip install -r a\n`,
  'brackets that stay open': `${'['.repeat(MEGABYTE)}\n`,
  'a section of spaces': `[${' '.repeat(MEGABYTE)}\n`,
  'requirements without end': `FROM a\nCOPY ${'requirements'.repeat(10_000)}! b\nRUN pip install -r a\n`,
  'installs without end': `FROM a\nRUN ${'pip install '.repeat(10_000)}\n`,
  'environments without end': `FROM a\nRUN ${'conda env '.repeat(12_000)}\n`,
  'a list of empty lines': `FROM a\nCMD [ \\\n${'\n'.repeat(125_000)}"a"]\n`,
  'variables that double': `FROM a\nENV A0=xxxxxxxxxxxxxxxx\n${Array.from(
    { length: 60 },
    (_, index) => `ENV A${index + 1}=$A${index}$A${index}`,
  ).join('\n')}\nUSER $A60\n`,
  'as many patterns as files': `FROM a\nCOPY ${'*a '.repeat(40_000)} b\nRUN pip install -r a\n`,
  'many dollars': `FROM ${'${'.repeat(20_000)}\nRUN ${'$'.repeat(20_000)}\n`,
};

/** One check each, of a file that is as large as it can be read. */
const LARGE: Readonly<Record<string, readonly [check: object, text: string]>> = {
  'jobs that wait for all others': [
    { workflow: { path: 'F', job: 'j0', needs: ['j8999'] } },
    many('jobs', 9000, (index) => `j${index}: {needs: j${index + 1}}`),
  ],
  'secrets and steps that print': [
    { workflow: { path: 'F', facts: ['no-secret-echo'] } },
    `${many('env', 12_000, (index) => `E${index}: "\${{ secrets.A }}"`)}\njobs:\n  a:\n    steps:\n${Array.from(
      { length: 12_000 },
      (_, index) => `    - run: echo $F${index}`,
    ).join('\n')}`,
  ],
  'volumes that are used once': [
    { compose: { path: 'F', facts: ['named-volumes'] } },
    `${many('volumes', 9000, (index) => `v${index}: {}`)}\nservices:\n  a:\n    volumes:\n${Array.from(
      { length: 12_000 },
      (_, index) => `    - v${index % 9000}:/a`,
    ).join('\n')}`,
  ],
  'as many recorded paths as named ones': [
    { dvc: { path: 'F', locked: true } },
    `stages:\n  a:\n    cmd: x\n    deps:\n${Array.from(
      { length: 30_000 },
      (_, index) => `    - path: p/${index}`,
    ).join('\n')}`,
  ],
  'pods and services': [
    { kubernetes: { path: 'F', kind: 'Service', facts: ['selector'] } },
    `kind: List\nitems:\n${Array.from(
      { length: 6000 },
      (_, index) =>
        `- {kind: Service, metadata: {name: s${index}}, spec: {selector: {a: b${index}}}}`,
    ).join('\n')}`,
  ],
  'a megabyte of keys': [
    { data: { file: 'F', format: 'json', expect: [{ path: ['*'], atLeast: 1, every: true }] } },
    `{${Array.from({ length: 100_000 }, (_, index) => `"${index}":1`).join(',')}}`,
  ],
  'half a megabyte of numbers': [
    {
      data: {
        file: 'F',
        format: 'json',
        expect: [{ path: ['*'], above: { path: ['*'], by: 0 }, every: true }],
      },
    },
    `[${'1,'.repeat(MEGABYTE / 2 - 2)}1]`,
  ],
};

describe('a check of hostile text', () => {
  // Mocha keeps whole stack traces, which makes thousands of nested errors slow.
  const { stackTraceLimit } = Error;
  before(() => (Error.stackTraceLimit = 10));
  after(() => (Error.stackTraceLimit = stackTraceLimit));

  for (const [name, content] of Object.entries(HOSTILE)) {
    it(`does not throw for ${name}`, async () => {
      await survives(
        everywhere(typeof content === 'string' ? { kind: 'text', text: content } : content),
      );
    }).timeout(20_000);
  }

  for (const [name, [check, text]] of Object.entries(LARGE)) {
    it(`does not throw for ${name}`, () =>
      survives(everywhere({ kind: 'text', text }), [v.parse(bodySchema, check) as Leaf]));
  }

  it('does not throw for files that have the right keys and the wrong values', async () => {
    const words =
      `services a image build ports depends_on environment volumes healthcheck condition deploy command on jobs
      needs steps run uses if permissions env concurrency stages cmd deps outs params metrics plots foreach do matrix wdir
      path md5 kind metadata name labels spec template selector containers resources requests limits securityContext
      predictor model templates container strategy replicas groups rules alert expr for annotations scrape_configs
      job_name static_configs targets rule_files items << constructor __proto__`.split(/\s+/);
    const leaf = fc.oneof(
      fc.constantFrom<unknown>(
        '',
        'a',
        'a:b:c',
        '${',
        '${{ secrets.X }}',
        'Deployment',
        'List',
        'push',
        0,
        -1,
        1e300,
        NaN,
        true,
        false,
        null,
      ),
      fc.string({ maxLength: 8 }),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 7, withCrossShrink: true },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...words), tie('value'), { maxKeys: 4 }),
      ),
    }));
    const root = fc.dictionary(fc.constantFrom(...words), value, { minKeys: 1, maxKeys: 5 });
    await fc.assert(
      fc.asyncProperty(root, (document) =>
        survives(everywhere({ kind: 'text', text: stringify(document) })),
      ),
      { numRuns: 150 },
    );
  }).timeout(60_000);

  it('does not throw for Dockerfiles of any words', async () => {
    const word = fc.constantFrom(
      ...'FROM ARG ENV RUN COPY ADD USER CMD ENTRYPOINT HEALTHCHECK ONBUILD AS a a:1 build . --from=build --from=0 NONE ["a"] ["a", [ ] \\ # $A ${A:-b} ${ A= =b A="b <<E E pip install -r'.split(
        ' ',
      ),
    );
    const lines = fc.array(
      fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
      { maxLength: 12 },
    );
    const leaves = LEAVES.filter(({ kind }) => kind === 'dockerfile');
    await fc.assert(
      fc.asyncProperty(lines, (each) =>
        survives(everywhere({ kind: 'text', text: each.join('\n') }), leaves),
      ),
      { numRuns: 300 },
    );
  }).timeout(60_000);

  it('is tried of every kind that reads files', () => {
    const looked = new Set(LEAVES.map(({ kind }) => kind));
    const left = [...checkKinds.keys()].filter((kind) => !looked.has(kind));
    assert.deepEqual(left.sort(), ['command', 'http']);
  });
});
