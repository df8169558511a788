import assert from 'node:assert/strict';
import { indexRoadmap, onlyFor } from '../../../src/core/roadmap/roadmapIndex.ts';
import { smallRoadmap } from '../fixtures.ts';

describe('a step that only some options have', () => {
  const roadmap = smallRoadmap();
  const value = (id: string, title: string) => ({ id, title, description: '', excludes: [] });
  const [first, ...others] = roadmap.projects;
  const step = { label: 'Step', hours: 1, core: true };
  const index = indexRoadmap({
    ...roadmap,
    projects: [
      {
        ...first!,
        options: [
          {
            id: 'language',
            title: 'Language',
            question: 'Which?',
            default: 'python',
            values: [value('python', 'Python'), value('go', 'Python and Go')],
          },
        ],
        steps: [
          { ...step, id: 'loads', title: 'Loads', when: {} },
          { ...step, id: 'twin', title: 'Twin', when: { language: ['go'] } },
        ],
      },
      ...others,
    ],
  });

  it('names their titles; one for all names none', () => {
    const steps = index.stepsOf(index.roadmap.projects[0]!);
    assert.deepEqual(steps.map(onlyFor), [[], ['Python and Go']]);
  });
});
