import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { updateProject } from '../../src/cli/update.ts';
import { verifyCommand } from '../../src/cli/verify.ts';
import { isExpected } from '../../src/core/errors.ts';
import { readBase } from '../../src/core/project/projectBase.ts';
import { readChecks } from '../../src/core/project/projectChecks.ts';
import {
  readEvidenceOf,
  readGuide,
  readSteps,
  requireRecord,
} from '../../src/core/project/projectFolder.ts';
import { readUpdateState } from '../../src/core/project/updateJournal.ts';
import { projectReader } from '../../src/node/files/readInside.ts';
import { copyOf, learnersProject, second, snapshot, temporaryFolder } from './projects.ts';

const DEADLINE_MS = 30_000;

/** A project from somebody else, beside a folder that no attack may change. */
export class Arena {
  readonly base: string;
  readonly root: string;
  readonly outside: string;
  private readonly template: string;

  private constructor(base: string) {
    this.base = base;
    this.root = path.join(base, 'parcels');
    this.outside = path.join(base, 'outside');
    this.template = path.join(base, 'template');
  }

  static async create(): Promise<Arena> {
    const arena = new Arena(temporaryFolder('hostile'));
    const { root, outside, template } = arena;
    await learnersProject(root);
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
        cwd: root,
        stdio: 'ignore',
      });
    git('init', '--template=');
    fs.mkdirSync(path.join(root, '.git', 'hooks'));
    fs.writeFileSync(path.join(root, '.git', 'hooks', 'pre-commit'), '#!/bin/sh\n');
    git('add', '-A');
    git('commit', '--no-verify', '-m', 'Start');
    copyOf(root, template);
    fs.mkdirSync(path.join(outside, 'folder'), { recursive: true });
    fs.writeFileSync(path.join(outside, '.bashrc'), '# theirs\n');
    fs.writeFileSync(path.join(outside, 'id_rsa'), 'secret\n', { mode: 0o600 });
    fs.writeFileSync(path.join(outside, 'folder', 'deep.txt'), 'deep\n');
    return arena;
  }

  reset(): void {
    copyOf(this.template, this.root);
  }

  /** Of the project. */
  place(name: string): string {
    return path.join(this.root, name);
  }

  remove(): void {
    fs.rmSync(this.base, { recursive: true, force: true });
  }

  /** What must stay: the folder beside the project, what is beside the project, and Git's own files. */
  untouchables(): Readonly<Record<string, unknown>> {
    const times = (folder: string) =>
      Object.keys(snapshot(folder)).map((name) => fs.lstatSync(path.join(folder, name)).mtimeMs);
    const git = ['.git/HEAD', '.git/config', '.git/hooks/pre-commit'];
    return {
      outside: snapshot(this.outside),
      times: [fs.statSync(this.outside).mtimeMs, ...times(this.outside)],
      beside: fs.readdirSync(this.base),
      git: git.map((name) => fs.readFileSync(this.place(name), 'utf8')),
      hooks: fs.readdirSync(this.place('.git/hooks')),
    };
  }

  /**
   * Prepares an attack, and does all that the product does with a project: none of it hangs, fails
   * without an explanation, or touches anything outside.
   * @returns what each of them said or failed with when updating came last, by name
   */
  async survive(prepare: (arena: Arena) => void): Promise<Readonly<Record<string, string>>> {
    const said: Record<string, string> = {};
    for (const order of [USES, [...USES].reverse()]) {
      this.reset();
      prepare(this);
      const before = this.untouchables();
      for (const [name, use] of order) {
        const outcome = await outcomeOf(name, use(this.root));
        said[name] ??= outcome;
        assert.deepEqual(this.untouchables(), before, `${name} touched something`);
      }
    }
    return said;
  }
}

const USES: readonly (readonly [string, (root: string) => Promise<string>])[] = [
  ['look', look],
  ['dry', async (root) => (await updateProject(second, [root, '--dry-run'])).text],
  ['verify', async (root) => (await verifyCommand(['--json', root], root, '1.0.0')).text],
  ['consent', async (root) => (await verifyCommand(['--json', '--yes', root], root, '1')).text],
  ['update', async (root) => (await updateProject(second, [root])).text],
  ['undo', async (root) => (await updateProject(second, [root, '--undo'])).text],
];

async function look(root: string): Promise<string> {
  const reader = projectReader(root);
  const reads = [
    requireRecord(reader),
    readBase(reader),
    readChecks(reader),
    readSteps(reader),
    readGuide(reader),
    readEvidenceOf(reader, 'one'),
    readUpdateState(reader),
  ];
  const results = await Promise.allSettled<unknown>(reads);
  const failed = results.find(
    (result) => result.status === 'rejected' && !isExpected(result.reason),
  );
  if (failed?.status === 'rejected') throw failed.reason;
  return 'looked at';
}

async function outcomeOf(name: string, task: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} hangs`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([task, deadline]);
  } catch (error) {
    if (isExpected(error)) return `${error.kind}: ${error.message}`;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
