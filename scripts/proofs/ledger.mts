import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import type { Proof } from './keys.mts';

const lineSchema = v.strictObject({
  /** What decides the outcome, as `keys.mts` computes it. */
  key: v.string(),
  step: v.string(),
  tried: v.string(),
  options: v.record(v.string(), v.string()),
  outcome: v.picklist(['accepted', 'refused', 'unavailable']),
  /** What each check that did not pass has found, as a learner reads it. */
  found: v.record(v.string(), v.string()),
  /** The day, as in 2026-11-28. */
  day: v.pipe(v.string(), v.isoDate()),
  seconds: v.number(),
  /** Where it ran: the system, Node and Python. */
  where: v.string(),
});

/** What was proved once: a line of a project's ledger. */
export type Line = Readonly<v.InferOutput<typeof lineSchema>>;

/** What a proof showed. */
export type Shown = Pick<Line, 'outcome' | 'found'>;

/**
 * A project's `proofs.jsonl`: what was proved, by key. A line stands while everything that decides
 * it is the same, on every machine.
 */
export class Ledger {
  private readonly file: string;
  private readonly byKey: Map<string, Line>;

  /**
   * @param file read when it is there
   * @throws Error with file and line when it is no ledger
   */
  constructor(file: string) {
    this.file = file;
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    const lines = text.split('\n').flatMap((each, index) => (each ? [read(each, index + 1)] : []));
    this.byKey = new Map(lines.map((line) => [line.key, line]));

    function read(json: string, number: number): Line {
      try {
        return v.parse(lineSchema, JSON.parse(json));
      } catch (problem) {
        const said = problem instanceof Error ? problem.message : String(problem);
        throw new Error(`${file}:${number}: ${said} Delete the line; it is proved again.`, {
          cause: problem,
        });
      }
    }
  }

  get lines(): readonly Line[] {
    return [...this.byKey.values()];
  }

  line(key: string): Line | undefined {
    return this.byKey.get(key);
  }

  /** Writes a line in place of those that said something of the same under another key. */
  add(line: Line): void {
    for (const { key, ...other } of this.lines) {
      if (identity(other) === identity(line)) this.byKey.delete(key);
    }
    this.byKey.set(line.key, line);
    this.write();
  }

  /** Takes lines away that say something of what is no longer there. */
  keep(proofs: readonly Proof[]): void {
    const known = new Set(proofs.map(identity));
    const gone = this.lines.filter((line) => !known.has(identity(line)));
    if (gone.length === 0) return;
    for (const { key } of gone) this.byKey.delete(key);
    this.write();
  }

  private write(): void {
    const text = this.lines
      .toSorted((a, b) => (identity(a) < identity(b) ? -1 : 1))
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
    const half = `${this.file}.${process.pid}`;
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.writeFileSync(half, text);
    fs.renameSync(half, this.file);
  }
}

/** What a line or a proof is about, whatever decides it. */
function identity({ options, step, tried }: Pick<Line, 'options' | 'step' | 'tried'>): string {
  return [...Object.entries(options).flat(), step, tried].join(' ');
}

/** Why what was shown is not what a proof must show; undefined when it is. */
export function disagreement(
  { tried, way, step, given }: Proof,
  { outcome, found }: Shown,
): string | undefined {
  const said = Object.entries(found)
    .map(([check, text]) => `${check}: ${text}`)
    .join('\n');
  const wanted = (wish: string) =>
    `${step}, ${tried}: it must be ${wish}; it is ${outcome}.\n${said}`;
  if (way && 'fails' in way.head) {
    const { fails, found: pattern } = way.head;
    if (outcome !== 'refused' || found[fails] === undefined) return wanted(`refused by ${fails}`);
    return new RegExp(pattern).test(found[fails])
      ? undefined
      : `${step}, ${tried}: ${fails} must find /${pattern}/.\n${said}`;
  }
  if (way && 'ends' in way.head) {
    const { ends } = way.head;
    const end = ends === 'passed' ? 'accepted' : 'unavailable';
    return outcome === end ? undefined : wanted(end);
  }
  const end = tried === 'bare' && !given ? 'refused' : 'accepted';
  return outcome === end ? undefined : wanted(end);
}

/** Whether what was shown again refutes a line: another outcome, or another failing check. */
export function refutes(line: Line, shown: Shown): boolean {
  const checks = (found: Shown['found']) => Object.keys(found).sort().join(' ');
  return line.outcome !== shown.outcome || checks(line.found) !== checks(shown.found);
}

/** A text without what differs from run to run: numbers, times, ports and paths. */
export function masked(text: string): string {
  return text.replace(/(?:\/[\w.@-]+){2,}/g, '…').replace(/\d+(?:[.,:]\d+)*/g, '#');
}

/** A text without the folders of this machine. */
export function withoutFolders(text: string, folders: readonly string[]): string {
  return folders.reduce((rest, folder) => rest.replaceAll(folder, '…'), text);
}
