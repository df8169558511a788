import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { reservedNames } from '../../scripts/content/reservedNames.mts';
import { commonCopies, isCurrent } from '../../scripts/sync.mts';

const root = path.join(import.meta.dirname, '..', '..');
const projects = path.join(root, 'roadmap', 'projects');

/** The starters, with what each says of itself. */
const starters = fs
  .readdirSync(projects)
  .map((id) => ({ id, folder: path.join(projects, id, 'starter') }))
  .filter(({ folder }) => fs.existsSync(folder));

describe('what all starters share', () => {
  for (const copy of commonCopies(root)) {
    it(`is the same in ${path.relative(root, copy.file)}`, () => {
      assert.ok(isCurrent(copy), 'Run npm run sync, or change roadmap/common first.');
    });
  }

  for (const { id, folder } of starters) {
    const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');

    it(`${id} says the same size of the download as the extension does, in tasks.py and README`, () => {
      const project = parse(fs.readFileSync(path.join(projects, id, 'project.yaml'), 'utf8')) as {
        starter: { download: number };
      };
      const [, download, disk] = /^DOWNLOAD, DISK = (\d+), (\d+) /m.exec(read('tasks.py')) ?? [];
      assert.equal(Number(download), project.starter.download);
      assert.match(
        read('README.md'),
        new RegExp(`about ${download} MB of .*; ${disk} MB on the disk`),
      );
    });

    it(`${id} has a thin tasks.py`, () => {
      assert.ok(read('tasks.py').split('\n').length <= 125);
    });

    it(`${id} pins what pyproject.toml needs, without an address or the project’s name`, () => {
      for (const name of ['requirements.txt', 'requirements-dev.txt']) {
        const lines = read(name)
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#'));
        for (const line of lines) assert.match(line, /^[a-z0-9-]+==[^ /]+( ; [^/]+)?$/, name);
      }
      assert.ok(!fs.existsSync(path.join(folder, 'uv.lock')));
      assert.doesNotMatch(read('pyproject.toml'), /dynamic/);
    });

    it(`${id} does not count the verifier as the learner’s code on GitHub`, () => {
      assert.match(read('.gitattributes'), /^\.mlops-roadmap\/\*\* linguist-vendored$/m);
    });
  }

  it('reserves the names of all packages in a starter’s lock files, by which they are imported', () => {
    const problems: unknown[] = [];
    const names = (id: string) =>
      reservedNames(path.join(root, 'roadmap'), id, (problem) => problems.push(problem));
    const tracked = names('tracked-experiments');
    // A package, one below another, one that is imported under another name, one of an option.
    for (const name of ['mlflow', 'alembic', 'click', 'flask', 'git', 'sklearn', 'kedro'])
      assert.ok(tracked.includes(name), name);
    assert.ok(names('model-deployment').includes('anyio'));
    assert.ok(!names('versioned-data-script').includes('flask'));
    assert.deepEqual(problems, []);
  });
});
