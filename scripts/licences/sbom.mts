import type { BundledPackage } from './bundledPackages.mts';

/** The product's own manifest, as far as a bill of materials names it. */
export interface Product {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/**
 * A software bill of materials in CycloneDX 1.6: the product and every package in its bundles. It
 * has no time and no serial number, so that equal builds give equal files.
 */
export function sbomOf(product: Product, packages: readonly BundledPackage[]) {
  const root = { ...identityOf(product), licenses: [licenceOf(product.license)] };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { type: 'application', ...root },
    },
    components: packages.map((each) => ({
      type: 'library',
      ...identityOf(each),
      scope: 'required',
      licenses: [licenceOf(each.licence, each.text)],
      properties: each.bundles.map((bundle) => ({
        name: 'mlops-roadmap:bundle',
        value: `dist/${bundle}`,
      })),
    })),
    dependencies: [
      { ref: root['bom-ref'], dependsOn: packages.map((each) => identityOf(each)['bom-ref']) },
    ],
  };
}

function identityOf({ name, version }: { readonly name: string; readonly version: string }) {
  const [, scope, bare = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const group = scope === undefined ? '' : `${encodeURIComponent(scope)}/`;
  const purl = `pkg:npm/${group}${bare}@${version}`;
  return {
    'bom-ref': purl,
    ...(scope === undefined ? {} : { group: scope }),
    name: bare,
    version,
    purl,
  };
}

/** A licence with its text; an expression of several cannot carry one. */
function licenceOf(licence: string, text?: string) {
  if (/[\s()]/.test(licence)) return { expression: licence };
  return { license: { id: licence, ...(text === undefined ? {} : { text: { content: text } }) } };
}
