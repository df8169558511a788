import * as vscode from 'vscode';

/** A file system in memory: what a virtual workspace is to the extension. */
export class MemoryFileSystem implements vscode.FileSystemProvider {
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>;
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  private readonly entries = new Map<string, Uint8Array | null>([['/', null]]);
  private refused: string | undefined;

  constructor() {
    this.onDidChangeFile = this.changes.event;
  }

  clear(): void {
    this.entries.clear();
    this.entries.set('/', null);
    this.refused = undefined;
  }

  put(path: string, content: string): void {
    this.makeParents(path);
    this.entries.set(path, new TextEncoder().encode(content));
  }

  get(path: string): string {
    return new TextDecoder().decode(this.entries.get(path) ?? new Uint8Array());
  }

  /** Paths of all files, sorted. */
  files(): readonly string[] {
    return [...this.entries]
      .filter(([, content]) => content !== null)
      .map(([path]) => path)
      .sort();
  }

  /** Fails every write of a file with this name, like a store that is full. */
  refuse(name: string): void {
    this.refused = name;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const content = this.entries.get(path);
    if (content === undefined) throw vscode.FileSystemError.FileNotFound(path);
    const type = content === null ? vscode.FileType.Directory : vscode.FileType.File;
    return { type, ctime: 0, mtime: 0, size: content?.length ?? 0 };
  }

  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    const prefix = path === '/' ? '/' : `${path}/`;
    return [...this.entries.keys()]
      .filter(
        (each) =>
          each.startsWith(prefix) && each !== '/' && !each.slice(prefix.length).includes('/'),
      )
      .map((each) => [
        each.slice(prefix.length),
        this.entries.get(each) === null ? vscode.FileType.Directory : vscode.FileType.File,
      ]);
  }

  createDirectory({ path }: vscode.Uri): void {
    this.makeParents(`${path}/x`);
  }

  readFile({ path }: vscode.Uri): Uint8Array {
    const content = this.entries.get(path);
    if (!content) throw vscode.FileSystemError.FileNotFound(path);
    return content;
  }

  writeFile(
    { path }: vscode.Uri,
    content: Uint8Array,
    options: { readonly create: boolean; readonly overwrite: boolean },
  ): void {
    if (this.refused !== undefined && path.endsWith(this.refused))
      throw vscode.FileSystemError.NoPermissions('the store is full');
    if (this.entries.has(path) && !options.overwrite) throw vscode.FileSystemError.FileExists(path);
    this.makeParents(path);
    this.entries.set(path, content);
  }

  delete({ path }: vscode.Uri): void {
    for (const each of [...this.entries.keys()]) {
      if (each === path || each.startsWith(`${path}/`)) this.entries.delete(each);
    }
  }

  rename(from: vscode.Uri, to: vscode.Uri): void {
    for (const [path, content] of [...this.entries]) {
      if (path !== from.path && !path.startsWith(`${from.path}/`)) continue;
      this.entries.delete(path);
      this.entries.set(to.path + path.slice(from.path.length), content);
    }
  }

  private makeParents(path: string): void {
    const parts = path.split('/').slice(1, -1);
    parts.forEach((_, index) => this.entries.set(`/${parts.slice(0, index + 1).join('/')}`, null));
  }
}
