import type { GitArguments } from './gitCommands.ts';

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

/** How the project's folder stands in Git. */
export type RepositoryState =
  | {
      readonly kind: 'ready';
      /** The project's folder from the repository's top, such as `projects/first/`; empty at the top. */
      readonly prefix: string;
      /** True when older commits are missing. */
      readonly shallow: boolean;
      /** The hash of the last commit. */
      readonly commit: string;
    }
  | { readonly kind: 'no-commit'; readonly prefix: string }
  | { readonly kind: 'none' }
  /** Git is missing, or refuses: nobody knows. */
  | { readonly kind: 'unusable'; readonly reason: string; readonly remedy: string };

/** What Git answered. */
export interface GitAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

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
  /** What is missing, for `missing`, when the program's name does not say it. */
  readonly problem?: string;
  /** How to get it. */
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
      readonly problem?: string;
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

/** A regular expression that comes from a project; running it may take forever. */
export interface Pattern {
  readonly source: string;
  /** Flags of `RegExp` without state: neither `g` nor `y`. */
  readonly flags: string;
}

/** Where a pattern first matches in a text. */
export interface PatternMatch {
  /** Offset of the match. */
  readonly index: number;
  /** What was matched. */
  readonly text: string;
}

/** What a search has come to. */
export type SearchAnswer =
  /** One entry for each text, in their order; undefined where nothing matches. */
  | { readonly end: 'done'; readonly matches: readonly (PatternMatch | undefined)[] }
  /** The text at this position took longer than one text may take. */
  | { readonly end: 'slow'; readonly at: number; readonly seconds: number }
  /** All searches together have taken what a verification may take. */
  | { readonly end: 'spent'; readonly seconds: number }
  /** The pattern could not be run, such as one that needs too much memory. */
  | { readonly end: 'refused'; readonly problem: string }
  | { readonly end: 'cancelled' };

/** What checks may ask of the outside: one project's folder and programs in it. */
export interface CheckWorld {
  /** Reads a file: a path relative to the project, or below `{scratch}/` after a command. Throws only `cancelled`. */
  read(path: string): Promise<FileContent>;
  /** Whether a path is a file, its size and whether it may be executed. Never throws. */
  fact(path: string): Promise<FileFact>;
  /** Paths of the project's files, sorted; without `.git`, environments and caches, links not followed. */
  list(): Promise<readonly string[]>;
  /** Whether there is a repository, and what of it. Never throws. */
  repository(): Promise<RepositoryState>;
  /**
   * Runs Git in the project's folder; nothing that the repository's own settings name is started.
   * @throws ExpectedError `look` when Git could not be run to its end.
   */
  git(args: GitArguments): Promise<GitAnswer>;
  /**
   * A tracked file that a filter of the repository's own settings would change, and the setting's
   * key. Git is asked without such filters, so it may take the file for changed.
   */
  filterInUse(): Promise<{ readonly key: string; readonly file: string } | undefined>;
  /** The world of the repository's top folder, when the project lies below it; it lists `.github` alone. */
  top(): Promise<CheckWorld | undefined>;
  /**
   * Runs a program; equal specifications run once in a verification. `after` is the world as the
   * program left it: where it ran, with its temporary folder as `{scratch}`.
   * @param scratch files to lay into that folder first, by name; they follow from the project's files
   */
  run(
    spec: ProcessSpec,
    scratch?: Readonly<Record<string, string>>,
  ): Promise<ProcessResult & { readonly after: CheckWorld }>;
  /** Starts a service; `{port}` in its arguments and environment is a free port of loopback. */
  serve(spec: ProcessSpec, ready: string): Promise<Service>;
  /** Sends a request to a port of loopback; undefined when nobody answers in time. */
  request(port: number, request: HttpRequest): Promise<HttpAnswer | undefined>;
  /**
   * The first match of a pattern in each text, away from this thread and within limits of time, so
   * that a hostile pattern neither blocks nor outlives a verification. Never throws.
   */
  search(pattern: Pattern, texts: readonly string[]): Promise<SearchAnswer>;
  /**
   * Lets everything else have its turn: for loops over what a hostile file may hold without end.
   * @throws ExpectedError `cancelled` when the learner has stopped the verification.
   */
  turn(): Promise<void>;
  /** False until the learner has agreed to what runs; then no program but Git is started. */
  readonly consent: boolean;
  readonly cancelled: () => boolean;
}
