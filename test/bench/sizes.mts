import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import { REPORT, type Measure } from './measure.mts';

const AIMS: Readonly<Record<string, number>> = {
  // With the notes, the reference and the starters.
  'mlops-roadmap.vsix': 1500,
  'extension.js': 30,
};

/** The sizes of the package, of each bundle and of the compiled content. 1 KB is 1000 bytes. */
export function measureSizes(): readonly Measure[] {
  const files = ['', 'webview/'].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, 'dist', folder))
      .filter((name) => /\.(c?js|json)$/.test(name) && name !== REPORT)
      .map((name) => folder + name),
  );
  return ['mlops-roadmap.vsix', ...files].map((name): Measure => {
    const value = fs.statSync(path.join(root, 'dist', name)).size / 1000;
    const atMost = AIMS[name];
    return {
      name: `size of ${name}`,
      value,
      unit: 'KB',
      ...(atMost === undefined ? {} : { aim: { of: 'value', atMost } }),
    };
  });
}
