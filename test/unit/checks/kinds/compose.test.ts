import assert from 'node:assert/strict';
import { fails, passes, text } from '../fakeWorld.ts';

const check = (fact: string, more: object = {}) => ({ compose: { facts: [fact], ...more } });
const compose = (...lines: readonly string[]) => ({ files: { 'compose.yaml': text(...lines) } });
/** A file with one service. */
const service = (...lines: readonly string[]) =>
  compose('services:', '  api:', ...lines.map((line) => `    ${line}`));

const GOOD = compose(
  'name: churn',
  'x-common: &common',
  '  read_only: true',
  '  mem_limit: 512m',
  'services:',
  '  api:',
  '    <<: *common',
  '    build: .',
  '    ports: ["127.0.0.1:8000:8000"]',
  '    environment:',
  '      DATABASE_URL: postgresql://app:${DB_PASSWORD:?set it in .env}@db/app',
  '      API_TOKEN: ${API_TOKEN}',
  '    depends_on:',
  '      db: {condition: service_healthy}',
  '      migrate: {condition: service_completed_successfully}',
  '  migrate:',
  '    <<: [*common]',
  '    build: .',
  '  db:',
  '    <<: *common',
  '    image: postgres:18.1',
  '    environment: ["POSTGRES_PASSWORD=${DB_PASSWORD:?set it in .env}"]',
  '    healthcheck: {test: [CMD, pg_isready]}',
  '    volumes: ["data:/var/lib/postgresql/data", "./db/init:/docker-entrypoint-initdb.d:ro"]',
  'volumes:',
  '  data:',
);

describe('the check “compose”', () => {
  it('finds every fact in a careful file, with the keys that are merged in', async () => {
    const facts = [
      'loopback-ports',
      'health-condition',
      'no-version-key',
      'no-plain-secrets',
      'read-only',
      'named-volumes',
      'pinned-images',
      'resource-limits',
    ];
    const { found } = await passes({ compose: { facts } }, GOOD);
    assert.match(found, /api has 127\.0\.0\.1:8000:8000/);
  });

  it('takes the first file that Compose itself would take', async () => {
    const files = {
      'docker-compose.yml': 'version: "3"\nservices: {a: {image: a}}\n',
      'compose.yml': 'services: {a: {image: a}}\n',
    };
    const { file } = await passes(check('no-version-key'), { files });
    assert.equal(file, 'compose.yml');
    const old = { 'docker-compose.yml': files['docker-compose.yml'] };
    await fails(check('no-version-key'), { files: old }, /version: 3/, 'docker-compose.yml:1');
  });

  it('says what is missing: the file, the services, the service', async () => {
    await fails(check('read-only'), {}, /no such file/);
    await fails(check('read-only'), compose('name: x'), /^none$/, 'compose.yaml');
    const wish = check('read-only', { service: 'db' });
    const { expected } = await fails(wish, service('image: a:1'), /^api$/, 'compose.yaml');
    assert.equal(expected, 'a service db');
    await fails(check('read-only'), compose('services: {'), /./, 'compose.yaml:2');
  });

  it('looks at the one service that is named', async () => {
    await passes(
      check('resource-limits', { service: 'b' }),
      compose('services:', '  a: {image: a:1}', '  b: {image: b:1, mem_limit: 1g}'),
    );
  });

  describe('loopback-ports', () => {
    for (const port of [
      '"8000:8000"',
      '8000',
      '"0.0.0.0:80:80"',
      '"8000:8000/udp"',
      '{target: 80, published: 80}',
    ]) {
      it(`refuses ${port}`, () =>
        fails(
          check('loopback-ports'),
          service('image: a:1', `ports: [${port}]`),
          /on every address$/,
          'compose.yaml:4',
        ));
    }
    it('refuses the network of the host', () =>
      fails(
        check('loopback-ports'),
        service('network_mode: host'),
        /network of the host/,
        'compose.yaml:3',
      ));
    for (const port of [
      '"127.0.0.1:80:80"',
      '"127.0.0.1::80"',
      '"[::1]:80:80"',
      '"${BIND:-127.0.0.1}:80:80"',
      '{target: 80, published: 80, host_ip: 127.0.0.1}',
    ]) {
      it(`takes ${port}`, () => passes(check('loopback-ports'), service(`ports: [${port}]`)));
    }
  });

  describe('health-condition', () => {
    const depending = (how: string, ...db: readonly string[]) =>
      compose(
        'services:',
        '  api:',
        '    image: a:1',
        `    depends_on: ${how}`,
        '  db:',
        '    image: b:1',
        ...db,
      );
    const healthy = '    healthcheck: {test: [CMD, ask]}';
    it('refuses to wait for a start alone', async () => {
      await fails(
        check('health-condition'),
        depending('[db]', healthy),
        /waits only until db has started/,
        'compose.yaml:4',
      );
      await fails(
        check('health-condition'),
        depending('{db: {condition: service_started}}', healthy),
        /service_started/,
      );
      await fails(check('health-condition'), depending('{db: }', healthy), /no condition/);
    });
    it('wants the dependency to have a health check', async () => {
      const how = '{db: {condition: service_healthy}}';
      await passes(check('health-condition'), depending(how, healthy));
      await passes(check('health-condition'), depending(how, '    build: ./db'));
      await fails(
        check('health-condition'),
        depending(how),
        /^db has no healthcheck that can fail$/,
        'compose.yaml:5',
      );
      await fails(
        check('health-condition'),
        depending(how, '    healthcheck: {disable: true, test: x}'),
        /no healthcheck/,
      );
    });
    it('wants a dependency', async () => {
      await fails(check('health-condition'), service('image: a:1'), /no service depends/);
      await fails(
        check('health-condition', { service: 'api' }),
        service('image: a:1'),
        /api depends on nothing/,
      );
    });
  });

  describe('no-plain-secrets', () => {
    for (const [line, found] of [
      ['environment: {DB_PASSWORD: hunter2}', /api: DB_PASSWORD has its value in the file/],
      ['environment: ["DB_PASSWORD=hunter2"]', /DB_PASSWORD/],
      ['environment: {DB_PASSWORD: "${DB_PASSWORD:-hunter2}"}', /falls back to a value/],
      ['environment: {URL: "postgresql://a:b@db/x"}', /a password in an address/],
      ['command: ["server", "--store", "postgresql://a:b@db/x"]', /a password in an address/],
      ['build: {context: ., args: {API_KEY: abc}}', /API_KEY/],
    ] as const) {
      it(`refuses ${line}`, () =>
        fails(check('no-plain-secrets'), service(line), found, 'compose.yaml:3'));
    }
    for (const line of [
      'environment: {DB_PASSWORD: "${DB_PASSWORD}", MAX_TOKENS: 3}',
      'environment: {DB_PASSWORD: "${DB_PASSWORD:-}"}',
      'environment: {DB_PASSWORD: }',
      'environment: [DB_PASSWORD]',
      'environment: {DB_PASSWORD_FILE: /run/secrets/db}',
    ]) {
      it(`takes ${line}`, () => passes(check('no-plain-secrets'), service(line)));
    }
  });

  it('read-only must be true', async () => {
    await fails(check('read-only'), service('image: a:1'), /no read_only key/, 'compose.yaml:2');
    await fails(check('read-only'), service('read_only: false'), /switched off/, 'compose.yaml:3');
  });

  it('pinned-images wants versions', async () => {
    await fails(
      check('pinned-images'),
      service('image: postgres'),
      /postgres, no tag/,
      'compose.yaml:3',
    );
    await fails(check('pinned-images'), service('image: a:${TAG}'), /a variable without a default/);
    await passes(check('pinned-images'), service('image: a:${TAG:-1.2}'));
    await passes(check('pinned-images'), service('image: mine', 'build: .'));
  });

  it('resource-limits takes the short and the long form', async () => {
    await fails(check('resource-limits'), service('image: a:1'), /api has no limit/);
    await fails(
      check('resource-limits'),
      service('deploy: {resources: {reservations: {memory: 1g}}}'),
      /no limit/,
    );
    await passes(check('resource-limits'), service('deploy: {resources: {limits: {memory: 1g}}}'));
  });

  describe('named-volumes', () => {
    const database = (mount: string, ...more: readonly string[]) =>
      compose(
        'services:',
        '  db:',
        '    image: docker.io/library/postgres:18',
        `    volumes: [${mount}]`,
        ...more,
      );
    const declared = ['volumes:', '  data: {}'];
    it('refuses folders, anonymous volumes, and names that the file does not list', async () => {
      for (const mount of ['./data:/var/lib/x', '/data:/x', '/var/lib/x', '']) {
        await fails(
          check('named-volumes'),
          database(mount, ...declared),
          /db has no named volume/,
          'compose.yaml:4',
        );
      }
      await fails(
        check('named-volumes'),
        database('data:/var/lib/postgresql'),
        /do not list/,
        'compose.yaml:4',
      );
      await fails(check('named-volumes'), service('image: a:1'), /no service with a named volume/);
    });
    it('takes names in both forms', async () => {
      await passes(check('named-volumes'), database('data:/var/lib/postgresql', ...declared));
      await passes(
        check('named-volumes'),
        database('{type: volume, source: data, target: /var/lib/postgresql}', ...declared),
      );
    });
  });

  describe('Compose reads', () => {
    it('variables that must be set, wherever they stand', async () => {
      for (const port of ['127.0.0.1:${PORT:?set PORT}:8000', '${BIND:-127.0.0.1}:8000:8000']) {
        await passes(check('loopback-ports'), service(`ports: ["${port}"]`));
      }
      for (const port of ['${PORT:?set PORT}:8000', '${PORT:-8000}:8000', '0.0.0.0:${PORT:?}:80']) {
        await fails(check('loopback-ports'), service(`ports: ["${port}"]`), /on every address/);
      }
      await passes(check('resource-limits'), service('mem_limit: ${MEM:?}'));
      await fails(check('resource-limits'), service('mem_limit: ${MEM}'), /no limit/);
      for (const image of ['${REGISTRY}/api:1.0', '${REGISTRY:?set it}/api:1.0']) {
        await passes(check('pinned-images'), service(`image: ${image}`));
      }
      for (const image of ['api:${TAG}', '${IMAGE}', 'api:${TAG:?}']) {
        await fails(check('pinned-images'), service(`image: ${image}`), /without a default/);
      }
    });
    const waits = (...db: readonly string[]) =>
      compose(
        'services:',
        '  api: {image: x/api:1, depends_on: {db: {condition: service_healthy}}}',
        '  db:',
        ...db.map((line) => `    ${line}`),
      );
    it('a health check that an image brings, and none that does nothing', async () => {
      await passes(check('health-condition'), waits('image: quay.io/minio/minio:1'));
      await passes(
        check('health-condition'),
        waits('image: postgres:18', 'healthcheck: {test: pg_isready}'),
      );
      await fails(check('health-condition'), waits('image: postgres:18'), /no healthcheck/);
      for (const test of [
        '[NONE]',
        '[CMD, "true"]',
        '[CMD-SHELL, "exit 0"]',
        '"true"',
        '"echo ok"',
      ]) {
        await fails(
          check('health-condition'),
          waits('image: x/y:1', `healthcheck: {test: ${test}}`),
          /no healthcheck that can fail/,
        );
      }
    });
    it('PGPASSWORD as a password', () =>
      fails(check('no-plain-secrets'), service('environment: {PGPASSWORD: mlflow}'), /PGPASSWORD/));
    it('where a database keeps its data', async () => {
      const db = (image: string, target: string, ...more: readonly string[]) =>
        compose(
          'services:',
          `  db: {image: "${image}", volumes: ["data:${target}"]${more.join('')}}`,
          'volumes: {data: }',
        );
      const named = check('named-volumes');
      await passes(named, db('postgres:18', '/var/lib/postgresql'));
      await passes(named, db('postgres:16', '/var/lib/postgresql/data'));
      await passes(named, db('postgres:16', '/pg', ', environment: {PGDATA: /pg}'));
      await passes(named, db('redis:8', '/data/'));
      await fails(named, db('postgres:16', '/data'), /in \/var\/lib\/postgresql, where/);
      await fails(named, db('mysql:9', '/var/lib/mysqldata'), /in \/var\/lib\/mysql, where/);
    });
  });
});
