/** What a learner says of a task. */
export type TaskState = 'open' | 'done' | 'skipped';

/** What the notes page asks of the extension. */
export type ToHost =
  | { readonly type: 'ready' }
  | { readonly type: 'toggle'; readonly id: string; readonly done: boolean }
  | { readonly type: 'open'; readonly href: string }
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
  | { readonly type: 'scrollTo'; readonly anchor: string };

/** What the page keeps, so that VS Code can restore it after a reload. */
export interface NotesState {
  readonly page: string;
  readonly scroll: number;
}
