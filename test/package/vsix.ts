import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { root } from '../../scripts/setup/places.mjs';

const FOLDER = 'extension/';

/** The packaged product, as VS Code unpacks it. */
export interface Vsix {
  /** Paths inside the extension's folder, with `/`. */
  readonly names: readonly string[];
  /** The file's bytes; a file that is missing fails the test. */
  bytes(name: string): Uint8Array;
  text(name: string): string;
  /** Where the packager put README, CHANGELOG or LICENSE: it may rename them. */
  document(kind: keyof typeof DOCUMENTS): string;
  /** Writes the extension's files into a folder. */
  unpack(folder: string): void;
}

const DOCUMENTS = {
  readme: 'Microsoft.VisualStudio.Services.Content.Details',
  changelog: 'Microsoft.VisualStudio.Services.Content.Changelog',
  license: 'Microsoft.VisualStudio.Services.Content.License',
};

/** Opens dist/mlops-roadmap.vsix, which `npm run test:package` makes first. */
export function openVsix(): Vsix {
  const entries = unzipSync(fs.readFileSync(path.join(root, 'dist', 'mlops-roadmap.vsix')));
  const files = new Map(
    Object.entries(entries)
      .filter(([name]) => name.startsWith(FOLDER) && !name.endsWith('/'))
      .map(([name, bytes]) => [name.slice(FOLDER.length), bytes]),
  );
  const bytes = (name: string) => {
    const found = files.get(name);
    assert.ok(found, `${name} is not in the package`);
    return found;
  };
  return {
    names: [...files.keys()].sort(),
    bytes,
    text: (name) => strFromU8(bytes(name)),
    document(kind) {
      const manifest = strFromU8(entries['extension.vsixmanifest'] ?? new Uint8Array());
      const type = DOCUMENTS[kind].replaceAll('.', '\\.');
      const found = new RegExp(`Type="${type}" Path="${FOLDER}([^"]+)"`).exec(manifest)?.[1];
      assert.ok(found !== undefined, `the package has no ${kind}`);
      return found;
    },
    unpack(folder) {
      for (const [name, content] of files) {
        const file = path.join(folder, ...name.split('/'));
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, content);
      }
    },
  };
}

/** The bundles that run in VS Code or at a terminal. */
export function bundles(vsix: Vsix): readonly string[] {
  return vsix.names.filter((name) => /^dist\/[\w-]+\.c?js$/.test(name));
}
