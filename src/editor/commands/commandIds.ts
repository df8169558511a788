/** Every command that the product contributes, without its `mlopsRoadmap.` prefix. */
export const commandIds = [
  'continue',
  'scaffoldProject',
  'setupProject',
  'openProjectGuide',
  'openPhaseNotes',
  'toggleTask',
  'skipTask',
  'markKnown',
  'openTaskLinks',
  'search',
  'doctor',
  'exportProgress',
  'importProgress',
  'resetProgress',
  'verifyProject',
  'verifyStep',
  'showHint',
  'compareWithSolution',
  'restartStep',
  'reportCheck',
  'openVerifyTerminal',
  'updateProject',
  'toggleFocusedRow',
  'showLog',
] as const;

export type CommandId = (typeof commandIds)[number];

/** The id that VS Code knows a command by. */
export function fullCommandId(id: CommandId): `mlopsRoadmap.${CommandId}` {
  return `mlopsRoadmap.${id}`;
}
