import assert from 'node:assert/strict';
import { fails, passes, text } from '../fakeWorld.ts';

const DEPLOYMENT = text(
  '# The service.',
  'apiVersion: apps/v1',
  'kind: Deployment',
  'metadata:',
  '  name: api',
  'spec:',
  '  replicas: 2',
  '  strategy:',
  '    type: RollingUpdate',
  '    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}',
  '  selector:',
  '    matchLabels: {app: api}',
  '  template:',
  '    metadata:',
  '      labels: {app: api, tier: web}',
  '    spec:',
  '      securityContext:',
  '        runAsNonRoot: true',
  '        runAsUser: 10001',
  '      containers:',
  '        - name: api',
  '          image: ghcr.io/me/api:1.4.2',
  '          env:',
  '            - name: API_TOKEN',
  '              valueFrom: {secretKeyRef: {name: api, key: token}}',
  '          securityContext: {readOnlyRootFilesystem: true}',
  '          resources:',
  '            requests: {cpu: 100m, memory: 256Mi}',
  '            limits: {memory: 512Mi}',
  '          readinessProbe:',
  '            httpGet: {path: /health, port: 8000}',
  '          livenessProbe:',
  '            tcpSocket: {port: 8000}',
);
const SERVICE = text(
  'apiVersion: v1',
  'kind: Service',
  'metadata: {name: api}',
  'spec:',
  '  selector: {app: api}',
  '  ports: [{port: 80, targetPort: 8000}]',
);
const ALL = `${DEPLOYMENT}---\n${SERVICE}`;
const FILE = 'k8s/all.yaml';
const files = (yaml: string) => ({ files: { [FILE]: yaml } });
const changed = (from: string | RegExp, to: string) => {
  const after = ALL.replace(from, to);
  assert.notEqual(after, ALL);
  return files(after);
};
const check = (...facts: readonly string[]) => ({
  kubernetes: { path: 'k8s/*.yaml', kind: 'Deployment', facts },
});

describe('the check “kubernetes”', () => {
  it('finds every fact in careful manifests', async () => {
    const facts = [
      'probes',
      'resources',
      'non-root',
      'read-only-root',
      'pinned-images',
      'no-latest',
      'no-plain-secrets',
      'replicas',
      'rolling-update',
      'selector',
    ];
    await passes(check(...facts), files(ALL));
    await passes(
      { kubernetes: { path: FILE, kind: 'Service', name: 'api', facts: ['selector'] } },
      files(ALL),
    );
  });

  it('says what is there instead', async () => {
    const job = { kubernetes: { path: 'k8s/*.yaml', kind: 'Job' } };
    await fails(job, {}, /^no such file$/);
    await fails(job, files(ALL), /^Deployment api, Service api$/);
    await fails(job, files(''), /^none$/);
    await fails(
      { kubernetes: { ...job.kubernetes, kind: 'Service', name: 'web' } },
      files(ALL),
      /Service api$/,
    );
    await fails(job, files(`${ALL}---\na: [`), /./, `${FILE}:42`);
  });

  it('looks into every document, every file and every list', async () => {
    const list = text('kind: List', 'items:', '  - {kind: Job, metadata: {name: train}}', '  - 7');
    await passes(
      { kubernetes: { path: 'k8s/**', kind: 'Job', name: 'train' } },
      { files: { [FILE]: ALL, 'k8s/more/list.yml': list } },
    );
  });

  it('passes over the templates of Helm', () =>
    passes(check('probes'), {
      files: { [FILE]: ALL, 'k8s/a.yaml': '{{- if .Values.on }}\nkind: {{ .x }}\n' },
    }));

  it('holds expectations against each document, with the line of the file', async () => {
    const kubernetes = {
      path: FILE,
      kind: 'Service',
      expect: [{ path: ['spec', 'ports', '*', 'targetPort'], equals: 8000 }],
    };
    const { line } = await passes({ kubernetes }, files(ALL));
    assert.equal(line, 40);
    await fails(
      { kubernetes },
      changed('targetPort: 8000', 'targetPort: 80'),
      /targetPort is 80/,
      `${FILE}:40`,
    );
  });

  for (const [fact, from, to, found, line] of [
    ['probes', 'readinessProbe', 'startupProbe', /^api has no readinessProbe$/, 21],
    ['probes', /httpGet: .*/, '{}', /^api has no readinessProbe$/, 21],
    ['resources', 'cpu: 100m', 'disk: 1Gi', /^api has no resources\.requests\.cpu$/, 21],
    ['resources', 'limits: {memory: 512Mi}', 'limits: {cpu: 1}', /resources\.limits\.memory/, 21],
    ['non-root', 'runAsNonRoot: true', 'runAsNonRoot: "yes"', /no runAsNonRoot: true/, 21],
    ['non-root', '10001', '0', /runAsUser: 0/, 21],
    ['non-root', 'readOnlyRoot', 'runAsNonRoot: false, readOnlyRoot', /no runAsNonRoot: true/, 21],
    ['read-only-root', 'Filesystem: true', 'Filesystem: false', /no readOnlyRootFilesystem/, 21],
    ['pinned-images', ':1.4.2', '', /api, no tag, which means latest/, 21],
    ['pinned-images', ':1.4.2', ':main', /the tag main/, 21],
    ['no-latest', ':1.4.2', ':latest', /the tag latest/, 21],
    ['no-latest', ':1.4.2', '', /means latest/, 21],
    ['no-plain-secrets', /valueFrom: .*/, 'value: abc', /API_TOKEN has its value in the file/, 21],
    ['replicas', 'replicas: 2', 'replicas: 1', /^1$/, 7],
    ['replicas', '  replicas: 2\n', '', /^none stated, which means 1$/, 6],
    ['rolling-update', 'type: RollingUpdate', 'type: Recreate', /strategy: Recreate/, 8],
    ['rolling-update', 'maxUnavailable: 0', 'maxUnavailable: 2', /none may be left/, 8],
    ['rolling-update', 'maxUnavailable: 0', 'maxUnavailable: 100%', /none may be left/, 8],
    ['selector', 'labels: {app: api', 'labels: {app: API', /app=api, and no pod/, 12],
    [
      'resources',
      /containers:[^]*?---/,
      'containers: []\n---',
      /Deployment api has no containers/,
      6,
    ],
  ] as const) {
    it(`${fact} fails when ${String(from)} becomes ${JSON.stringify(to)}`, () =>
      fails(check(fact), changed(from, to), found, `${FILE}:${line}`));
  }

  it('no-latest lets other moving tags pass', () =>
    passes(check('no-latest'), changed(':1.4.2', ':main')));

  it('replicas may be those of an autoscaler', async () => {
    const scaler = text(
      '---',
      'kind: HorizontalPodAutoscaler',
      'metadata: {name: api}',
      'spec:',
      '  minReplicas: 3',
      '  scaleTargetRef: {kind: Deployment, name: api}',
    );
    await passes(check('replicas'), files(DEPLOYMENT.replace('  replicas: 2\n', '') + scaler));
  });

  it('a Service must find the pods of somebody', async () => {
    const service = { kubernetes: { path: FILE, kind: 'Service', facts: ['selector'] } };
    await fails(
      service,
      changed('selector: {app: api}', 'selector: {app: web}'),
      /app=web, and no pod/,
      `${FILE}:39`,
    );
    await fails(service, changed('selector: {app: api}', 'selector: {}'), /^none, and no pod/);
  });

  it('knows where jobs, model servers and workflows describe their containers', async () => {
    const container =
      '{name: a, image: "a:1", resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}}';
    for (const [kind, spec] of [
      ['Pod', `{containers: [${container}]}`],
      ['CronJob', `{jobTemplate: {spec: {template: {spec: {containers: [${container}]}}}}}`],
      [
        'InferenceService',
        `{predictor: {model: {modelFormat: {name: sklearn}, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}}}}`,
      ],
      ['Workflow', `{templates: [{name: dag, dag: {}}, {name: train, container: ${container}}]}`],
      ['CronWorkflow', `{workflowSpec: {templates: [{name: train, script: ${container}}]}}`],
    ] as const) {
      const kubernetes = { path: FILE, kind, facts: ['resources', 'pinned-images'] };
      await passes({ kubernetes }, files(`kind: ${kind}\nspec: ${spec}\n`));
    }
  });

  describe('the defaults of the API', () => {
    const facts = (...names: readonly string[]) => ({
      kubernetes: { path: FILE, kind: 'Deployment', facts: names },
    });
    it('a request that is not stated is as large as the limit', async () => {
      await passes(
        facts('resources'),
        changed(/requests: .*\n.*limits: .*/, 'limits: {cpu: 1, memory: 1Gi}'),
      );
      await fails(
        facts('resources'),
        changed(/requests: .*\n.*limits: .*/, 'limits: {memory: 1Gi}'),
        /no resources\.requests\.cpu/,
      );
    });
    it('a strategy with rollingUpdate is RollingUpdate', async () => {
      await passes(facts('rolling-update'), changed('    type: RollingUpdate\n', ''));
      await fails(
        facts('rolling-update'),
        changed(/ {4}type: RollingUpdate\n.*\n/, '    {}\n'),
        /none stated/,
      );
    });
    it('an autoscaler says how many pods there are', async () => {
      const scaler = `${ALL.replace('  replicas: 2\n', '').replace('maxUnavailable: 0', 'maxUnavailable: 1')}---
kind: HorizontalPodAutoscaler
metadata: {name: api}
spec:
  scaleTargetRef: {kind: Deployment, name: api}
  minReplicas: 3
`;
      await passes(facts('replicas', 'rolling-update'), files(scaler));
      await fails(
        facts('rolling-update'),
        files(scaler.replace('minReplicas: 3', 'minReplicas: 1')),
        /none may be left/,
      );
    });
    it('a Service finds a bare Pod, and one for a name outside finds none', async () => {
      const service = { kubernetes: { path: FILE, kind: 'Service', facts: ['selector'] } };
      const pod = 'kind: Pod\nmetadata: {name: p, labels: {app: api}}\nspec: {}\n';
      await passes(service, files(`${SERVICE}---\n${pod}`));
      await fails(service, files(`${SERVICE}---\n${pod.replace('app: api', 'app: x')}`), /no pod/);
      const outside =
        'kind: Service\nmetadata: {name: db}\nspec: {type: ExternalName, externalName: db.example.org}\n';
      await passes(service, files(outside));
    });
    it('a kustomization sets images and labels', async () => {
      const bare = ALL.replace(':1.4.2', '').replaceAll(
        'labels: {app: api, tier: web}',
        'labels: {tier: web}',
      );
      const kustomization =
        'images: [{name: ghcr.io/me/api, newTag: 1.4.2}]\nlabels: [{pairs: {app: api}, includeTemplates: true}]\n';
      const together = { files: { [FILE]: bare, 'k8s/kustomization.yaml': kustomization } };
      const all = (kind: string, ...names: readonly string[]) => ({
        kubernetes: { path: 'k8s/*.yaml', kind, facts: names },
      });
      await passes(all('Deployment', 'pinned-images', 'no-latest'), together);
      await passes(all('Service', 'selector'), together);
      await fails(facts('pinned-images'), files(bare), /no tag/);
    });
    it('a sidecar without ports needs no probes, and a container with ports does', async () => {
      const sidecar =
        '          ports: [{containerPort: 8000}]\n        - name: logs\n          image: x/logs:1\n';
      const end = /( {12}tcpSocket: .*\n)/;
      await passes(facts('probes'), changed(end, `$1${sidecar}`));
      await fails(
        facts('probes'),
        changed(end, `$1${sidecar}          ports: [{containerPort: 1}]\n`),
        /logs has no readinessProbe/,
      );
    });
    for (const command of [
      '["true"]',
      '[/bin/true]',
      '[sh, -c, "exit 0"]',
      '[sh, -c, "echo ok"]',
    ]) {
      it(`a probe that runs ${command} asks nothing`, () =>
        fails(
          facts('probes'),
          changed('tcpSocket: {port: 8000}', `exec: {command: ${command}}`),
          /a livenessProbe that can never fail/,
        ));
    }
    it('the images of what prepares a pod count', () =>
      fails(
        facts('no-latest'),
        changed(
          '      containers:',
          '      initContainers: [{name: wait, image: busybox}]\n      containers:',
        ),
        /wait has busybox, no tag/,
      ));
    it('PGPASSWORD is a password', () =>
      fails(
        facts('no-plain-secrets'),
        changed(
          / {12}- name: API_TOKEN\n.*\n/,
          '            - {name: PGPASSWORD, value: mlflow}\n',
        ),
        /PGPASSWORD/,
      ));
  });
});
