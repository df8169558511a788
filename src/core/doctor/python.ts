import type { Facts, PythonFact } from './facts.ts';
import { bestOf, readVersion, type Finding } from './reading.ts';
import type { System, Tool } from './tool.ts';

/** What a Python prints after its version when it cannot make an environment alone. */
export const NO_VENV = 'no venv';

/** The Python that projects are set up with, as far as there is one. */
export function findPython(tool: Tool, facts: Facts): Finding {
  const fitting = fittingPython(tool, facts);
  if (fitting) return withVenv(tool, facts, fitting);
  const found = bestOf(facts.pythons.map(({ answer }) => readVersion(tool, answer, facts.system)));
  if (facts.pythonSetting === '') return found;
  return {
    ...found,
    found: `${found.found} (the setting mlopsRoadmap.pythonPath names “${facts.pythonSetting}”)`,
    remedy: { say: `Empty the setting, or let it name ${tool.title}.` },
  };
}

/** What the learner types for the Python that fits; its usual name when there is none. */
export function pythonCommand(tool: Tool | undefined, facts: Facts): string {
  const fitting = tool && fittingPython(tool, facts);
  return fitting?.command ?? usualName(facts.system);
}

function usualName(system: System): string {
  return system === 'windows' ? 'python' : 'python3';
}

function fittingPython(tool: Tool, { pythons, system }: Facts): PythonFact | undefined {
  return pythons.find(({ answer }) => readVersion(tool, answer, system).status === 'ok');
}

// Debian and Ubuntu pack venv apart, and set-up fails without it; uv brings its own.
function withVenv(tool: Tool, facts: Facts, { answer }: PythonFact): Finding {
  const finding = readVersion(tool, answer, facts.system);
  const { version = '' } = finding;
  const lacks = answer.end === 'exit' && answer.text.includes(NO_VENV);
  if (!lacks || facts.installers.has('uv')) return finding;
  const [major = '', minor = ''] = version.split('.');
  return {
    status: 'broken',
    version,
    found: `${version}, but without its venv module, which set-up needs`,
    remedy: facts.installers.has('apt')
      ? { command: `sudo apt install python${major}.${minor}-venv` }
      : { page: 'https://docs.python.org/3/library/venv.html' },
  };
}
