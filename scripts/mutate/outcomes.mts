import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { cacheFolder } from '../setup/places.mjs';

/** What became of one stage of a mutant's trial, or of the solution's own. */
const outcomeSchema = v.strictObject({
  ended: v.picklist(['passed', 'refused', 'timed out']),
  /** What refused it: tools, or checks as `step/check`. */
  by: v.array(v.string()),
  seconds: v.number(),
});

export type Outcome = Readonly<v.InferOutput<typeof outcomeSchema>>;

/** Outcomes by a key of everything that decides them; written as they come, so that a run goes on where it was stopped. */
export class Outcomes {
  private readonly folder: string;

  constructor(folder = path.join(cacheFolder(), 'mutants')) {
    this.folder = folder;
  }

  /** The outcome that is known for a key, or the one that is found now. */
  async of(key: string, find: () => Promise<Omit<Outcome, 'seconds'>>): Promise<Outcome> {
    const known = this.read(key);
    if (known) return known;
    const started = performance.now();
    const found = await find();
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const outcome = { ...found, seconds };
    const file = this.fileOf(key);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const half = `${file}.${process.pid}`;
    fs.writeFileSync(half, JSON.stringify(outcome));
    fs.renameSync(half, file);
    return outcome;
  }

  private read(key: string): Outcome | undefined {
    const file = this.fileOf(key);
    if (!fs.existsSync(file)) return undefined;
    const read = v.safeParse(outcomeSchema, JSON.parse(fs.readFileSync(file, 'utf8')));
    return read.success ? read.output : undefined;
  }

  private fileOf(key: string): string {
    return path.join(this.folder, key.slice(0, 2), `${key.slice(2)}.json`);
  }
}
