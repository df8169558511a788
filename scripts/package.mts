import { readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { bundledPackages, bundlesIn } from './licences/bundledPackages.mts';
import { sbomOf, type Product } from './licences/sbom.mts';
import { packagedText } from './packagedText.mts';

// Packs dist/mlops-roadmap.vsix, and writes its software bill of materials beside it.

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const product = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as Product;

// No public repository exists yet, so links to its files would lead nowhere.
for (const name of ['README.md', 'CHANGELOG.md']) {
  const text = await readFile(path.join(root, name), 'utf8');
  await writeFile(path.join(dist, name), packagedText(text));
}
const sbom = sbomOf(product, await bundledPackages(dist, await bundlesIn(dist)));
await writeFile(path.join(dist, 'mlops-roadmap.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`);
await createVSIX({
  cwd: root,
  packagePath: path.join(dist, 'mlops-roadmap.vsix'),
  readmePath: 'dist/README.md',
  changelogPath: 'dist/CHANGELOG.md',
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
console.log('dist/mlops-roadmap.vsix\ndist/mlops-roadmap.cdx.json');
