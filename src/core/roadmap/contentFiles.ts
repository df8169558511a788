/** Reads a roadmap's folder; paths are relative to it and use `/`. */
export interface ContentFiles {
  /** The text of a file, or undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /** Names of the files in a folder, sorted; empty when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
}
