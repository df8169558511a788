/** What stands at a path of the project. */
export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: number }
  | { readonly kind: 'large'; readonly bytes: number }
  | { readonly kind: 'folder' }
  /** A pipe, a device or a socket. */
  | { readonly kind: 'special' }
  /** Proven not to be there. */
  | { readonly kind: 'missing' }
  /** A link that leads out of the project or nowhere; it is not followed. */
  | { readonly kind: 'outside' }
  /** Nobody knows: the look itself failed. */
  | { readonly kind: 'failed'; readonly reason: string };

/** What is known of a path without reading it. `other`: there, and no file inside the project. */
export type FileFact =
  | {
      readonly kind: 'file';
      readonly bytes: number;
      /** Undefined where the system has no such mark. */
      readonly executable: boolean | undefined;
    }
  | { readonly kind: 'other' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly reason: string };

/** A program to run, without a shell. */
export interface ProcessSpec {
  /** `python` stands for the project's own environment. */
  readonly argv: readonly string[];
  /** Where: the project, a copy of its files, or a clean clone of its last commit. */
  readonly place: 'project' | 'copy' | 'clone';
  /** Files to lay into a copy or clone before the start, by path. */
  readonly write: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** In seconds. */
  readonly timeout: number;
}

/** How a program ended. */
export interface ProcessResult {
  /** `missing`: it could not be started. `timeout` and `flood`: it was ended, with its children. */
  readonly end: 'exit' | 'missing' | 'timeout' | 'flood' | 'cancelled';
  /** Exit code; -1 when it was ended by a signal or did not start. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What is missing and how to get it, for `missing`. */
  readonly remedy?: string;
}

/** A service that was started for a check; it is ended when the check has ended. */
export type Service =
  | {
      readonly end: 'ready';
      readonly port: number;
      /** Ends it with its children; resolves to what it printed. */
      stop(): Promise<string>;
    }
  | {
      readonly end: 'missing' | 'stopped' | 'silent' | 'cancelled';
      readonly output: string;
      readonly remedy?: string;
    };

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly milliseconds: number;
}

/** A request to a service on loopback. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type Rows = readonly Readonly<Record<string, unknown>>[];

/** Why a query has no rows. `missing`: nothing on this machine reads databases. */
export interface NoRows {
  readonly why: 'missing' | 'unreadable';
  readonly problem: string;
}

/** What checks may ask of the outside: one project's folder and programs in it. */
export interface CheckWorld {
  /** Reads a file: a path relative to the project, or below `{scratch}/` after a command. Never throws. */
  read(path: string): Promise<FileContent>;
  /** Whether a path is a file, its size and whether it may be executed. Never throws. */
  fact(path: string): Promise<FileFact>;
  /** Paths of the project's files, sorted; without `.git`, environments and caches, links not followed. */
  list(): Promise<readonly string[]>;
  /** Runs git in the project; hooks and file monitors of the repository stay off. */
  git(args: readonly string[]): Promise<ProcessResult>;
  /**
   * Runs a program; equal specifications run once in a verification. `after` is the world as the
   * program left it: where it ran, with its temporary folder as `{scratch}`.
   */
  run(spec: ProcessSpec): Promise<ProcessResult & { readonly after: CheckWorld }>;
  /** Starts a service; `{port}` in its arguments and environment is a free port of loopback. */
  serve(spec: ProcessSpec, ready: string): Promise<Service>;
  /** Sends a request to a port of loopback; undefined when nobody answers in time. */
  request(port: number, request: HttpRequest): Promise<HttpAnswer | undefined>;
  /** Rows of a query on an SQLite database of the project, read-only. */
  query(database: string, sql: string): Promise<Rows | NoRows>;
  /** False until the learner has agreed to the project's commands. */
  readonly consent: boolean;
  readonly cancelled: () => boolean;
}
