import type * as vscode from 'vscode';
import type { ProgressStore } from '../../core/progress/store.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import type { CompiledContent } from '../../node/compiledContent.ts';
import type { Doctor } from '../doctor/doctorRoom.ts';
import type { GuidePanel } from '../notes/guidePanel.ts';
import type { NotesPanel } from '../notes/notesPanel.ts';
import type { Scaffold } from '../scaffold/scaffoldRoom.ts';
import type { WorkspaceProjects } from '../state/workspaceProjects.ts';
import type { Testing } from '../testing/testingRoom.ts';
import type { ProjectsTree } from '../tree/projectsTree.ts';
import type { RoadmapTree } from '../tree/roadmapTree.ts';

/** What commands work with. Rooms that load late come as functions. */
export interface CommandDeps {
  readonly index: RoadmapIndex;
  readonly store: ProgressStore;
  readonly roadmapTree: RoadmapTree;
  readonly projectsTree: () => ProjectsTree;
  readonly projects: WorkspaceProjects;
  readonly content: CompiledContent;
  readonly log: vscode.LogOutputChannel;
  readonly notes: () => NotesPanel;
  readonly guide: () => GuidePanel;
  readonly scaffold: () => Scaffold;
  readonly testing: () => Testing;
  readonly doctor: () => Doctor;
}
