import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { freePort, linkEnvironment, must, run, scaffold, serve } from './kit.ts';
import { proveSteps } from './proofSuite.ts';
import { scaffoldsWell } from './scaffoldSuite.ts';
import { buildImage, containerOf, imageConfig, removeImage, whyNoImages } from './standInImage.ts';

const PARCEL = {
  distance_km: 240.5,
  weight_kg: 2.4,
  warehouse_load: 0.7,
  carrier: 'road',
  weekday: 4,
};

let base: string;
before(() => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'starter-'));
});
after(() => fs.rmSync(base, { recursive: true, force: true }));

const post = (address: string, body: unknown) =>
  fetch(`${address}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const tag = 'localhost/model-deployment:test';

/** Builds the image once, beside the tests that come before those of the image. */
const image = () => (building ??= build());
let building: Promise<void> | undefined;

async function build(): Promise<void> {
  if (whyNoImages() !== undefined) return;
  const project = path.join(base, 'image');
  // The strictest umask that people work with: COPY keeps the modes it gives to files.
  const umask = process.umask(0o077);
  try {
    must(scaffold('model-deployment', project));
  } finally {
    process.umask(umask);
  }
  await buildImage(project, tag);
}

const python = (project: string) => path.join(project, '.venv', 'bin', 'python');

scaffoldsWell('model-deployment');

for (const [cloud, where, command] of [
  ['aws', ['--region', 'eu-central-1', '--account', '123456789012'], /^aws .*cloudformation/m],
  ['gcp', ['--project', 'my-project', '--region', 'europe-west3'], /^gcloud .*run/m],
] as const) {
  it(`model-deployment on ${cloud} shows what a deployment would do, and does nothing`, () => {
    // The image's own tests tell when it could not be built.
    image().catch(() => undefined);
    const project = path.join(base, cloud);
    must(scaffold('model-deployment', project, ['--set', `cloud=${cloud}`]));
    linkEnvironment(project);
    for (const module of ['deploy.deploy', 'deploy.teardown']) {
      assert.match(must(run(project, 'python3', ['-m', module, ...where, '--dry-run'])), command);
    }
  });
}

describe('model-deployment, by hand', () => {
  let project: string;
  before(() => {
    project = path.join(base, 'by hand');
    must(scaffold('model-deployment', project));
  });

  it('sets itself up and is green by the README’s two commands', () => {
    const readme = fs.readFileSync(path.join(project, 'README.md'), 'utf8');
    const commands = ['python tasks.py setup', 'python tasks.py check'];
    for (const command of commands) assert.ok(readme.includes(command));
    assert.match(must(run(project, 'python3', ['tasks.py', 'setup'])), /Ready\. Next/);
    assert.match(must(run(project, 'python3', ['tasks.py', 'check'])), /All green\./);
    assert.match(must(run(project, 'python3', ['tasks.py', 'setup'])), /up to date/);
  });

  it('answers /health and /predict, and refuses nonsense with a reason', async () => {
    must(run(project, 'python3', ['tasks.py', 'train']));
    const port = await freePort();
    const server = await serve(
      project,
      python(project),
      ['-m', 'uvicorn', 'by_hand.service:app', '--port', String(port)],
      port,
      { PYTHONPATH: 'src' },
    );
    try {
      const health = (await (await fetch(`${server.address}/health`)).json()) as { status: string };
      assert.equal(health.status, 'ready');
      const answer = (await (await post(server.address, { parcels: [PARCEL] })).json()) as {
        predictions: { late_probability: number }[];
      };
      const probability = answer.predictions[0]?.late_probability ?? -1;
      assert.ok(probability > 0 && probability < 1);
      const refused = await post(server.address, { parcels: [{ ...PARCEL, carrier: 'drone' }] });
      assert.equal(refused.status, 422);
      assert.equal(refused.headers.get('content-type'), 'application/problem+json');
    } finally {
      await server.stop();
    }
    assert.match(server.output(), /"path": "\/predict", "status": 422/);
  });

  it('starts without a model and says what to do', async () => {
    fs.rmSync(path.join(project, 'models'), { recursive: true });
    const port = await freePort();
    const server = await serve(
      project,
      python(project),
      ['-m', 'uvicorn', 'by_hand.service:app', '--port', String(port)],
      port,
      { PYTHONPATH: 'src' },
    );
    try {
      const health = await fetch(`${server.address}/health`);
      assert.equal(health.status, 503);
      assert.match(await health.text(), /python tasks\.py train/);
    } finally {
      await server.stop();
    }
  });
});

describe('model-deployment’s image, on a stand-in for its base image', () => {
  before(async function () {
    await image();
    const why = whyNoImages();
    if (why !== undefined) {
      console.log(`      not built: ${why}`);
      this.skip();
    }
  });

  after(() => removeImage(tag));

  it('runs without root and reports its health', () => {
    const config = imageConfig(tag);
    assert.equal(config.User, '10001');
    assert.ok(config.Healthcheck);
  });

  it('lets its user read the code of a project that was written under umask 077', () => {
    const project = path.join(base, 'image');
    assert.equal(fs.statSync(path.join(project, 'src')).mode & 0o777, 0o700);
    const container = containerOf(tag);
    try {
      const readable =
        'test -z "$(find /app ! -readable)" && find /app/src -name service.py | grep -q .';
      must(run('/', 'buildah', container.command({}, ['sh', '-c', readable])));
      must(run('/', 'buildah', container.command({}, ['python', '-c', 'import image.service'])));
    } finally {
      container.remove();
    }
  });

  it('answers, and its own health check passes', async () => {
    const container = containerOf(tag);
    const port = await freePort();
    const config = imageConfig(tag);
    const server = await serve(
      '/',
      'buildah',
      container.command({ PORT: String(port) }, config.Cmd),
      port,
    );
    try {
      assert.equal((await post(server.address, { parcels: [PARCEL] })).status, 200);
      const [, ...check] = config.Healthcheck?.Test ?? [];
      must(run('/', 'buildah', container.command({ PORT: String(port) }, check)));
      // By its exit code: buildah may lose what a short program prints.
      const isUser = ['sh', '-c', 'test "$(id -u)" = 10001'];
      must(run('/', 'buildah', container.command({}, isUser)));
    } finally {
      await server.stop();
      container.remove();
    }
  });
});

proveSteps({ project: 'model-deployment', options: { cloud: 'none' } });
