import assert from 'node:assert/strict';
import * as v from 'valibot';
import { evaluate } from '../../../src/core/checks/evaluate.ts';
import type { GitArguments } from '../../../src/core/checks/gitCommands.ts';
import type { Finding } from '../../../src/core/checks/model.ts';
import { bodySchema } from '../../../src/core/checks/schema.ts';
import type {
  CheckWorld,
  FileContent,
  FileFact,
  GitAnswer,
  ProcessResult,
  RepositoryState,
} from '../../../src/core/checks/world.ts';

/** What a test says of the world; everything that it does not say may not be asked. */
export interface Fakes {
  /** Files by path: their text, or what else stands there. */
  readonly files?: Readonly<Record<string, string | FileContent>>;
  readonly git?: (args: GitArguments) => Partial<GitAnswer>;
  /** A repository at the project's folder with a whole history, unless said otherwise. */
  readonly repository?: RepositoryState;
  readonly filter?: Awaited<ReturnType<CheckWorld['filterInUse']>>;
  /** Files at the top of the repository, where the project lies below it. */
  readonly top?: Readonly<Record<string, string>>;
  readonly run?: (...asked: Parameters<CheckWorld['run']>) => Partial<ProcessResult>;
  /** The files that a program leaves behind; otherwise those from before. */
  readonly after?: Readonly<Record<string, string | FileContent>>;
  readonly serve?: CheckWorld['serve'];
  readonly request?: CheckWorld['request'];
  readonly executable?: (path: string) => boolean | undefined;
  readonly consent?: boolean;
  readonly cancelled?: () => boolean;
}

/** A world of plain objects. */
export function fakeWorld(fakes: Fakes = {}): CheckWorld {
  const files = new Map(Object.entries(fakes.files ?? {}));
  const read = (path: string): FileContent => {
    const content = files.get(path);
    if (content === undefined) {
      const folder = [...files.keys()].some((file) => file.startsWith(`${path}/`));
      return { kind: folder ? 'folder' : 'missing' };
    }
    return typeof content === 'string' ? { kind: 'text', text: content } : content;
  };
  const result = { end: 'exit', code: 0, stdout: '', stderr: '' } as const;
  return {
    read: (path) => Promise.resolve(read(path)),
    fact: (path) => Promise.resolve(factOf(read(path), fakes.executable?.(path))),
    list: () => Promise.resolve([...files.keys()].sort()),
    repository: () =>
      Promise.resolve(
        fakes.repository ?? { kind: 'ready', prefix: '', shallow: false, commit: 'a'.repeat(40) },
      ),
    filterInUse: () => Promise.resolve(fakes.filter),
    top: () => Promise.resolve(fakes.top && fakeWorld({ files: fakes.top })),
    git: (args) => told(fakes.git, 'git', args.join(' '), (git) => ({ ...result, ...git(args) })),
    run: (spec) =>
      told(fakes.run, 'run', spec.argv.join(' '), (run) => ({
        ...result,
        ...run(spec),
        after: fakeWorld({ ...fakes, files: fakes.after ?? fakes.files ?? {} }),
      })),
    serve: (spec, ready) =>
      told(fakes.serve, 'serve', spec.argv.join(' '), (serve) => serve(spec, ready)),
    request: (port, request) =>
      told(fakes.request, 'request', request.path, (ask) => ask(port, request)),
    turn: () => Promise.resolve(),
    search: ({ source, flags }, texts) =>
      Promise.resolve({
        end: 'done',
        matches: texts.map((each) => {
          const match = new RegExp(source, flags).exec(each);
          return match ? { index: match.index, text: match[0] } : undefined;
        }),
      }),
    consent: fakes.consent ?? true,
    cancelled: fakes.cancelled ?? (() => false),
  };
}

/** Evaluates a check as an author writes it, such as `{ file: { path: 'README.md' } }`. */
export async function look(check: unknown, fakes: Fakes = {}): Promise<Finding> {
  return evaluate(v.parse(bodySchema, check), fakeWorld(fakes));
}

/** Asserts that a check passes; answers what it found. */
export async function passes(check: unknown, fakes: Fakes = {}): Promise<Finding> {
  const finding = await look(check, fakes);
  assert.equal(finding.status, 'passed', JSON.stringify(finding));
  return finding;
}

/** Asserts that a check fails with a reason, a next step, and where it stands (`Dockerfile:3`). */
export async function fails(
  check: unknown,
  fakes: Fakes,
  found: RegExp,
  place?: string,
): Promise<Finding> {
  const finding = await look(check, fakes);
  assert.equal(finding.status, 'failed', JSON.stringify(finding));
  assert.match(finding.found, found);
  assert.ok(finding.next, `no next step: ${JSON.stringify(finding)}`);
  if (place !== undefined) {
    assert.equal([finding.file, ...(finding.line ? [finding.line] : [])].join(':'), place);
  }
  return finding;
}

/** Lines as a file. */
export const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

function factOf(content: FileContent, executable: boolean | undefined): FileFact {
  switch (content.kind) {
    case 'text':
      return { kind: 'file', bytes: content.text.length, executable };
    case 'binary':
    case 'large':
      return { kind: 'file', bytes: content.bytes, executable };
    case 'missing':
    case 'failed':
      return content;
    default:
      return { kind: 'other' };
  }
}

async function told<Answer, Result>(
  answer: Answer | undefined,
  name: string,
  asked: string,
  give: (answer: Answer) => Result | Promise<Result>,
): Promise<Result> {
  if (answer === undefined)
    throw new Error(`the test does not say what ${name} answers to: ${asked}`);
  return give(answer);
}
