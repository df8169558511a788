// The entry of the notes' bundle.
export { GuidePanel } from './guidePanel.ts';
export { NotesPanel } from './notesPanel.ts';
