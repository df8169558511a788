/** `registry/name:tag@digest`, taken apart. */
export interface ImageReference {
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Takes an image's reference apart; a registry's port is no tag. */
export function parseImage(reference: string): ImageReference {
  const [rest = '', digest] = reference.split('@', 2);
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
  const tag = colon < 0 ? '' : rest.slice(colon + 1);
  return {
    name: colon < 0 ? rest : rest.slice(0, colon),
    ...(tag === '' ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

// Tags that their owners move to whatever is newest.
const FLOATING = new Set(
  `latest stable edge nightly rolling canary current mainline lts testing unstable next
  main master head dev devel develop slim alpine`.split(/\s+/),
);

/** What lets an image change under the same reference; undefined when nothing does. */
export function whyFloating(reference: string): string | undefined {
  // A variable may say how it must be set, with a colon: ${NAME:?why}.
  const written = reference.replace(/\$\{(\w+)[^{}]*\}/g, '$$$1');
  const { tag, digest } = parseImage(written);
  if (isDigest(digest)) return undefined;
  if ((tag ?? written).includes('$')) return 'a variable without a default';
  if (tag === undefined) return 'no tag, which means latest';
  return FLOATING.has(tag.toLowerCase()) ? `the tag ${tag}, which moves` : undefined;
}

/** Whether a digest is a whole SHA-256. */
export function isDigest(digest: string | undefined): boolean {
  return digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest);
}
