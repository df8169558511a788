import type { Roadmap } from '../roadmap/model.ts';
import type { ProjectRecord } from '../scaffold/projectRecord.ts';
import type { Need, System, Tool } from './tool.ts';

/** What a diagnosis is for: a project, a phase, or, with neither, the whole roadmap ahead. */
export interface Scope {
  readonly project?: {
    readonly id: string;
    readonly title: string;
    readonly options: Readonly<Record<string, string>>;
  };
  readonly phase?: { readonly id: string; readonly title: string };
  /** The phases still to come, in order, with the number that learners see. */
  readonly ahead: readonly { readonly id: string; readonly number: number }[];
}

/** How much a scope needs a tool; `from` is the number of the phase that it can wait for. */
export interface Needed {
  readonly need: Need;
  readonly from?: number;
}

/** The scope of one project, as its record says. */
export function projectScope(roadmap: Roadmap, record: ProjectRecord): Scope {
  const known = roadmap.projects.find(({ id }) => id === record.project)?.title;
  // An id from elsewhere may hold anything, and is printed.
  const title = known ?? record.project.replace(/\p{Cc}/gu, '');
  return { project: { id: record.project, title, options: record.options }, ahead: [] };
}

/** The scope of a phase with those after it; without a phase, of the whole roadmap. */
export function phaseScope(roadmap: Roadmap, phaseId: string | undefined): Scope {
  const position = roadmap.phases.findIndex(({ id }) => id === phaseId);
  const phase = roadmap.phases[position];
  const ahead = roadmap.phases
    .map(({ id }, index) => ({ id, number: index + 1 }))
    .slice(position + 1);
  return phase ? { phase: { id: phase.id, title: phase.title }, ahead } : { ahead };
}

/** How much a scope needs a tool; undefined when it does not name it. */
export function neededIn({ needs }: Tool, scope: Scope): Needed | undefined {
  const need = scope.project ? projectNeed(needs.projects?.[scope.project.id], scope) : undefined;
  const everywhere = need ?? needs.everywhere;
  if (everywhere !== undefined) return { need: everywhere };
  const here = scope.phase && needs.phases?.[scope.phase.id];
  if (here === 'now') return { need: 'now' };
  const from = scope.ahead.find(({ id }) => needs.phases?.[id] === 'now')?.number;
  if (from !== undefined) return { need: 'later', from };
  const liked =
    here !== undefined ||
    scope.ahead.some(({ id }) => needs.phases?.[id] !== undefined) ||
    (!scope.project && !scope.phase && needs.projects !== undefined);
  return liked ? { need: 'optional' } : undefined;
}

function projectNeed(
  named: NonNullable<Tool['needs']['projects']>[string] | undefined,
  { project }: Scope,
): Need | undefined {
  if (typeof named !== 'object') return named;
  const [option, value] = named.when ?? [];
  return option === undefined || project?.options[option] === value ? named.need : undefined;
}

/** The tools that a scope names and that this system can have, in the order of the table. */
export function toolsIn(tools: readonly Tool[], scope: Scope, system: System): readonly Tool[] {
  return tools.filter(
    (tool) => (tool.systems?.includes(system) ?? true) && neededIn(tool, scope) !== undefined,
  );
}
