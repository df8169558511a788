import assert from 'node:assert/strict';
import { drawn } from '../../../scripts/mutate/draw.mts';
import { addedLines, mutantsOf, type Mutant } from '../../../scripts/mutate/mutant.mts';
import { textEdits } from '../../../scripts/mutate/textMutants.mts';

/** The mutated texts of a file by kind, all of whose lines count unless some are named. */
function mutated(path: string, text: string, added?: readonly number[]): readonly string[] {
  const lines = new Set(added ?? text.split('\n').map((_, at) => at + 1));
  return mutantsOf({ path, text, added: lines }, textEdits(path, text)).map(
    (mutant) => `${mutant.kind}: ${mutant.text}`,
  );
}

function holds(all: readonly string[], ...wanted: readonly string[]): void {
  for (const each of wanted) assert.ok(all.includes(each), `${each} is not in\n${all.join('\n')}`);
}

describe('mutants of files that are not Python', () => {
  it('change comparisons, clauses and values of SQL, and no comment', () => {
    holds(
      mutated('a.sql', 'SELECT DISTINCT a FROM b -- a > 1\nWHERE a > 1 AND c IS NULL;\n'),
      'comparison: SELECT DISTINCT a FROM b -- a > 1\nWHERE a >= 1 AND c IS NULL;\n',
      'and/or: SELECT DISTINCT a FROM b -- a > 1\nWHERE a > 1 OR c IS NULL;\n',
      'clause removed: SELECT a FROM b -- a > 1\nWHERE a > 1 AND c IS NULL;\n',
      'condition removed: SELECT DISTINCT a FROM b -- a > 1\nWHERE a > 1;\n',
      'constant: SELECT DISTINCT a FROM b -- a > 1\nWHERE a > 2 AND c IS NULL;\n',
    );
    assert.ok(!mutated('a.sql', '-- a > 1\n').some((each) => each.startsWith('comparison')));
  });

  it('remove, swap and change keys of YAML with what is below them', () => {
    const text = 'one:\n  cmd: x.py\n  deps: [a, b]\ntwo:\n  keep: true\n';
    holds(
      mutated('dvc.yaml', text),
      'block removed: two:\n  keep: true\n',
      'order changed: two:\n  keep: true\none:\n  cmd: x.py\n  deps: [a, b]\n',
      'line removed: one:\n  cmd: x.py\ntwo:\n  keep: true\n',
      'value changed: one:\n  cmd: x.pyX\n  deps: [a, b]\ntwo:\n  keep: true\n',
      'first item removed: one:\n  cmd: x.py\n  deps: [b]\ntwo:\n  keep: true\n',
      'constant: one:\n  cmd: x.py\n  deps: [a, b]\ntwo:\n  keep: false\n',
      'line added: one:\n  cmd: x.py\n  cmd_too: another\n  deps: [a, b]\ntwo:\n  keep: true\n',
    );
  });

  it('weaken tests, quotes, defaults and failures of a shell script, and keep its frame', () => {
    const text = 'if [ -z "$1" ]; then\n  exit 1\nfi\ncp "${FROM:-data}" b\n';
    const all = mutated('run.sh', text);
    holds(
      all,
      'comparison: if [ -n "$1" ]; then\n  exit 1\nfi\ncp "${FROM:-data}" b\n',
      'constant: if [ -z "$1" ]; then\n  exit 0\nfi\ncp "${FROM:-data}" b\n',
      'quotes removed: if [ -z "$1" ]; then\n  exit 1\nfi\ncp ${FROM:-data} b\n',
      'default removed: if [ -z "$1" ]; then\n  exit 1\nfi\ncp "$FROM" b\n',
      'failure ignored: if [ -z "$1" ]; then\n  exit 1\nfi\ncp "${FROM:-data}" b || true\n',
      'line removed: if [ -z "$1" ]; then\n  exit 1\nfi\n',
    );
    assert.ok(
      !all.includes('line removed: if [ -z "$1" ]; then\n  exit 1\ncp "${FROM:-data}" b\n'),
    );
  });

  it('remove, widen and narrow patterns of an ignore file', () => {
    holds(mutated('.gitignore', 'a/*\n!a/b\n'), 'order changed: !a/b\na/*\n');
    holds(
      mutated('.gitignore', 'data/\n*.db\n'),
      'line removed: *.db\n',
      'pattern changed: data\n*.db\n',
      'pattern changed: /data/\n*.db\n',
      'pattern changed: data/\n*.db*\n',
      'line added: data/\n!data/\n*.db\n',
    );
    const all = mutated('.gitignore', 'data/\n*.db\n');
    assert.ok(!all.includes('order changed: *.db\ndata/\n'));
  });

  it('remove and swap instructions of a Dockerfile with the lines that continue them', () => {
    holds(
      mutated('Dockerfile', 'FROM a:1\nRUN x \\\n  && y\nUSER app\n'),
      'block removed: FROM a:1\nUSER app\n',
      'order changed: FROM a:1\nUSER app\nRUN x \\\n  && y\n',
      'value changed: FROM a:latest\nRUN x \\\n  && y\nUSER app\n',
      'value changed: FROM a:1\nRUN x \\\n  && y\nUSER root\n',
    );
  });

  it('change conditions and errors of Go', () => {
    const text = 'if n < 1 {\n\treturn nil, err\n}\n';
    holds(
      mutated('a.go', text),
      'comparison: if n <= 1 {\n\treturn nil, err\n}\n',
      'condition false: if false {\n\treturn nil, err\n}\n',
      'exception swallowed: if n < 1 {\n\treturn nil, nil\n}\n',
    );
  });

  it('lie in lines that the solution adds', () => {
    const all = mutated('.gitignore', 'a\nb\n', [2]);
    holds(all, 'line removed: a\n');
    assert.ok(!all.includes('line removed: b\n'));
    const diff = '@@ -1,3 +1,4 @@\n a\n-b\n+c\n+++d\n e\n@@ -9 +10 @@\n-x\n+y\n';
    assert.deepEqual([...addedLines(`--- a/x\n+++ b/x\n${diff}`)], [2, 3, 10]);
  });

  it('have a diff with one line around it and no numbers of lines', () => {
    const [first] = mutantsOf({ path: 'a.md', text: 'a\nb\n1\nc\nd\n', added: new Set([3]) }, [
      { start: 4, end: 5, text: '2', kind: 'constant' },
    ]);
    assert.equal(first?.diff, 'a.md\n b\n-1\n+2\n c');
    assert.equal(first.line, 3);
  });
});

const mutants = (kind: string, count: number): readonly Mutant[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ path: 'a.py', line: at, kind, text: '' },
    diff: `${kind} ${at}`,
  }));
const diffs = (all: readonly Mutant[]) => all.map(({ diff }) => diff);

describe('the draw of mutants', () => {
  const all = [...mutants('comparison', 50), ...mutants('constant', 3), ...mutants('order', 2)];

  it('holds each mutant once, whatever their order', () => {
    assert.deepEqual(diffs(drawn(all.toReversed())), diffs(drawn(all)));
    assert.deepEqual(diffs(drawn(all)).toSorted(), diffs(all).toSorted());
  });

  it('is spread over all kinds from its beginning', () => {
    const kinds = new Set(
      drawn(all)
        .slice(0, 3)
        .map(({ kind }) => kind),
    );
    assert.equal(kinds.size, 3);
  });

  it('leaves the others in their order when mutants come and go', () => {
    const fewer = all.filter((_, at) => at % 2 === 0);
    const left = new Set(diffs(fewer));
    const order = (some: readonly Mutant[]) =>
      diffs(drawn(some)).filter((diff) => diff.startsWith('comparison') && left.has(diff));
    assert.deepEqual(order(all), order(fewer));
  });
});
