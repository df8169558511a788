import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import { blocksOf, RUNNABLE } from './snippets/blocks.ts';
import { environmentNames, hasGo } from './snippets/environment.ts';
import { execute, fits } from './snippets/execute.ts';

const phases = path.join(root, 'roadmap', 'phases');
const ENVIRONMENTS = environmentNames();
const pages = fs
  .readdirSync(phases, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .sort();

describe('what the notes teach is true', () => {
  for (const page of pages) {
    describe(page, () => {
      const blocks = blocksOf(fs.readFileSync(path.join(phases, page), 'utf8'));
      let folder: string;
      before(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), 'snippets-'));
      });
      after(() => fs.rmSync(folder, { recursive: true, force: true }));

      it('has no block that looks runnable and is not marked', () => {
        const unmarked = blocks.filter(
          ({ language, kind }) => kind === 'plain' && RUNNABLE.has(language),
        );
        assert.deepEqual(
          unmarked.map(({ line }) => `roadmap/phases/${page}:${line}`),
          [],
        );
        const unknown = blocks.filter(
          ({ environment }) => environment !== undefined && !ENVIRONMENTS.includes(environment),
        );
        assert.deepEqual(
          unknown.map(({ line }) => `roadmap/phases/${page}:${line} names no environment of ours`),
          [],
        );
        const silent = blocks.filter(({ kind, reason }) => kind === 'noexec' && !reason);
        assert.deepEqual(
          silent.map(({ line }) => `roadmap/phases/${page}:${line} needs a reason`),
          [],
        );
      });

      blocks.forEach((block, index) => {
        const place = `roadmap/phases/${page}:${block.line}`;
        if (block.kind === 'plain' && block.file !== undefined) {
          it(`writes ${block.file} (line ${block.line})`, () => void execute(block, folder));
        }
        if (block.kind !== 'run' && block.kind !== 'check') return;
        it(`${block.kind}s the ${block.language} block at line ${block.line}`, function () {
          if (block.kind === 'run' && block.language === 'go' && !hasGo()) this.skip();
          const { code, stdout, stderr } = execute(block, folder);
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
