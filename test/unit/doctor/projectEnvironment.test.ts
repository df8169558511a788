import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readEnvironment } from '../../../src/node/doctor/projectEnvironment.ts';

describe('a project’s .venv on the disk', () => {
  let project: string;
  beforeEach(() => (project = fs.mkdtempSync(path.join(os.tmpdir(), 'environment-'))));
  afterEach(() => fs.rmSync(project, { recursive: true, force: true }));

  const write = (file: string, text = '') => {
    const target = path.join(project, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  };
  const lock = (text: string) => {
    write('requirements-dev.txt', text);
    return createHash('sha256').update(text).digest('hex');
  };
  const state = async () => (await readEnvironment(project)).state;

  it('is missing before set-up, and ready after it', async () => {
    const hash = lock('pytest==9.2.0\n');
    assert.equal(await state(), 'missing');
    write('.venv/bin/python');
    write('.venv/.installed', hash);
    assert.equal(await state(), 'ready');
  });

  it('is ready on Windows too', async () => {
    write('.venv/Scripts/python.exe');
    write('.venv/.installed', lock('pytest==9.2.0\n'));
    write('.venv/Lib/site-packages/dvc-3.67.1.dist-info/METADATA');
    const environment = await readEnvironment(project);
    assert.equal(environment.state, 'ready');
    assert.equal(environment.packages.get('dvc'), '3.67.1');
  });

  it('is stale when its lock file has changed since', async () => {
    write('.venv/bin/python');
    write('.venv/.installed', lock('pytest==9.2.0\n'));
    lock('pytest==9.3.0\n');
    assert.equal(await state(), 'stale');
  });

  it('is broken when set-up was stopped, or when its Python has gone', async () => {
    const hash = lock('pytest==9.2.0\n');
    write('.venv/bin/python');
    assert.equal(await state(), 'broken');
    write('.venv/.installed', hash);
    fs.rmSync(path.join(project, '.venv/bin/python'));
    fs.symlinkSync(path.join(project, 'gone'), path.join(project, '.venv/bin/python'));
    assert.equal(await state(), 'broken');
  });

  it('has packages with their versions, by the names of their folders', async () => {
    const packages = '.venv/lib/python3.12/site-packages';
    for (const name of [
      'mlflow-3.18.0',
      'MLflow_skinny-3.17.2',
      'dvc_data-3.16.12',
      'dvc-3.67.1',
    ]) {
      write(`${packages}/${name}.dist-info/METADATA`);
    }
    write(`${packages}/numpy/__init__.py`);
    const found = (await readEnvironment(project)).packages;
    assert.deepEqual([...found].sort(), [
      ['dvc', '3.67.1'],
      ['dvc_data', '3.16.12'],
      ['mlflow', '3.18.0'],
      ['mlflow_skinny', '3.17.2'],
    ]);
  });
});
