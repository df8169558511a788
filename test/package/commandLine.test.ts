import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Roadmap } from '../../src/core/roadmap/model.ts';
import { unpackFiles } from '../../src/core/scaffold/archive.ts';
import { replaceNames } from '../../src/core/scaffold/generate.ts';
import { deriveNames } from '../../src/core/scaffold/names.ts';
import { VERIFIER_NOTICES } from '../../src/node/compiledContent.ts';
import { openVsix } from './vsix.ts';

describe('the command line of the package', () => {
  const vsix = openVsix();
  const roadmap = JSON.parse(vsix.text('dist/roadmap.json')) as Roadmap;
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'));
  before(() => vsix.unpack(path.join(base, 'extension')));
  after(() => fs.rmSync(base, { recursive: true, force: true }));

  const cli = (...args: readonly string[]) => {
    const program = path.join(base, 'extension', 'dist', 'cli.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: base,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return stdout;
  };

  it('lists every project', () => {
    const lines = cli('list').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => line.split(' ')[0]),
      roadmap.projects.map(({ id }) => id),
    );
  });

  it('writes model-deployment with all of its starter, under the learner’s name', () => {
    const target = path.join(base, 'late-parcels');
    assert.match(cli('new', 'model-deployment', target), /files written/);
    const starter = unpackFiles(vsix.bytes('dist/projects/model-deployment.zip')).filter((file) =>
      file.path.startsWith('starter/'),
    );
    const names = deriveNames('late-parcels');
    for (const { path: name, executable } of starter) {
      const file = path.join(target, replaceNames(name.slice('starter/'.length), names));
      assert.ok(fs.existsSync(file), `${name} was not written`);
      assert.equal((fs.statSync(file).mode & 0o100) !== 0, executable, name);
    }
    const kept = (name: string) => path.join(target, '.mlops-roadmap', name);
    for (const name of ['guide.md', 'project.json', 'base.zip']) {
      assert.ok(fs.existsSync(kept(name)), name);
    }
    if (roadmap.projects.find(({ id }) => id === 'model-deployment')!.steps.length > 0) {
      assert.ok(fs.readFileSync(kept('verify.cjs')).equals(vsix.bytes('dist/verify.cjs')));
      const notices = vsix.bytes(`dist/${VERIFIER_NOTICES}`);
      assert.ok(fs.readFileSync(kept('THIRD-PARTY-NOTICES.txt')).equals(notices));
    }
  });
});
