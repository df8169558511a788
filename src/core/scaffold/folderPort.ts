/** A place for files, opaque to core: a path on disk, or a URI in a virtual workspace. */
export type Location = string;

/**
 * File operations that scaffolding needs. Failures that a learner can cause (no permission, disk
 * full, folder gone) are thrown as ExpectedError `target`, an existing file as `conflict`.
 */
export interface FolderPort {
  join(folder: Location, relative: string): Location;
  parent(location: Location): Location;
  name(location: Location): string;
  /** How the learner knows this place. */
  show(location: Location): string;
  kind(location: Location): Promise<'missing' | 'file' | 'folder'>;
  /** The file's bytes; undefined when nothing is there. */
  read(location: Location): Promise<Uint8Array | undefined>;
  /** Makes one folder. Returns false when it was there already; refuses to pass through a link. */
  makeFolder(location: Location): Promise<boolean>;
  /** Creates a file with all its bytes or not at all, never over an existing one. */
  createFile(location: Location, bytes: Uint8Array, executable: boolean): Promise<void>;
  replaceFile(location: Location, bytes: Uint8Array): Promise<void>;
  removeFile(location: Location): Promise<void>;
  removeEmptyFolder(location: Location): Promise<void>;
  /** A hidden name beside a location, for something temporary, that says who made it. */
  temporaryBeside(location: Location): Location;
  /** Removes temporary files and folders whose makers have ended, in a folder. */
  sweep(folder: Location): Promise<void>;
  /** Removes a folder that this run made, with all that is in it. */
  removeTree(location: Location): Promise<void>;
  /** Moves a folder to a place where nothing is. */
  moveFolder(from: Location, to: Location): Promise<void>;
}
