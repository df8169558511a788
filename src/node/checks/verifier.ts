// The verifier as others use it. It is bundled once, into verify.cjs, which editor, command line and
// projects share: what they say of a project cannot differ.
export { commandsOf } from '../../core/checks/verify.ts';
export { appendEvidence, openProject, verifyProject } from './verifyFolder.ts';
