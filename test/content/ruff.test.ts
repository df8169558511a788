import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pythonToolsFolder, root } from '../../scripts/setup/places.mjs';

const roadmap = path.join(root, 'roadmap');

/** The programs that checks run, relative to the roadmap. */
const programs = fs
  .readdirSync(path.join(roadmap, 'projects'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /^[^/]+\/(checks|steps)\/.*\.py$/.test(name.replaceAll(path.sep, '/')))
  .map((name) => path.join('projects', name))
  .sort();

/** Runs Ruff with the roadmap's own settings. */
function ruff(...args: readonly string[]): { readonly code: number | null; readonly said: string } {
  const tool = path.join(pythonToolsFolder(), 'bin', 'ruff');
  const [command = '', ...rest] = args;
  const all = [command, '--config', 'ruff.toml', '--no-cache', ...rest];
  const { status, stdout, stderr, error } = spawnSync(tool, all, {
    cwd: roadmap,
    encoding: 'utf8',
  });
  if (error) throw error;
  return { code: status, said: stdout + stderr };
}

describe('the programs that checks run', () => {
  it('are there', () => {
    assert.ok(programs.length > 0);
  });

  it('have no fault that Ruff finds', () => {
    const { code, said } = ruff('check', '--output-format', 'concise', ...programs);
    assert.equal(code, 0, `${said}\nFix them, or run ruff check --fix with roadmap/ruff.toml.`);
  });

  it('are formatted', () => {
    const { code, said } = ruff('format', '--check', ...programs);
    assert.equal(code, 0, `${said}\nRun ruff format with roadmap/ruff.toml.`);
  });
});
