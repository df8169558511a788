import type { BundledPackage } from './bundledPackages.mts';

const RULE = '-'.repeat(80);

/**
 * The notices for some bundled packages as a text; packages with the same licence text share it.
 * @param what the file or product that holds them
 */
export function noticesText(what: string, packages: readonly BundledPackage[]): string {
  const groups = new Map<string, BundledPackage[]>();
  for (const each of packages) groups.set(each.text, [...(groups.get(each.text) ?? []), each]);
  const parts = [...groups].map(([text, group]) => {
    const titles = group.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
    return `${RULE}\n${titles.join('\n')}\n\n${text}\n`;
  });
  return [
    `THIRD-PARTY NOTICES\n\n${what} contains code of the packages below, under these licences.\n`,
    ...parts,
  ].join('\n');
}
