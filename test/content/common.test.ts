import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { commonCopies, functionsOf, withFunctions } from '../../scripts/sync.mts';

const root = path.join(import.meta.dirname, '..', '..');

describe('what all starters share', () => {
  for (const { file, found, wanted } of commonCopies(root)) {
    it(`is the same in ${path.relative(root, file)}`, () => {
      assert.equal(found, wanted, 'Run npm run sync, or change roadmap/common first.');
    });
  }

  it('replaces a function whole, and leaves what is a starter’s own', () => {
    const common = functionsOf(
      'def shared(\n    one: int,\n) -> int:\n    """New."""\n\n    return one\n',
    );
    const own = 'import os\n\n\ndef shared() -> None:\n    """Old."""\n\n\n';
    const rest = 'def mine() -> None:\n    """Stays."""\n\n\nTASKS = {"shared": shared}\n';
    assert.equal(
      withFunctions(own + rest, common),
      `import os\n\n\n${common.get('shared')}\n\n${rest}`,
    );
  });

  it('says the same size of the download as the extension does', () => {
    const projects = path.join(root, 'roadmap', 'projects');
    for (const id of fs.readdirSync(projects)) {
      const tasks = path.join(projects, id, 'starter', 'tasks.py');
      if (!fs.existsSync(tasks)) continue;
      const project = parse(fs.readFileSync(path.join(projects, id, 'project.yaml'), 'utf8')) as {
        starter: { download: number };
      };
      assert.match(
        fs.readFileSync(tasks, 'utf8'),
        new RegExp(`^DOWNLOAD = ${project.starter.download} `, 'm'),
        id,
      );
    }
  });
});
