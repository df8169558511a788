import assert from 'node:assert/strict';
import { fails, look, passes, text } from '../fakeWorld.ts';

const RULES = text(
  'groups:',
  '  - name: api',
  '    rules:',
  '      - record: api:errors:ratio',
  '        expr: sum(rate(errors_total[5m]))',
  '      - alert: HighLatency',
  '        expr: |',
  '          histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[5m])))',
  '            > 0.5',
  '        for: 5m',
  '        labels: {severity: page}',
  '        annotations: {summary: Answers are slow}',
  '      - alert: Drift',
  '        expr: drift_share > 0.3',
);
const CONFIG = text(
  'rule_files: [/etc/prometheus/rules/*.yml]',
  'scrape_configs:',
  '  - job_name: api',
  '    static_configs:',
  '      - targets: ["api:8000"]',
  '  - job_name: pods',
  '    kubernetes_sd_configs: [{role: pod}]',
  '  - job_name: empty',
);
const FILES = { 'monitoring/rules.yml': RULES, 'prometheus.yml': CONFIG };
const project = { files: FILES };
const rules = (wish: object = {}) => ({ prometheus: { rules: 'monitoring/*.yml', ...wish } });
const scrape = (wish: object, more: object = {}) => ({ prometheus: { scrape: wish, ...more } });

describe('the check “prometheus”', () => {
  it('wants to know where to look', async () => {
    await assert.rejects(look({ prometheus: {} }), /must have rules or scrape/);
    await assert.rejects(look(scrape({ job: 'api' }, { for: true })), /must have rules when/);
  });

  it('finds an alert with all that it should have', async () => {
    const wish = {
      alert: 'HighLatency',
      for: true,
      severity: true,
      annotations: true,
      expression: 'histogram_quantile\\(0\\.9',
    };
    const { file } = await passes(rules(wish), project);
    assert.equal(file, 'monitoring/rules.yml');
    await passes(rules(), project);
  });

  it('says what is there instead', async () => {
    await fails(rules(), {}, /^no such file$/);
    await fails(
      rules({ alert: 'Down' }),
      project,
      /^alerts: HighLatency, Drift$/,
      'monitoring/rules.yml',
    );
    await fails(rules(), { files: { 'monitoring/rules.yml': '' } }, /^alerts: none$/);
    await fails(
      rules(),
      { files: { 'monitoring/rules.yml': 'groups: [' } },
      /./,
      'monitoring/rules.yml:1',
    );
  });

  for (const [wish, found, line] of [
    [{ for: true }, /^no for$/, 13],
    [{ severity: true }, /^no labels\.severity$/, 13],
    [{ annotations: true }, /^annotations without/, 13],
    [{ expression: 'rate\\(' }, /^drift_share > 0\.3$/, 14],
  ] as const) {
    it(`says what an alert lacks: ${Object.keys(wish).join()}`, () =>
      fails(rules({ alert: 'Drift', ...wish }), project, found, `monitoring/rules.yml:${line}`));
  }

  it('without a name, speaks of the alert that comes closest', async () => {
    await passes(rules({ for: true }), project);
    const wish = { for: true, severity: true, expression: 'nothing' };
    const { expected } = await fails(
      rules(wish),
      project,
      /histogram_quantile/,
      'monitoring/rules.yml:7',
    );
    assert.match(expected, /the alert HighLatency to ask something like/);
  });

  for (const wait of ['0s', '0m', '5', 'soon', '""', '{}']) {
    it(`does not take for: ${wait} for a wait`, () =>
      fails(
        rules({ alert: 'HighLatency', for: true }),
        { files: { 'monitoring/rules.yml': RULES.replace('for: 5m', `for: ${wait}`) } },
        /for/,
        'monitoring/rules.yml:10',
      ));
  }

  it('reads the rules of a PrometheusRule', () =>
    passes(rules({ alert: 'A' }), {
      files: { 'monitoring/a.yml': 'spec: {groups: [{rules: [{alert: A, expr: up}]}]}' },
    }));

  describe('scrape', () => {
    it('wants a job with targets', async () => {
      const { found, line } = await passes(scrape({ job: 'api', target: '^api:' }), project);
      assert.deepEqual([found, line], ['api:8000', 3]);
      await passes(scrape({ job: 'pods' }), project);
      await fails(scrape({ job: 'web' }), project, /^jobs: api, pods, empty$/, 'prometheus.yml:2');
      await fails(scrape({ job: 'empty' }), project, /without targets/, 'prometheus.yml:8');
      await fails(scrape({ job: 'api' }), {}, /no such file/);
    });
    it('knows that a container’s localhost is itself', () =>
      fails(
        scrape({ job: 'api', target: '^api:' }),
        { files: { 'prometheus.yml': CONFIG.replace('api:8000', 'localhost:8000') } },
        /targets: localhost:8000/,
        'prometheus.yml:3',
      ));
    it('wants the rule files to be listed', async () => {
      const wish = scrape({ job: 'api', loads: true }, { rules: 'monitoring/rules.yml' });
      await passes(wish, project);
      const other = { ...FILES, 'prometheus.yml': CONFIG.replace('*.yml', 'alerts.yml') };
      const { expected } = await fails(
        wish,
        { files: other },
        /rule_files: .*alerts\.yml$/,
        'prometheus.yml:1',
      );
      assert.equal(expected, 'Prometheus to load monitoring/rules.yml');
    });
  });
});
