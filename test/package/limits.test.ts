import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import type { Project, Roadmap } from '../../src/core/roadmap/model.ts';
import { unpackFiles } from '../../src/core/scaffold/archive.ts';
import { generateProject, resolveOptions } from '../../src/core/scaffold/generate.ts';
import { deriveNames } from '../../src/core/scaffold/names.ts';
import { RECORD_FOLDER } from '../../src/core/project/paths.ts';
import { VERIFIER_NOTICES } from '../../src/node/compiledContent.ts';
import { sha256 } from '../../src/node/files/sha256.ts';
import { openVsix } from './vsix.ts';

const KB = 1000;

function within(what: string, bytes: number, limit: number): void {
  assert.ok(bytes <= limit, `${what} has ${bytes} bytes; at most ${limit} are allowed`);
}

/** Each choice of options that a project can be scaffolded with. */
function choicesOf({ options }: Project): readonly Readonly<Record<string, string>>[] {
  return options.reduce<readonly Readonly<Record<string, string>>[]>(
    (choices, { id, values }) =>
      choices.flatMap((choice) => values.map((value) => ({ ...choice, [id]: value.id }))),
    [{}],
  );
}

describe('the size of what learners download', () => {
  const vsix = openVsix();
  const archives = vsix.names.filter((name) => /^dist\/projects\/[^/]+\.zip$/.test(name));

  it('is at most 6,000 KB in all', () => {
    const { size } = fs.statSync(path.join(root, 'dist', 'mlops-roadmap.vsix'));
    within('The package', size, 6000 * KB);
  });

  it('is at most 600 KB for the verifier', () => {
    within('verify.cjs', vsix.bytes('dist/verify.cjs').length, 600 * KB);
  });

  it('is at most 450 KB for a project, with 1.2 MB of data in it', () => {
    assert.ok(archives.length > 0);
    for (const name of archives) {
      within(name, vsix.bytes(name).length, 450 * KB);
      const data = unpackFiles(vsix.bytes(name)).filter((file) =>
        /^(starter|options\/[^/]+\/[^/]+)\/data\//.test(file.path),
      );
      const bytes = data.reduce((sum, file) => sum + file.bytes.length, 0);
      within(`The data of ${name}`, bytes, 1200 * KB);
    }
  });

  it('is at most 1.5 MB for what a project has in .mlops-roadmap', () => {
    const roadmap = JSON.parse(vsix.text('dist/roadmap.json')) as Roadmap;
    const deps = {
      sha256,
      newInstanceId: () => '2b9f06fa-7cd6-4f05-ab1d-863ee93e069c',
      roadmapVersion: roadmap.version,
      verifier: vsix.bytes('dist/verify.cjs'),
      verifierNotices: vsix.bytes(`dist/${VERIFIER_NOTICES}`),
    };
    const ready = roadmap.projects.filter(({ starter }) => starter);
    assert.equal(ready.length, archives.length);
    for (const project of ready) {
      const archive = unpackFiles(vsix.bytes(`dist/projects/${project.id}.zip`));
      for (const choice of choicesOf(project)) {
        const options = resolveOptions(project, choice);
        const answers = { names: deriveNames('orders'), options };
        const bytes = generateProject(project, archive, answers, deps)
          .filter(({ path: name }) => name.startsWith(`${RECORD_FOLDER}/`))
          .reduce((sum, file) => sum + file.bytes.length, 0);
        within(`${project.id} ${Object.values(options).join(', ')}`, bytes, 1500 * KB);
      }
    }
  });

  it('is at most 120 KB for a picture', () => {
    const pictures = vsix.names.filter((name) => /\.(png|svg|jpe?g|gif|webp)$/i.test(name));
    assert.ok(pictures.length > 0);
    for (const name of pictures) within(name, vsix.bytes(name).length, 120 * KB);
  });
});
