/** Why something that is there is not read. */
export type UnreadableWhy = 'link' | 'folder' | 'special' | 'large';

/**
 * What a look at a path of a project gave. Three answers without a file are kept apart: `absent` is
 * proven, `unreadable` is there and is not read on purpose, `failed` means that nobody knows. Only
 * `absent` may lead to a deletion or count as "there is none".
 */
export type FileReading =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly executable: boolean }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: UnreadableWhy; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Reads files of one project folder; a path is relative, with `/`. Never throws. */
export interface ProjectReader {
  /** @param limit in bytes; a larger file is `unreadable` and not read */
  read(path: string, limit: number): Promise<FileReading>;
  /** How the learner knows the folder. */
  readonly name: string;
}

const UNREADABLE: Readonly<Record<UnreadableWhy, string>> = {
  link: 'it is a link, and links are not followed here',
  folder: 'it is a folder',
  special: 'it is not a regular file',
  large: 'it is too large',
};

/** An `unreadable` reading with its reason in words. */
export function unreadable(why: UnreadableWhy, reason = UNREADABLE[why]): FileReading {
  return { kind: 'unreadable', why, reason };
}
