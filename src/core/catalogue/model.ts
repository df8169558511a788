/** One page of the Reference view. Its page id is `reference.<id>`. */
export interface ReferencePage {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** A codicon. */
  readonly icon: string;
  /** What can be gone to directly: a heading's text and its anchor. */
  readonly places: readonly { readonly title: string; readonly anchor: string }[];
}

/** `dist/reference.json`. */
export interface Reference {
  readonly pages: readonly ReferencePage[];
}

/** Something that search leads to, besides phases, skills, tasks and projects. */
export interface SearchPlace {
  readonly kind: 'heading' | 'tool' | 'certification' | 'question';
  readonly title: string;
  /** Where it stands, in words. */
  readonly where: string;
  readonly page: string;
  readonly anchor: string;
}

/** What a reference page's id begins with. */
export const REFERENCE_PREFIX = 'reference.';
