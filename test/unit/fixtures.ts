import type { Roadmap } from '../../src/core/roadmap/model.ts';

/** A small roadmap: one phase with two skills of two tasks, one milestone, one portfolio project. */
export function smallRoadmap(): Roadmap {
  const task = (id: string, hours = 2) => ({
    id,
    title: `Do ${id}`,
    label: id,
    why: 'It matters.',
    hours,
    links: [{ title: 'Docs', url: 'https://example.org/docs' }],
  });
  return {
    id: 'small',
    title: 'Small',
    version: '1.0.0',
    asOf: '2026-11-24',
    summary: 'A small roadmap.',
    phases: [
      {
        id: 'one',
        title: 'One',
        label: 'One',
        summary: 'The first.',
        weeks: { min: 1, max: 2 },
        tools: ['Git'],
        milestone: 'first-project',
        skills: [
          {
            id: 'one.git',
            title: 'Git',
            label: 'Git',
            summary: 'Git.',
            note: true,
            tasks: [task('one.git.commit'), task('one.git.branch')],
          },
          {
            id: 'one.sql',
            title: 'SQL',
            label: 'SQL',
            summary: 'SQL.',
            note: false,
            tasks: [task('one.sql.join'), task('one.sql.index')],
          },
        ],
      },
    ],
    projects: [
      {
        id: 'first-project',
        title: 'First project',
        label: 'First project',
        kind: 'milestone',
        phases: ['one'],
        summary: 'The first project.',
        stack: ['Python'],
        demonstrates: ['Git'],
        hours: 4,
        options: [],
        steps: [],
      },
      {
        id: 'service',
        title: 'Service',
        label: 'Service',
        kind: 'portfolio',
        phases: ['one'],
        summary: 'A service.',
        stack: ['FastAPI'],
        demonstrates: ['Serving'],
        hours: 8,
        starter: { version: '1.0.0', download: 10 },
        options: [
          {
            id: 'cloud',
            title: 'Cloud',
            question: 'Where?',
            default: 'none',
            values: [
              { id: 'none', title: 'None', description: 'Local.', excludes: [] },
              {
                id: 'aws',
                title: 'AWS',
                description: 'AWS.',
                excludes: ['local-only', 'notes.txt'],
              },
            ],
          },
        ],
        steps: [],
      },
    ],
    migrations: [],
  };
}

/** The record of a scaffolded project. */
export const smallRecord = {
  version: 1,
  project: 'service',
  starter: '1.0.0',
  roadmap: '1.0.0',
  instance: 'i-1',
  name: 'service',
  options: {},
  files: {},
} as const;
