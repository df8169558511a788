import { PATIENCE, type Answer } from './facts.ts';
import type { Remedy, System, Tool, ToolStatus } from './tool.ts';
import { fitOf } from '../versions.ts';

/** What was found of a tool, before anybody asks whether it is needed. */
export interface Finding {
  readonly status: ToolStatus;
  readonly version?: string;
  /** In words, to stand after the tool's name. */
  readonly found: string;
  /** What helps here in particular. */
  readonly remedy?: Remedy;
}

const notFound: Finding = { status: 'missing', found: 'not found' };
const BEST_FIRST: readonly ToolStatus[] = ['ok', 'stopped', 'new', 'old', 'broken', 'missing'];

/** The most useful of several findings of one tool; not found when there are none. */
export function bestOf(findings: readonly Finding[]): Finding {
  const rank = ({ status }: Finding) => BEST_FIRST.indexOf(status);
  return findings.toSorted((one, other) => rank(one) - rank(other))[0] ?? notFound;
}

/** Reads the version that a tool printed. */
export function readVersion(tool: Tool, answer: Answer, system: System): Finding {
  if (answer.end === 'missing') return notFound;
  const side = windowsSide(answer.path, system);
  const works = answer.end === 'exit' && answer.code === 0;
  const version = works ? tool.version.exec(answer.text.trim())?.[1] : undefined;
  if (version !== undefined) {
    const fit = tool.standIn?.test(answer.text) === true ? 'ok' : fitOf(version, tool);
    return { status: fit, version, found: `${version}${wanted(tool, fit)}${side}` };
  }
  if (!works && tool.absent?.test(answer.text) === true) return notFound;
  const { found, ...rest } = readTrouble(tool, answer) ?? { found: complaint(answer) };
  return { status: 'broken', found: found + side, ...rest };
}

/** What a tool's engine says to a question that succeeds when it runs. */
export function readEngine(tool: Tool, client: Finding, answer: Answer, system: System): Finding {
  if (!tool.engine || (answer.end === 'exit' && answer.code === 0)) return client;
  const trouble = readTrouble(tool, answer);
  if (trouble) return { ...client, status: 'broken', ...trouble };
  return {
    ...client,
    status: 'stopped',
    found: `${client.found}, but its engine does not answer`,
    remedy: tool.engine.start[system],
  };
}

function readTrouble(tool: Tool, answer: Answer): Pick<Finding, 'found' | 'remedy'> | undefined {
  if (answer.end === 'missing') return undefined;
  const trouble = tool.troubles?.find(({ says }) => says.test(answer.text));
  return trouble && { found: trouble.found, remedy: trouble.remedy };
}

function wanted({ oldest, newest }: Tool, fit: 'ok' | 'old' | 'new'): string {
  if (fit === 'old') return `; ${oldest ?? ''} or later is needed`;
  return fit === 'new' ? `; the newest that fits is ${newest ?? ''}` : '';
}

/** Why an answer does not count, in words that follow the name of what was asked. */
export function complaint(answer: Exclude<Answer, { end: 'missing' }>): string {
  const said = firstLine(answer.text);
  switch (answer.end) {
    case 'timeout':
      return `it did not answer within ${PATIENCE} seconds`;
    case 'flood':
      return 'it printed without end';
    case 'failed':
      return `it could not be started${said === '' ? '' : `: ${said}`}`;
    case 'exit':
      if (answer.code !== 0) {
        return `it ended with exit code ${answer.code}${said === '' ? '' : `: ${said}`}`;
      }
      return said === '' ? 'it did not say its version' : `it says “${said}” in place of a version`;
  }
}

const LONGEST = 120;

/** The first line that says something, without what could move a terminal's cursor. */
function firstLine(text: string): string {
  const lines = text.split(/[\r\n]+/).map((line) => line.replace(/\p{Cc}/gu, '').trim());
  const line = lines.find((each) => each !== '') ?? '';
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

// WSL puts the programs of Windows on the PATH too; what a Linux folder needs is not among them.
function windowsSide(path: string, system: System): string {
  return system === 'wsl' && /^\/mnt\/[a-z]\//.test(path) ? ` (on the Windows side: ${path})` : '';
}
