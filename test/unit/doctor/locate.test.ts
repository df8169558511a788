import assert from 'node:assert/strict';
import { startOf } from '../../../src/node/doctor/ask.ts';
import { locate } from '../../../src/node/doctor/locate.ts';
import { systemOf, type Machine } from '../../../src/node/doctor/machine.ts';

/** A simulated machine on which exactly these files can be started. */
function machine(system: Machine['system'], env: NodeJS.ProcessEnv, programs: string[]): Machine {
  const there = new Set(programs);
  return { system, env, patience: 1000, isProgram: (file) => Promise.resolve(there.has(file)) };
}

const nothing = { folders: [] };

describe('which system it is', () => {
  const wsl = 'Linux version 6.6.87.2-microsoft-standard-WSL2 (root@439a258ad544)';

  it('is told by the platform and the kernel', () => {
    assert.equal(systemOf('win32', '', false), 'windows');
    assert.equal(systemOf('darwin', '', false), 'macos');
    assert.equal(systemOf('linux', 'Linux version 6.1.0-40-amd64 (debian)', false), 'linux');
    assert.equal(systemOf('linux', wsl, false), 'wsl');
    assert.equal(systemOf('linux', '4.4.0-19041-Microsoft', false), 'wsl');
  });

  it('is Linux in a container, though WSL’s kernel runs it', () => {
    assert.equal(systemOf('linux', wsl, true), 'linux');
  });
});

describe('finding a program', () => {
  it('goes through PATH in order, and never through the current folder', async () => {
    const linux = machine('linux', { PATH: ':.:bin:/opt/bin:/usr/bin' }, [
      'git',
      './git',
      'bin/git',
      '/usr/bin/git',
      '/opt/bin/git',
    ]);
    assert.equal(await locate('git', linux, nothing), '/opt/bin/git');
    assert.equal(await locate('helm', linux, nothing), undefined);
    assert.equal(await locate('git', machine('linux', {}, ['/usr/bin/git']), nothing), undefined);
  });

  it('takes a whole path as it is, and no half one', async () => {
    const linux = machine('linux', { PATH: '/usr/bin' }, ['/opt/my python/bin/python3']);
    const whole = '/opt/my python/bin/python3';
    assert.equal(await locate(whole, linux, nothing), whole);
    assert.equal(await locate('./python3', linux, nothing), undefined);
  });

  it('keeps out of folders that are not trusted', async () => {
    const paths = '/srv/app/.venv/bin:/srv/app-tools:/usr/bin';
    const linux = machine('linux', { PATH: paths }, [
      '/srv/app/.venv/bin/dvc',
      '/srv/app-tools/git',
    ]);
    assert.equal(await locate('dvc', linux, { folders: ['/srv/app'] }), undefined);
    assert.equal(await locate('git', linux, { folders: ['/srv/app'] }), '/srv/app-tools/git');
  });
});

describe('finding a program on Windows', () => {
  const env = {
    Path: 'C:\\Windows\\System32;"C:\\Program Files\\Git\\cmd";D:\\sdk\\bin',
    ProgramFiles: 'C:\\Program Files',
  };

  it('knows programs and scripts by their extensions', async () => {
    const windows = machine('windows', env, ['D:\\sdk\\bin\\gcloud.cmd', 'D:\\sdk\\bin\\kind.exe']);
    assert.equal(await locate('gcloud', windows, nothing), 'D:\\sdk\\bin\\gcloud.cmd');
    assert.equal(await locate('kind', windows, nothing), 'D:\\sdk\\bin\\kind.exe');
    assert.equal(await locate('kind.exe', windows, nothing), 'D:\\sdk\\bin\\kind.exe');
  });

  it('takes Git’s Bash and not the one that starts WSL', async () => {
    const system = 'C:\\Windows\\System32\\bash.exe';
    const bare = machine('windows', env, [system]);
    assert.equal(await locate('bash', bare, nothing), undefined);
    const withGit = machine('windows', env, [
      system,
      'C:\\Program Files\\Git\\cmd\\git.exe',
      'C:\\Program Files\\Git\\bin\\bash.exe',
    ]);
    assert.equal(await locate('bash', withGit, nothing), 'C:\\Program Files\\Git\\bin\\bash.exe');
  });

  it('takes WSL where it is installed, and not the stub of every Windows', async () => {
    const stub = 'C:\\Windows\\System32\\wsl.exe';
    assert.equal(await locate('wsl', machine('windows', env, [stub]), nothing), undefined);
    const real = 'C:\\Program Files\\WSL\\wsl.exe';
    assert.equal(await locate('wsl', machine('windows', env, [stub, real]), nothing), real);
  });

  it('starts scripts through the command interpreter, without a path to quote', () => {
    const windows = machine('windows', { ComSpec: 'C:\\Windows\\System32\\cmd.exe' }, []);
    assert.deepEqual(
      startOf('C:\\Program Files (x86)\\Google & Co\\gcloud.cmd', ['--version'], windows),
      ['C:\\Windows\\System32\\cmd.exe', '/d', '/c', '.\\gcloud.cmd', '--version'],
    );
    assert.deepEqual(startOf('C:\\bin\\git.exe', ['--version'], windows), [
      'C:\\bin\\git.exe',
      '--version',
    ]);
  });
});
