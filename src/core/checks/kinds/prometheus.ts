import * as v from 'valibot';
import { isFinding } from '../documents.ts';
import { failed, names, passed, short, together } from '../finding.ts';
import { placeAt } from '../namedFile.ts';
import { defineKind, noCommands } from '../kind.ts';
import type { Finding } from '../model.ts';
import { pathSchema } from '../paths.ts';
import { matchesPattern, patternSchema } from '../pattern.ts';
import { alertsIn, type Alert } from '../prometheus/prometheusRules.ts';
import { checkScrape } from '../prometheus/prometheusScrape.ts';
import { get, text } from '../untyped.ts';
import type { CheckWorld } from '../world.ts';

const yes = v.optional(v.literal(true));

const schema = v.pipe(
  v.strictObject({
    /** A rule file, or a pattern of several. */
    rules: v.optional(pathSchema),
    /** The alert’s name; otherwise one alert must have everything. */
    alert: v.optional(v.string()),
    /** It waits before it fires. */
    for: yes,
    /** It says how urgent it is (labels.severity). */
    severity: yes,
    /** It says what to do: annotations with a summary or a description. */
    annotations: yes,
    expression: v.optional(patternSchema),
    scrape: v.optional(
      v.strictObject({
        path: v.optional(pathSchema, 'prometheus.yml'),
        job: v.string(),
        target: v.optional(patternSchema),
        /** It loads the files of `rules`. */
        loads: yes,
      }),
    ),
  }),
  v.check(
    ({ rules, scrape }) => rules !== undefined || scrape !== undefined,
    'must have rules or scrape',
  ),
  v.check(
    ({ scrape: _, rules, ...wishes }) =>
      rules !== undefined || Object.values(wishes).every((wish) => wish === undefined),
    'must have rules when it describes an alert',
  ),
);

type Spec = v.InferOutput<typeof schema>;

/** What the rules of Prometheus watch, and whether it asks the service at all. */
export const prometheusKind = defineKind<Spec>({
  name: 'prometheus',
  schema,
  commands: noCommands,
  async check(spec, world) {
    const findings: Finding[] = [];
    const files = new Set<string>();
    if (spec.rules !== undefined) {
      const alerts = await alertsIn(world, spec.rules);
      if (isFinding(alerts)) return alerts;
      for (const { file } of alerts) files.add(file);
      findings.push(await bestAlert(world, spec, alerts));
    }
    if (spec.scrape) {
      const { path, job, target, loads } = spec.scrape;
      findings.push(
        await checkScrape(world, { path, job, target, loads: loads ? [...files] : [] }),
      );
    }
    return together(findings);
  },
});

/** The alert that fits; otherwise what is missing in the one that comes closest. */
async function bestAlert(
  world: CheckWorld,
  spec: Spec,
  alerts: readonly Alert[],
): Promise<Finding> {
  const expected =
    spec.alert === undefined ? `an alert in ${spec.rules}` : `an alert ${spec.alert}`;
  const named = alerts.filter(({ name }) => spec.alert === undefined || name === spec.alert);
  const looked: Awaited<ReturnType<typeof lookAt>>[] = [];
  for (const alert of named) looked.push(await lookAt(world, spec, alert));
  const [closest] = [...looked].sort((a, b) => b.passed - a.passed);
  if (closest) return closest.finding;
  const found = `alerts: ${names(alerts.map(({ name }) => name))}`;
  const [first] = alerts;
  return failed(expected, found, 'Add it to a group of rules.', first ? { file: first.file } : {});
}

/** How many of the wishes an alert fulfils, and what is said about it. */
async function lookAt(
  world: CheckWorld,
  spec: Spec,
  alert: Alert,
): Promise<{ readonly passed: number; readonly finding: Finding }> {
  const of = `the alert ${short(alert.name)}`;
  const expression = text(get(alert.rule, 'expr')) ?? '';
  const { expression: pattern } = spec;
  const annotations = get(alert.rule, 'annotations');
  const severity = text(get(alert.rule, 'labels', 'severity')) ?? '';
  const looks = [
    look(`${of} to ask something`, expression !== '', short(expression) || 'no expr', 'expr'),
    ...(pattern === undefined
      ? []
      : [
          look(
            `${of} to ask something like /${pattern}/`,
            await matchesPattern(world, pattern, expression, alert.file),
            short(expression),
            'expr',
          ),
        ]),
    ...(spec.for ? [waits(of, alert)] : []),
    ...(spec.severity
      ? [
          look(
            `${of} with a severity`,
            severity !== '',
            short(severity) || 'no labels.severity',
            'labels',
          ),
        ]
      : []),
    ...(spec.annotations
      ? [
          look(
            `${of} to say what has happened`,
            [get(annotations, 'summary'), get(annotations, 'description')].some((each) =>
              text(each),
            ),
            'annotations without summary and description',
            'annotations',
          ),
        ]
      : []),
  ];
  const findings = looks.map(({ ok, expected, found, key }) => {
    const at = placeAt(alert, [...alert.path, key]);
    return ok
      ? passed(expected, found, at)
      : failed(expected, found, `Add or change ${key} in the rule.`, at);
  });
  return {
    passed: findings.filter(({ status }) => status === 'passed').length,
    finding: together(findings),
  };
}

interface Look {
  readonly expected: string;
  readonly ok: boolean;
  readonly found: string;
  readonly key: string;
}

const look = (expected: string, ok: boolean, found: string, key: string): Look => ({
  expected,
  ok,
  found,
  key,
});

function waits(of: string, alert: Alert): Look {
  const written = text(get(alert.rule, 'for')) ?? '';
  const ok = /^(?:\d+(?:ms|[smhdwy]))+$/.test(written) && /[1-9]/.test(written);
  return look(
    `${of} to wait before it fires`,
    ok,
    written === '' ? 'no for' : `for: ${short(written)}`,
    'for',
  );
}
