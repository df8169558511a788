import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import { loadRoadmap } from '../../src/core/roadmap/loader.ts';
import { unpackFiles } from '../../src/core/scaffold/archive.ts';
import { STEPS_PATH } from '../../src/core/scaffold/generate.ts';
import { contentFiles } from '../../src/node/contentFiles.ts';
import { openVsix } from './vsix.ts';

const vsix = openVsix();
const ids = vsix.names
  .filter((name) => name.startsWith('dist/projects/'))
  .map((name) => path.basename(name, '.zip'));

/** A project's files that Git knows of and that go into its archive as they are. */
function filesInTree(id: string): readonly string[] {
  const folder = path.join(root, 'roadmap', 'projects', id);
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).split('\0');
  return [...new Set(names)]
    .filter((name) => /^(starter\/|options\/|guide\.md$)/.test(name))
    .sort();
}

describe('the archives of the projects', () => {
  it('are there', () => {
    assert.ok(ids.length > 0);
  });

  for (const id of ids) {
    describe(id, () => {
      const archive = unpackFiles(vsix.bytes(`dist/projects/${id}.zip`));
      const files = archive.filter(
        ({ path: name }) => name !== STEPS_PATH && !/^(solution|removed)/.test(name),
      );
      const onDisk = (name: string) => path.join(root, 'roadmap', 'projects', id, name);

      it('has every file that Git knows, and no other', () => {
        assert.deepEqual(files.map((file) => file.path).sort(), filesInTree(id));
      });

      it('has the dot-files that a learner needs', () => {
        const names = files.map((file) => file.path);
        for (const wanted of ['.env.example', '.gitignore', '.github/', '.devcontainer/']) {
          const found = names.some((name) => name.startsWith(`starter/${wanted}`));
          assert.ok(found, `starter/${wanted} is not in the archive`);
        }
      });

      it('has the same bytes and the same right to be run', () => {
        for (const file of files) {
          assert.ok(fs.readFileSync(onDisk(file.path)).equals(file.bytes), file.path);
        }
        const runnable = (name: string) => (fs.statSync(onDisk(name)).mode & 0o100) !== 0;
        assert.deepEqual(
          files.filter(({ executable }) => executable).map((file) => file.path),
          files.filter((file) => runnable(file.path)).map((file) => file.path),
        );
      });

      it('has the steps as their author wrote them', async () => {
        const { loaded } = await loadRoadmap(contentFiles(path.join(root, 'roadmap')));
        const project = loaded?.sources.projects.find(({ value }) => value.id === id);
        // Marks are for the build alone.
        const written = project?.steps.map(({ step: { marks: _marks, ...step } }) => step);
        const packed = archive.find((file) => file.path === STEPS_PATH);
        assert.ok(packed && written);
        assert.deepEqual(
          JSON.parse(new TextDecoder().decode(packed.bytes)),
          JSON.parse(JSON.stringify(written)),
        );
      });

      it('has locks that name no package index and no folder of the machine they were made on', () => {
        const locks = files.filter((file) => /(^|\/)requirements[\w.-]*\.txt$/.test(file.path));
        for (const lock of locks) {
          const text = new TextDecoder().decode(lock.bytes);
          assert.doesNotMatch(text, /^\s*(#.*)?(-i|-f|--index-url|--find-links)\b/m, lock.path);
        }
      });
    });
  }
});
