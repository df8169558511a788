import assert from 'node:assert/strict';
import { isBuiltin } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import type { Roadmap } from '../../src/core/roadmap/model.ts';
import { loadRoadmap } from '../../src/core/roadmap/loader.ts';
import { referencesIn } from '../../src/core/roadmap/pageLinks.ts';
import { contentFiles } from '../../src/node/contentFiles.ts';
import { bundles, openVsix } from './vsix.ts';

const vsix = openVsix();
const missing = (names: readonly string[]) => names.filter((name) => !vsix.names.includes(name));
/** Every text value in a JSON document. */
const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

describe('what is in the package', () => {
  const roadmap = JSON.parse(vsix.text('dist/roadmap.json')) as Roadmap;
  const pages = roadmap.phases.flatMap((phase) => [
    { phase: phase.id, id: phase.id },
    ...phase.skills.filter((skill) => skill.note).map(({ id }) => ({ phase: phase.id, id })),
  ]);

  it('has the roadmap and its pages as they are in the tree', async () => {
    const { loaded } = await loadRoadmap(contentFiles(path.join(root, 'roadmap')));
    assert.ok(loaded);
    const projects = roadmap.projects.map(({ starter, ...project }) => {
      // The build adds the names that each starter imports.
      const { reserved, ...own } = starter ?? { reserved: undefined };
      if (starter) assert.ok(reserved && reserved.length > 0, project.id);
      return { ...project, ...(starter ? { starter: own } : {}) };
    });
    assert.deepEqual({ ...roadmap, projects }, JSON.parse(JSON.stringify(loaded.roadmap)));
    assert.deepEqual(new Set(pages.map(({ id }) => id)), new Set(loaded.pages.keys()));
    for (const { id } of pages) {
      assert.equal(vsix.text(`dist/pages/${id}.md`), loaded.pages.get(id), id);
    }
  });

  it('has every picture that a page shows', () => {
    const pictures = pages.flatMap(({ phase, id }) =>
      referencesIn(vsix.text(`dist/pages/${id}.md`))
        .filter(({ kind }) => kind === 'picture')
        .map(({ target }) => `dist/pages/${phase}/${target}`),
    );
    assert.ok(pictures.length > 0);
    assert.deepEqual(missing(pictures), []);
  });

  it('has an archive for every starter that it offers, and no other', () => {
    const offered = roadmap.projects.filter(({ starter }) => starter).map(({ id }) => id);
    assert.deepEqual(
      vsix.names.filter((name) => name.startsWith('dist/projects/')),
      offered.map((id) => `dist/projects/${id}.zip`).sort(),
    );
  });

  it('has the files that package.json names', () => {
    const manifest = JSON.parse(vsix.text('package.json')) as { readonly main: string };
    const media = textsIn(manifest).filter((text) => text.startsWith('media/'));
    assert.ok(media.length > 0);
    assert.deepEqual(missing([...media, path.posix.normalize(manifest.main)]), []);
    assert.ok(vsix.names.includes('package.nls.json'));
  });

  it('has every file that a bundle requires, and needs nothing but VS Code and Node', () => {
    const required = bundles(vsix).flatMap((bundle) =>
      [...vsix.text(bundle).matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1]!),
    );
    const siblings = required.filter((name) => name.startsWith('./'));
    assert.ok(siblings.length > 0);
    assert.deepEqual(missing(siblings.map((name) => path.posix.join('dist', name))), []);
    const others = required.filter((name) => !name.startsWith('./'));
    assert.deepEqual(
      others.filter((name) => name !== 'vscode' && !isBuiltin(name)),
      [],
    );
  });

  it('has the style and the script that the webviews load', () => {
    const loaded = bundles(vsix).flatMap((bundle) =>
      [
        ...vsix.text(bundle).matchAll(/"(media|dist)",(?:"(webview)",)?"([\w-]+\.(?:css|js))"/g),
      ].map((match) => match.slice(1).filter(Boolean).join('/')),
    );
    assert.ok(loaded.length >= 2, 'no bundle names a style or a script');
    assert.deepEqual(missing(loaded), []);
  });

  it('has README, CHANGELOG and LICENSE', () => {
    for (const kind of ['readme', 'changelog', 'license'] as const) {
      assert.ok(vsix.text(vsix.document(kind)).length > 0, kind);
    }
  });
});

describe('what is not in the package', () => {
  it('has no source maps, tests, sources, scripts or packages', () => {
    const unwanted =
      /\.(map|ts|mts|mjs|vsix)$|(^|\/)(node_modules|src|scripts|tests?|out|docs)\/|package-lock\.json$/;
    assert.deepEqual(
      vsix.names.filter((name) => unwanted.test(name)),
      [],
    );
    for (const bundle of bundles(vsix)) assert.doesNotMatch(vsix.text(bundle), /sourceMappingURL/);
  });

  it('has no bundle that knows where it was built', () => {
    const places = [root, os.homedir(), os.tmpdir()].map((folder) => folder + path.sep);
    const userFolder = /(\/home\/|\/Users\/|[A-Z]:\\+Users\\+)\w+/;
    const scripts = vsix.names.filter((name) => /\.c?js$/.test(name));
    for (const name of scripts) {
      const text = vsix.text(name);
      for (const place of places) assert.ok(!text.includes(place), `${name} holds ${place}`);
      assert.doesNotMatch(text, userFolder, name);
    }
  });

  it('has no host of a package registry', () => {
    const hosts = [
      ...['npmjs.org', 'yarnpkg.com'].map((name) => `registry.${name}`),
      ...configuredRegistry(),
    ];
    for (const name of vsix.names.filter((each) => /\.(c?js|json)$/.test(each))) {
      const text = vsix.text(name);
      for (const host of hosts) assert.ok(!text.includes(host), `${name} holds ${host}`);
    }
  });
});

/** The registry that npm was told to use on this machine, unless it is the machine itself. */
function configuredRegistry(): readonly string[] {
  const address = process.env['npm_config_registry'];
  if (address === undefined) return [];
  const { hostname } = new URL(address);
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) ? [] : [hostname];
}
