import type * as vscode from 'vscode';
import type { ProgressStore } from '../../core/progress/store.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import type { NotesPanel } from '../notes/notesPanel.ts';
import type { Scaffold } from '../scaffold/scaffoldRoom.ts';
import type { RoadmapTree } from '../tree/roadmapTree.ts';

/** What commands work with. Rooms that load late come as functions. */
export interface CommandDeps {
  readonly index: RoadmapIndex;
  readonly store: ProgressStore;
  readonly roadmapTree: RoadmapTree;
  readonly log: vscode.LogOutputChannel;
  readonly notes: () => NotesPanel;
  readonly scaffold: () => Scaffold;
}
