import { readFile, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { VERIFIER_BANNER } from '../src/core/project/verifierVersion.ts';
import { VERIFIER_NOTICES } from '../src/node/compiledContent.ts';
import { buildContent } from './content.mts';
import { bundledPackages, bundlesIn } from './licences/bundledPackages.mts';
import { noticesText } from './licences/notices.mts';

// One CommonJS bundle a room, each required on first use; the siblings stay outside.
// `--watch` keeps building; `--tests` builds the suite that runs inside VS Code.

const root = path.resolve(import.meta.dirname, '..');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};
const SIBLINGS = [
  './commands.js',
  './notes.js',
  './scaffold.js',
  './testing.js',
  './doctor.js',
  './projects.js',
  './verify.cjs',
];

const common: esbuild.BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  sourcemap: 'external',
  sourcesContent: false,
  mainFields: ['module', 'main'],
  alias: {
    'vscode-languageserver-types': path.join(root, 'src/core/checks/docker/positions.ts'),
    'vscode-languageserver-textdocument': path.join(root, 'src/core/checks/docker/textDocument.ts'),
  },
  logLevel: 'warning',
  // Every licence is in the notices, with its whole text.
  legalComments: 'none',
  metafile: true,
};

// For each file with `import * as vscode`, esbuild copies the hundreds of names of VS Code's API
// when the bundle is loaded. A plain `require` takes the API as it is.
const plainVscode: esbuild.Plugin = {
  name: 'plain-vscode',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replace(
        /^import \* as vscode from 'vscode';$/m,
        "const vscode = require('vscode');",
      ),
      loader: 'ts',
    }));
  },
};

const rooms: esbuild.BuildOptions = {
  ...common,
  entryPoints: {
    extension: 'src/extension.ts',
    commands: 'src/editor/commands/table.ts',
    notes: 'src/editor/notes/notesRoom.ts',
    scaffold: 'src/editor/scaffold/scaffoldRoom.ts',
    projects: 'src/editor/tree/projectsRoom.ts',
    testing: 'src/editor/testing/testingRoom.ts',
    doctor: 'src/editor/doctor/doctorRoom.ts',
    cli: 'src/cli/main.ts',
  },
  outdir: 'dist',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', ...SIBLINGS],
  plugins: [plainVscode],
};

// The verifier travels into every project: one file, for Node 20 and later.
const verifier: esbuild.BuildOptions = {
  ...common,
  banner: { js: `${VERIFIER_BANNER}${version}` },
  entryPoints: { verify: 'src/cli/verifier.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node20',
  format: 'cjs',
};

const webviews: esbuild.BuildOptions = {
  ...common,
  entryPoints: { notes: 'src/webview/notes/main.ts' },
  outdir: 'dist/webview',
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
};

const hostTests: esbuild.BuildOptions = {
  ...common,
  minify: false,
  entryPoints: { index: 'test/host/index.ts' },
  outdir: 'out/host',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', 'mocha'],
};

if (process.argv.includes('--tests')) {
  await esbuild.build(hostTests);
} else {
  const bundles = [rooms, verifier, webviews];
  if (process.argv.includes('--watch')) {
    const contexts = await Promise.all(bundles.map((options) => esbuild.context(options)));
    await buildNotices(await Promise.all(contexts.map((context) => context.rebuild())));
    await Promise.all(contexts.map((context) => context.watch()));
    console.log('Watching the sources; content and notices are built once.');
  } else {
    await rm(path.join(root, 'dist'), { recursive: true, force: true });
    await buildNotices(await Promise.all(bundles.map((options) => esbuild.build(options))));
  }
  await buildContent(root);
}

/**
 * Writes the notices for all bundles, those that go into projects beside the verifier, and what
 * esbuild says of each bundle, with which a test compares them.
 */
async function buildNotices(results: readonly esbuild.BuildResult[]): Promise<void> {
  const dist = path.join(root, 'dist');
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile?.outputs)) as object;
  await writeFile(path.join(dist, 'metafile.json'), JSON.stringify(outputs));
  const write = async (name: string, what: string, bundles: readonly string[]) =>
    writeFile(path.join(dist, name), noticesText(what, await bundledPackages(dist, bundles)));
  await write('THIRD-PARTY-NOTICES.txt', 'MLOps Roadmap', await bundlesIn(dist));
  await write(VERIFIER_NOTICES, 'The verifier of MLOps Roadmap, verify.cjs,', ['verify.cjs']);
}
