import assert from 'node:assert/strict';
import { hunkLine, readPatch, type PatchFault } from '../../../scripts/content/patchFile.mts';

const change = (name: string) =>
  `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1,1 +1,1 @@\n-old\n+new\n`;

function faultsOf(text: string): readonly PatchFault[] {
  const faults: PatchFault[] = [];
  readPatch(text, (fault) => faults.push(fault));
  return faults;
}

describe('the file of a patch', () => {
  it('is a head and the changes file by file, with the line on which each begins', () => {
    const patch = readPatch(`why: it is\n---\n${change('a.py')}${change('b.py')}`, () =>
      assert.fail(),
    );
    assert.equal(patch.head, 'why: it is\n---');
    assert.deepEqual(
      patch.files.map(({ path, line, text }) => ({ path, line, text })),
      [
        { path: 'a.py', line: 3, text: change('a.py') },
        { path: 'b.py', line: 9, text: change('b.py') },
      ],
    );
  });

  it('keeps CRLF inside a change', () => {
    const text = change('a.bat').replace('-old\n+new\n', '-old\r\n+new\r\n');
    assert.equal(readPatch(text, () => assert.fail()).files[0]?.text, text);
  });

  it('keeps that a file ends without a line end', () => {
    const text = `${change('a.txt')}\\ No newline at end of file\n`;
    assert.equal(readPatch(text, () => assert.fail()).files[0]?.text, text);
  });

  it('may change a mode alone, or begin an empty file', () => {
    const mode = 'diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n';
    const empty = 'diff --git a/__init__.py b/__init__.py\nnew file mode 100644\n';
    const { files } = readPatch(mode + empty, () => assert.fail());
    assert.deepEqual(
      files.map(({ path, text }) => ({ path, text })),
      [
        { path: 'run.sh', text: mode },
        { path: '__init__.py', text: empty },
      ],
    );
  });

  it('renames nothing', () => {
    const rename = 'diff --git a/a.py b/b.py\nrename from a.py\nrename to b.py\n';
    const [fault] = faultsOf(`why: it is\n---\n${rename}`);
    assert.equal(fault?.line, 3);
    assert.match(fault.message, /renamed/);
    assert.match(fault.remedy, /npm run author/);
  });

  for (const binary of ['GIT binary patch\nliteral 1', 'Binary files a/m.db and b/m.db differ']) {
    it(`holds nothing binary: ${binary.slice(0, 12)}`, () => {
      const [fault] = faultsOf(`diff --git a/m.db b/m.db\nnew file mode 100644\n${binary}\n`);
      assert.equal(fault?.message, '"m.db" is binary.');
      assert.match(fault.remedy, /apply/);
    });
  }

  it('may speak of binary files in its lines', () => {
    assert.deepEqual(faultsOf(`${change('a.md')} Binary files differ\n`), []);
  });

  for (const name of [
    '../out.py',
    'src/../../out.py',
    '.git/hooks/pre-commit',
    'sub/.git/config',
  ]) {
    it(`stays inside the project: ${name}`, () => {
      assert.equal(faultsOf(change(name))[0]?.message, `"${name}" is no path inside the project.`);
    });
  }

  it('knows the line of a hunk', () => {
    const text = `---\n${change('a.py')}@@ -40,1 +40,1 @@\n-x\n+y\n`;
    const [file] = readPatch(text, () => assert.fail()).files;
    assert.ok(file);
    assert.equal(hunkLine(file, 40), 8);
  });
});
