import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { EMBEDDED } from '../../scripts/licences/embedded.mts';
import { root } from '../../scripts/setup/places.mjs';
import { VERIFIER_NOTICES } from '../../src/node/compiledContent.ts';
import { openVsix } from './vsix.ts';

interface Component {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses: readonly [
    { readonly license: { readonly id: string; readonly text?: { readonly content: string } } },
  ];
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

interface Sbom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly version: number;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

// Licences that ask for their text to be passed on, and for nothing else.
const ACCEPTED = new Set(['0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

const dist = path.join(root, 'dist');
const vsix = openVsix();
const sbom = JSON.parse(fs.readFileSync(path.join(dist, 'mlops-roadmap.cdx.json'), 'utf8')) as Sbom;
const nameOf = ({ group, name }: Component) => (group === undefined ? name : `${group}/${name}`);
const isRun = (name: string) => /\.c?js$/.test(name);
const inBundle = (bundle: string) =>
  sbom.components.filter(({ properties }) =>
    properties.some(({ name, value }) => name === 'mlops-roadmap:bundle' && value === bundle),
  );

/** The version in node_modules; undefined where there is none. */
function installed(name: string): string | undefined {
  const manifest = path.join(root, 'node_modules', ...name.split('/'), 'package.json');
  if (!fs.existsSync(manifest)) return undefined;
  return (JSON.parse(fs.readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}

/** The npm packages with code in each bundle, as esbuild itself says. */
function packagesByBundle(): ReadonlyMap<string, ReadonlySet<string>> {
  const outputs = JSON.parse(fs.readFileSync(path.join(dist, 'metafile.json'), 'utf8')) as Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>
  >;
  const names = ([file, { bytesInOutput }]: readonly [string, { bytesInOutput: number }]) =>
    (bytesInOutput > 0 ? /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] : undefined) ??
    [];
  return new Map(
    Object.entries(outputs)
      .filter(([bundle]) => !bundle.endsWith('.map'))
      .map(([bundle, { inputs }]) => [bundle, new Set(Object.entries(inputs).flatMap(names))]),
  );
}

describe('the bill of materials', () => {
  it('has the fields that CycloneDX 1.6 requires', () => {
    assert.deepEqual([sbom.bomFormat, sbom.specVersion, sbom.version], ['CycloneDX', '1.6', 1]);
    const product = JSON.parse(vsix.text('package.json')) as Component;
    const { component } = sbom.metadata;
    assert.deepEqual([component.name, component.version], [product.name, product.version]);
    for (const each of [component, ...sbom.components]) {
      assert.match(each.type, /^(application|library)$/);
      assert.match(each.purl, /^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d[\w.+-]*$/);
      assert.ok(each.name !== '' && each.version !== '', each.purl);
    }
    const refs = sbom.components.map((each) => each['bom-ref']);
    assert.equal(new Set(refs).size, refs.length, 'references are unique');
    assert.deepEqual(sbom.dependencies, [{ ref: component['bom-ref'], dependsOn: refs }]);
  });

  it('names every package of every bundle, in the version that is installed', () => {
    const built = packagesByBundle();
    assert.deepEqual([...built.keys()].filter(isRun).sort(), vsix.names.filter(isRun));
    const inside = new Set<string>();
    for (const [bundle, packages] of built) {
      const found = new Map(inBundle(bundle).map((each) => [nameOf(each), each.version]));
      for (const name of packages) assert.equal(found.get(name), installed(name), bundle);
      const others = [...found].filter(([name]) => !packages.has(name));
      for (const [name, version] of others) inside.add(`${name}@${version}`);
    }
    assert.deepEqual([...inside].sort(), Object.keys(EMBEDDED).sort());
    assert.ok(built.get('dist/verify.cjs')!.size > 5);
  });

  it('names what came inside another package', () => {
    // secretlint's preset is published as one file, with these in it.
    assert.match(vsix.text('dist/verify.cjs'), /__lodash_hash_undefined__/);
    const names = new Set(inBundle('dist/verify.cjs').map(nameOf));
    for (const name of ['lodash.uniq', 'escape-string-regexp', '@textlint/regexp-string-matcher']) {
      assert.ok(names.has(name), name);
    }
  });

  it('has for each package a licence that we accept, with its whole text', () => {
    for (const each of sbom.components) {
      const { license } = each.licenses[0];
      assert.ok(ACCEPTED.has(license.id), `${nameOf(each)}: ${license.id}`);
      const text = license.text?.content ?? '';
      assert.match(text, /copyright/i, nameOf(each));
      assert.match(text, /as is/i, nameOf(each));
    }
  });
});

describe('the third-party notices', () => {
  const missing = (notices: string, components: readonly Component[]) =>
    components
      .filter(({ version, licenses, ...each }) => {
        const { id, text } = licenses[0].license;
        const title = `${nameOf({ version, licenses, ...each })} ${version} (${id})`;
        return !notices.includes(`\n${title}\n`) || !notices.includes(text?.content ?? title);
      })
      .map(nameOf);

  it('of the package have every licence text', () => {
    assert.deepEqual(missing(vsix.text('dist/THIRD-PARTY-NOTICES.txt'), sbom.components), []);
  });

  it('of the verifier have the licence texts of what is in it, and no other package', () => {
    const notices = vsix.text(`dist/${VERIFIER_NOTICES}`);
    const inside = inBundle('dist/verify.cjs');
    assert.ok(inside.length > 5);
    assert.deepEqual(missing(notices, inside), []);
    const others = sbom.components.filter((each) => !inside.includes(each));
    assert.equal(missing(notices, others).length, others.length);
  });

  it('are plain text that a commit hook leaves alone, and are shown before consent', () => {
    for (const name of ['dist/THIRD-PARTY-NOTICES.txt', `dist/${VERIFIER_NOTICES}`]) {
      const text = vsix.text(name);
      assert.doesNotMatch(text, /[^\n\P{Cc}]|\uFEFF/u, 'control characters');
      assert.doesNotMatch(text, /[ \t]$/m, 'white space at the end of a line');
      assert.match(text, /\S\n$/, 'one line end at the end');
    }
    // What is longer is only named where a learner reads what would run.
    assert.ok(vsix.bytes(`dist/${VERIFIER_NOTICES}`).length < 64 * 1024);
  });
});
