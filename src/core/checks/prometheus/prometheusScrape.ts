import { isFinding } from '../documents.ts';
import { failed, names, passed } from '../finding.ts';
import { placeAt, readYaml } from '../namedFile.ts';
import type { Finding } from '../model.ts';
import { searchPattern } from '../pattern.ts';
import { entries, get, list, text, texts } from '../untyped.ts';
import type { CheckWorld } from '../world.ts';

/** What the configuration of Prometheus is to say. */
export interface ScrapeWish {
  readonly path: string;
  readonly job: string;
  /** A pattern that one of the job’s targets must fit. */
  readonly target?: string | undefined;
  /** Rule files that it must load, by the end of their names. */
  readonly loads: readonly string[];
}

/** Whether Prometheus is told to ask a service, and to load the rules. */
export async function checkScrape(world: CheckWorld, wish: ScrapeWish): Promise<Finding> {
  const expected = `Prometheus to ask ${wish.job}`;
  const file = await readYaml(world, wish.path);
  if (isFinding(file)) return { ...file, expected };
  const jobs = list(get(file.value, 'scrape_configs'));
  const index = jobs.findIndex((job) => text(get(job, 'job_name')) === wish.job);
  if (index < 0) {
    const all = jobs.flatMap((job) => text(get(job, 'job_name')) ?? []);
    const next = `Add a job_name: ${wish.job} with its targets to scrape_configs.`;
    return failed(expected, `jobs: ${names(all)}`, next, placeAt(file, ['scrape_configs']));
  }
  const at = placeAt(file, ['scrape_configs', index]);
  const targets = list(get(jobs[index], 'static_configs')).flatMap((each) =>
    list(get(each, 'targets')).flatMap((target) => text(target) ?? []),
  );
  const discovered = entries(jobs[index]).some(
    ([key, value]) => key.endsWith('_sd_configs') && list(value).length > 0,
  );
  if (targets.length === 0 && !discovered) {
    return failed(expected, 'a job without targets', 'Add static_configs with targets.', at);
  }
  const { target } = wish;
  const searched = targets.map((each) => ({ text: each, from: wish.path }));
  if (target !== undefined && !(await searchPattern(world, target, searched)).some(Boolean)) {
    const next =
      'Name the service as Prometheus reaches it: inside a container, localhost is itself.';
    return failed(`${expected} at /${target}/`, `targets: ${names(targets)}`, next, at);
  }
  const loaded = texts(get(file.value, 'rule_files'));
  const missing = wish.loads.find((rules) => !loaded.some((each) => isSameName(each, rules)));
  if (missing !== undefined) {
    const next = 'Add it to rule_files: a rule file that is not listed never runs.';
    const found = `rule_files: ${names(loaded)}`;
    return failed(`Prometheus to load ${missing}`, found, next, placeAt(file, ['rule_files']));
  }
  return passed(expected, targets.length === 0 ? 'discovered targets' : names(targets), at);
}

/** The folders differ between the project and the container; `*` may stand in the name. */
function isSameName(loaded: string, rules: string): boolean {
  const [wanted = '', own = ''] = [loaded, rules].map((path) => path.split('/').at(-1));
  const [head = '', ...others] = wanted.split('*');
  const last = others.at(-1);
  if (last === undefined) return head === own;
  return own.startsWith(head) && own.endsWith(last) && own.length >= head.length + last.length;
}
