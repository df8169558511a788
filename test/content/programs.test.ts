import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as v from 'valibot';
import { root } from '../../scripts/setup/places.mjs';
import { programsOf } from '../../src/core/checks/programs.ts';
import { shownStep } from '../../src/core/checks/projectSteps.ts';
import { stepSchema } from '../../src/core/checks/schema.ts';
import { loadRoadmap } from '../../src/core/roadmap/loader.ts';
import { contentFiles } from '../../src/node/contentFiles.ts';

const { loaded } = await loadRoadmap(contentFiles(path.join(root, 'roadmap')));

describe('what the programs of the checks do', () => {
  for (const { value, steps } of loaded?.sources.projects ?? []) {
    const { id } = value;
    if (steps.length === 0) continue;
    const programs = () =>
      programsOf(steps.map(({ step }) => v.parse(stepSchema, shownStep(step))));

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
