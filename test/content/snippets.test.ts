import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import { Pool } from '../harness/pool.ts';
import { blocksOf, RUNNABLE, type Block } from './snippets/blocks.ts';
import { environmentNames, hasGo } from './snippets/environment.ts';
import { execute, fits, type Outcome } from './snippets/execute.ts';

const phases = path.join(root, 'roadmap', 'phases');
const ENVIRONMENTS = environmentNames();
interface Page {
  readonly name: string;
  readonly blocks: readonly Block[];
}

const PAGES: readonly Page[] = fs
  .readdirSync(phases, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .sort()
  .map((name) => ({ name, blocks: blocksOf(fs.readFileSync(path.join(phases, name), 'utf8')) }));

const isSkipped = ({ kind, language }: Block) => kind === 'run' && language === 'go' && !hasGo();
const isDone = ({ kind, file }: Block) => kind === 'run' || kind === 'check' || file !== undefined;

/** Writes, runs and checks the blocks of a page in their order, in a folder of its own. */
async function goThrough({ blocks }: Page): Promise<ReadonlyMap<Block, Outcome>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'snippets-'));
  const outcomes = new Map<Block, Outcome>();
  try {
    for (const block of blocks.filter((each) => isDone(each) && !isSkipped(each))) {
      outcomes.set(block, await execute(block, folder));
    }
    return outcomes;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

describe('what the notes teach is true', () => {
  const pages = new Map<Page, Promise<ReadonlyMap<Block, Outcome>>>();
  before(() => {
    const pool = new Pool();
    for (const page of PAGES) {
      const outcomes = pool.add(() => goThrough(page));
      // The page's own tests tell what became of it.
      outcomes.catch(() => undefined);
      pages.set(page, outcomes);
    }
  });

  for (const page of PAGES) {
    const { name, blocks } = page;
    describe(name, () => {
      it('has no block that looks runnable and is not marked', () => {
        const unmarked = blocks.filter(
          ({ language, kind }) => kind === 'plain' && RUNNABLE.has(language),
        );
        assert.deepEqual(
          unmarked.map(({ line }) => `roadmap/phases/${name}:${line}`),
          [],
        );
        const unknown = blocks.filter(
          ({ environment }) => environment !== undefined && !ENVIRONMENTS.includes(environment),
        );
        assert.deepEqual(
          unknown.map(({ line }) => `roadmap/phases/${name}:${line} names no environment of ours`),
          [],
        );
        const silent = blocks.filter(({ kind, reason }) => kind === 'noexec' && !reason);
        assert.deepEqual(
          silent.map(({ line }) => `roadmap/phases/${name}:${line} needs a reason`),
          [],
        );
      });

      blocks.forEach((block, index) => {
        const place = `roadmap/phases/${name}:${block.line}`;
        if (block.kind === 'plain' && block.file !== undefined) {
          it(`writes ${block.file} (line ${block.line})`, async () => {
            assert.ok((await pages.get(page))?.has(block));
          });
        }
        if (block.kind !== 'run' && block.kind !== 'check') return;
        it(`${block.kind}s the ${block.language} block at line ${block.line}`, async function () {
          if (isSkipped(block)) this.skip();
          const outcome = (await pages.get(page))?.get(block);
          assert.ok(outcome);
          const { code, stdout, stderr } = outcome;
          assert.equal(code, 0, `${place} ends with ${code}.\n${stdout}${stderr}`);
          const next = blocks[index + 1];
          if (block.kind !== 'run' || next?.kind !== 'output') return;
          assert.ok(
            fits(next.code, stdout),
            `${place} prints something else than line ${next.line} states.\nPrinted:\n${stdout}`,
          );
        });
      });
    });
  }
});
