import type * as vscode from 'vscode';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import type { CompiledContent } from '../../node/compiledContent.ts';
import type { WorkspaceProject, WorkspaceProjects } from '../state/workspaceProjects.ts';

/** What verifying needs. */
export interface TestingDeps {
  readonly context: vscode.ExtensionContext;
  readonly index: RoadmapIndex;
  readonly content: CompiledContent;
  readonly projects: WorkspaceProjects;
  readonly log: vscode.LogOutputChannel;
  /** What runs checks: the same program that projects carry. */
  readonly verifier: () => typeof import('../../node/checks/verifier.ts');
  /** What of the tools that a project needs now is missing, in lines to tell. */
  readonly examine: (project: WorkspaceProject) => Promise<readonly string[]>;
  /** Shows the guide of a project, at a step. */
  readonly showGuide: (project: vscode.Uri, step?: string) => Promise<void>;
}

/** Version of the extension, for evidence and reports. */
export function extensionVersion(context: vscode.ExtensionContext): string {
  return (context.extension.packageJSON as { readonly version: string }).version;
}
