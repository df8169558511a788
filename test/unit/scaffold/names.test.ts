import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deriveNames, folderNameProblem, nameProblem } from '../../../src/core/scaffold/names.ts';
import { safeRelativePath } from '../../../src/core/scaffold/paths.ts';

describe('a project’s name', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['Odd.Name-42', 'odd-name-42', 'odd_name_42'],
    ['my project', 'my-project', 'my_project'],
    ['Crème brûlée', 'creme-brulee', 'creme_brulee'],
    ['  churn__model  ', 'churn-model', 'churn_model'],
    ['42things', '42things', 'project_42things'],
    ['class', 'class', 'project_class'],
    ['json', 'json', 'project_json'],
    ['pandas', 'pandas', 'project_pandas'],
    ['TrUe', 'true', 'project_true'],
    ['Grüße', 'grusse', 'grusse'],
    ['Łódź æther', 'lodz-aether', 'lodz_aether'],
    ['tasks_support', 'tasks-support', 'project_tasks_support'],
  ];
  for (const [typed, hyphen, snake] of cases) {
    it(`“${typed}” gives ${hyphen} and ${snake}`, () => {
      const names = deriveNames(typed);
      assert.equal(names.hyphen, hyphen);
      assert.equal(names.snake, snake);
    });
  }

  it('never hides a package that the project itself needs', () => {
    assert.equal(deriveNames('AnyIO', ['anyio']).snake, 'project_anyio');
    assert.equal(deriveNames('AnyIO', ['anyio']).hyphen, 'anyio');
    assert.equal(deriveNames('any', ['anyio']).snake, 'any');
  });

  it('is refused when no letter or digit can be kept', () => {
    for (const text of ['', '...', '名前', '🎉'])
      assert.throws(() => deriveNames(text), { kind: 'name' });
  });

  it('always gives a package that Python can import', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        if (!/[a-z0-9]/i.test(text.normalize('NFKD'))) return;
        let names;
        try {
          names = deriveNames(text);
        } catch {
          // Letters such as ı have no form from a to z.
          return;
        }
        assert.match(names.snake, /^[a-z][a-z0-9_]*$/);
        assert.match(names.hyphen, /^[a-z0-9]+(-[a-z0-9]+)*$/);
        assert.ok(names.hyphen.length <= 60);
        assert.match(names.upper, /^[A-Z][A-Z0-9_]*$/);
      }),
    );
  });
});

describe('a name that is typed', () => {
  it('may hold spaces, dots and letters of any script beside Latin ones', () => {
    for (const name of ['my project', 'v1.2 model', 'Modèle été', '模型 model'])
      assert.equal(nameProblem(name), undefined);
  });

  const refused = [
    '',
    '  ',
    '.',
    '..',
    'a/b',
    '..\\x',
    '/etc',
    'C:\\temp',
    'C:',
    'con',
    'NUL.txt',
    'com1',
    'LPT9.log',
    'what?',
    'a<b',
    'end.',
    'x'.repeat(300),
  ];
  for (const name of refused) {
    it(`is refused: ${JSON.stringify(name.slice(0, 20))}`, () => {
      assert.match(nameProblem(name) ?? '', /\S/);
    });
  }

  it('says what to do instead', () => {
    assert.equal(
      nameProblem('../x'),
      'Type a name, not a path: no slashes, no drive letter, no “..”.',
    );
    assert.match(folderNameProblem('aux') ?? '', /device’s name on Windows/);
  });
});

describe('a path inside a project', () => {
  it('never leaves the folder, whatever the archive says', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', 'a', 'C:', 'con', '~', '\\..', '..\\..'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const path = parts.join('/');
        let safe: string;
        try {
          safe = safeRelativePath(path);
        } catch {
          return;
        }
        const names = safe.split(/[/\\]/);
        assert.ok(names.every((name) => name !== '..' && name !== '.' && name !== ''));
        assert.ok(!safe.startsWith('/') && !/^[A-Za-z]:/.test(safe));
      }),
    );
  });

  it('may be a dot-file or deep', () => {
    assert.equal(safeRelativePath('.github/workflows/ci.yml'), '.github/workflows/ci.yml');
  });
});
