// The verifier as others use it. It is bundled once, into verify.cjs, which editor, command line and
// projects share: their reports on a project cannot differ.
export { agreementOf } from './agreement.ts';
export { claimedCommits, commitOfWork } from './claims.ts';
export { appendEvidence, openProject, verifyProject } from './verifyFolder.ts';
