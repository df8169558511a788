import * as path from 'node:path';
import { createVSIX } from '@vscode/vsce';

// Packs dist/mlops-roadmap.vsix. No public repository exists yet: links in the README stay as they are.

const root = path.resolve(import.meta.dirname, '..');
await createVSIX({
  cwd: root,
  packagePath: path.join(root, 'dist', 'mlops-roadmap.vsix'),
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
console.log('dist/mlops-roadmap.vsix');
