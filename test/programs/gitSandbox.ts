import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export const posix = process.platform !== 'win32';

const NAMES = [
  'HOME',
  'PATH',
  'XDG_CONFIG_HOME',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_TEST_ASSUME_DIFFERENT_OWNER',
  'EMAIL',
];

/** A program that leaves a trace when it runs. */
export interface Tracer {
  readonly program: string;
  readonly ran: () => boolean;
}

/** Folders for one test, with Git's settings of a learner who has a name and nothing else. */
export class GitSandbox {
  /** Everything is below it. */
  base = '';
  home = '';
  project = '';

  make(): void {
    this.base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'git-test-')));
    this.home = path.join(this.base, 'home');
    this.project = path.join(this.base, 'project');
    fs.mkdirSync(this.home);
    fs.mkdirSync(this.project);
    for (const name of NAMES.slice(2)) Reflect.deleteProperty(process.env, name);
    process.env['HOME'] = this.home;
    process.env['GIT_CONFIG_GLOBAL'] = path.join(this.home, '.gitconfig');
    process.env['GIT_CONFIG_NOSYSTEM'] = '1';
    write(this.home, { '.gitconfig': '[user]\n\tname = Ada\n\temail = ada@example.org\n' });
  }

  tracer(name: string): Tracer {
    const program = path.join(this.base, 'programs', name);
    const trace = path.join(this.base, `${name}-ran`);
    write(this.base, { [`programs/${name}`]: `#!/bin/sh\ntouch '${trace}'\ncat\n` });
    fs.chmodSync(program, 0o755);
    return { program, ran: () => fs.existsSync(trace) };
  }

  /** Makes a repository with one commit of everything in a folder. */
  commitAll(folder = this.project): string {
    git(folder, 'init', '--quiet', '-b', 'main');
    git(folder, 'add', '--all', '.');
    git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'Mine');
    return git(folder, 'rev-parse', 'HEAD').trim();
  }
}

/** A sandbox that is made before each test of the file and removed after it. */
export function gitSandbox(): GitSandbox {
  const sandbox = new GitSandbox();
  const environment = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));
  beforeEach(() => sandbox.make());
  afterEach(() => {
    for (const name of NAMES) {
      if (environment[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = environment[name];
    }
    fs.rmSync(sandbox.base, { recursive: true, force: true, maxRetries: 5 });
  });
  return sandbox;
}

/** Writes files below a folder; answers their paths. */
export function write(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
  return Object.keys(files);
}

/** Runs the learner's own Git, and answers what it prints. @throws when it fails. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
