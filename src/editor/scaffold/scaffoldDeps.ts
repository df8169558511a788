import type * as vscode from 'vscode';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import type { CompiledContent } from '../../node/compiledContent.ts';

/** What scaffolding needs. */
export interface ScaffoldDeps {
  readonly context: vscode.ExtensionContext;
  readonly index: RoadmapIndex;
  readonly content: CompiledContent;
  readonly log: vscode.LogOutputChannel;
}
