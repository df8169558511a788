import * as fs from 'node:fs';
import * as path from 'node:path';
import { newProject } from '../../src/cli/newProject.ts';
import { updateProject } from '../../src/cli/update.ts';
import { applyRestart, planRestart } from '../../src/node/restartStep.ts';
import { first, second } from './projects.ts';

// One task on one project, in a process that a test kills meanwhile.

const [task, root = ''] = process.argv.slice(2);
const tasks: Readonly<Record<string, () => Promise<unknown>>> = {
  new: () => newProject(first, ['service', root], (folder) => folder),
  update: () => updateProject(second, [root]),
  undo: () => updateProject(second, [root, '--undo']),
  restart: async () => {
    const step = fs.readFileSync(path.join(root, '.git', 'step'), 'utf8');
    const { commit, files } = JSON.parse(step) as { commit: string; files: readonly string[] };
    await applyRestart(root, await planRestart(root, files, { kind: 'commit', commit }));
  },
};
process.stdout.write('begin\n');
await tasks[task ?? '']?.();
process.stdout.write('end\n');
