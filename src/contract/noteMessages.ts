/** How a learner marks a task. */
export type TaskState = 'open' | 'done' | 'skipped';

/** What the buttons of a guide may ask for: commands, without their prefix. */
export const STEP_ACTIONS = [
  'setupProject',
  'verifyProject',
  'verifyStep',
  'showHint',
  'compareWithSolution',
  'skipTask',
  'reportCheck',
] as const;
/** The answers to whose project it is, which a guide asks once. */
export const OWNER_ANSWERS = { adoptProject: 'mine', disownProject: 'other' } as const;
export type GuideAction = (typeof STEP_ACTIONS)[number] | keyof typeof OWNER_ANSWERS;

/** What a page asks of the extension. */
export type ToHost =
  | { readonly type: 'ready' }
  | { readonly type: 'place'; readonly scroll: number }
  | { readonly type: 'toggle'; readonly id: string; readonly done: boolean }
  | { readonly type: 'open'; readonly href: string }
  | { readonly type: 'action'; readonly action: GuideAction; readonly id?: string }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'openAsFile'; readonly text: string; readonly language: string }
  | { readonly type: 'report'; readonly heading: string; readonly quote: string };

/** What the extension tells the notes page. */
export type ToNotes =
  | {
      readonly type: 'states';
      readonly states: Readonly<Record<string, TaskState>>;
      readonly summary: string;
    }
  | {
      readonly type: 'steps';
      readonly html: string;
      readonly summary: string;
      /** HTML of what is wrong with the project's own files. */
      readonly notices: string;
    }
  /** HTML of why the steps on the page can no longer be read. */
  | { readonly type: 'notices'; readonly html: string }
  | { readonly type: 'scrollTo'; readonly anchor: string };

/** What the page keeps, so that VS Code can restore it after a reload. */
export interface NotesState {
  readonly page: string;
  readonly scroll: number;
  /** The document that this was kept by: a newer one of the same page begins where it is told. */
  readonly shown: string;
}
