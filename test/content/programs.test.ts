import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { root } from '../../scripts/setup/places.mjs';
import { programsOf } from '../../src/core/checks/programs.ts';
import { stepSchema } from '../../src/core/checks/schema.ts';

const projects = path.join(root, 'roadmap', 'projects');

describe('what the programs of the checks do', () => {
  for (const id of fs.readdirSync(projects)) {
    const text = fs.readFileSync(path.join(projects, id, 'project.yaml'), 'utf8');
    const { steps = [] } = parse(text) as { readonly steps?: readonly Record<string, unknown>[] };
    if (steps.length === 0) continue;
    const programs = () =>
      programsOf(
        steps.map(({ given: _given, apply: _apply, when: _when, ...step }) =>
          v.parse(stepSchema, step),
        ),
      );

    it(`is said by ${id} in a sentence for each program`, () => {
      assert.ok(programs().length > 0);
      for (const { does, uses, spec } of programs()) {
        const place = `${uses[0]?.step.id}/${uses[0]?.check.id}`;
        assert.ok(does !== undefined, `${place} does not say what it does`);
        // A verb first: Trains, Loads, Asks.
        assert.match(does, /^[A-Z][a-z]+s .*[^.]$/, place);
        assert.ok(does.length <= 110, `${place}: ${does.length} characters`);
        if (spec.place === 'project') continue;
        assert.match(does, /copy|clone|temporary|folder/, `${place} does not say where`);
      }
    });

    it(`is said by ${id} in other words for each program`, () => {
      const sentences = programs().map(({ does }) => does);
      assert.equal(new Set(sentences).size, sentences.length);
    });
  }
});
