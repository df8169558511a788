import { diagnose, type ToolReport } from '../../../src/core/doctor/diagnose.ts';
import type { Answer, EnvironmentFact, Facts } from '../../../src/core/doctor/facts.ts';
import type { Scope } from '../../../src/core/doctor/scope.ts';
import type { Installer, System } from '../../../src/core/doctor/tool.ts';
import { tools } from '../../../src/core/doctor/tools.ts';

/** The scope of a project, with the options of its record. */
export function inProject(id: string, options: Readonly<Record<string, string>> = {}): Scope {
  return { project: { id, title: id, options }, ahead: [] };
}

/** The scope of a phase, with those after it numbered from 2. */
export function inPhase(id: string, ...ahead: readonly string[]): Scope {
  return {
    phase: { id, title: id },
    ahead: ahead.map((each, index) => ({ id: each, number: index + 2 })),
  };
}

/** A program that answered, from a usual place. */
export function says(text: string, code = 0, path = '/usr/bin/tool'): Answer {
  return { end: 'exit', code, text, path };
}

/** What a simulated machine has. */
export interface Simulated {
  readonly system?: System;
  readonly installers?: readonly Installer[];
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly pythons?: Readonly<Record<string, Answer>>;
  readonly pythonSetting?: string;
  readonly environment?: EnvironmentFact;
}

/** The facts of a simulated machine; what it does not name is missing. */
export function factsOf(machine: Simulated): Facts {
  return {
    system: machine.system ?? 'linux',
    installers: new Set(machine.installers),
    answers: new Map(Object.entries(machine.answers ?? {})),
    pythons: Object.entries(machine.pythons ?? { python3: says('3.12.3') }).map(
      ([command, answer]) => ({ command, answer }),
    ),
    pythonSetting: machine.pythonSetting ?? '',
    ...(machine.environment ? { environment: machine.environment } : {}),
  };
}

/** The row of one tool in the diagnosis of a simulated machine; fails when there is none. */
export function rowOf(id: string, scope: Scope, machine: Simulated): ToolReport {
  const row = diagnose(tools, scope, factsOf(machine)).tools.find((each) => each.id === id);
  if (!row) throw new Error(`The report has no row for ${id}.`);
  return row;
}
