/** The systems that remedies tell apart. */
export type System = 'windows' | 'wsl' | 'macos' | 'linux';

/** Installers that a remedy uses where the machine has them. */
export type Installer = 'winget' | 'brew' | 'apt' | 'dnf' | 'pacman' | 'snap' | 'uv';

/** When a tool is needed: to go on at all, for something that comes later, or never. */
export type Need = 'now' | 'later' | 'optional';

/** How a tool is found: fits, out of range, not there, not working, or its engine is not running. */
export type ToolStatus = 'ok' | 'old' | 'new' | 'missing' | 'broken' | 'stopped';

/** A program and its arguments, started without a shell. */
export type Question = readonly [string, ...string[]];

/** What to do: a command to type, or a page to read, and what to know about either. */
export interface Remedy {
  readonly say?: string;
  readonly command?: string;
  /** Always https. */
  readonly page?: string;
}

/** How to get a tool: the name that an installer knows it by, a command without one, or its page. */
export type Ways = Readonly<Partial<Record<Installer, string>>> & {
  /** For where no installer knows it. */
  readonly commands?: Readonly<Partial<Record<System, string>>>;
  /** What to know on one system about the way given there. */
  readonly say?: Readonly<Partial<Record<System, string>>>;
  /** Pages for one system, where the general one does not help. */
  readonly pages?: Readonly<Partial<Record<System, string>>>;
  readonly page: string;
};

/** A known way in which a tool answers without working. */
export interface Trouble {
  readonly says: RegExp;
  readonly found: string;
  readonly remedy: Remedy;
}

/** What one project asks of a tool; with `when`, only where an option has this value. */
export interface ProjectNeed {
  readonly need: Need;
  readonly when?: readonly [option: string, value: string];
}

/** Where a tool is needed. What nobody names is not looked for. */
export interface Needs {
  readonly everywhere?: Need;
  readonly phases?: Readonly<Record<string, 'now' | 'optional'>>;
  readonly projects?: Readonly<Record<string, Need | ProjectNeed>>;
}

/** One line of the doctor's table. */
export interface Tool {
  readonly id: string;
  readonly title: string;
  /** What it is for, as a sentence. */
  readonly purpose: string;
  /** The systems that it is looked for on; without it, all. */
  readonly systems?: readonly System[];
  /** Questions that are answered with the version. The first answer that fits is taken. */
  readonly ask: readonly Question[];
  /** Finds the version, as its first group, in an answer. */
  readonly version: RegExp;
  readonly oldest?: string;
  /** At the precision that counts: `3.13` takes in every 3.13. */
  readonly newest?: string;
  /** What a stand-in says that is no such tool: a shim, a stub, a plug-in that is not there. */
  readonly absent?: RegExp;
  /** Says that something else answers in its place and does as well, whatever its version. */
  readonly standIn?: RegExp;
  readonly troubles?: readonly Trouble[];
  /** The engine that does its work: a question that succeeds when it runs, and how to start it. */
  readonly engine?: {
    readonly ask: Question;
    readonly start: Readonly<Record<System, Remedy>>;
  };
  /** Its name as a Python package: in a project it comes with the project's own environment. */
  readonly package?: string;
  /** Tools of one group do the same: one of them is enough. */
  readonly group?: string;
  readonly needs: Needs;
  readonly ways: Ways;
  /** How to go on without it. */
  readonly without?: string;
}
