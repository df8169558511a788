import type * as vscode from 'vscode';
import type { ProgressStore } from '../../core/progress/store.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import type { CompiledContent } from '../../node/compiledContent.ts';
import type { PendingGuides } from '../state/pendingGuides.ts';
import type { WorkspaceProjects } from '../state/workspaceProjects.ts';

/** What scaffolding needs. */
export interface ScaffoldDeps {
  readonly index: RoadmapIndex;
  readonly store: ProgressStore;
  readonly content: CompiledContent;
  readonly projects: WorkspaceProjects;
  readonly pendingGuides: PendingGuides;
  readonly log: vscode.LogOutputChannel;
  /** Shows the guide of a project that is open in this window. */
  readonly showGuide: (project: vscode.Uri) => Promise<void>;
}
