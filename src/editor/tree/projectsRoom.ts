// The entry of the bundle of the views that no first paint waits for.
export { ProjectsTree } from './projectsTree.ts';
export { ReferenceTree } from './referenceTree.ts';
export { readWorkspaceProject } from '../state/readWorkspaceProject.ts';
