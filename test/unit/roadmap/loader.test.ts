import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import type { ContentFiles } from '../../../src/core/roadmap/contentFiles.ts';
import { loadRoadmap } from '../../../src/core/roadmap/loader.ts';
import { formatProblem } from '../../../src/core/roadmap/problem.ts';

type Tree = Record<string, string>;

const phase = {
  id: 'one',
  title: 'One',
  label: 'One',
  summary: 'The first phase.',
  weeks: { min: 1, max: 2 },
  tools: ['Git'],
  milestone: 'first-project',
  skills: [
    {
      id: 'git',
      title: 'Git',
      label: 'Git',
      summary: 'Git.',
      note: 'git',
      tasks: [
        {
          id: 'commit',
          title: 'Commit',
          label: 'Commit',
          why: 'It matters.',
          hours: 6,
          links: [{ title: 'Docs', url: 'https://git-scm.com/doc' }],
        },
      ],
    },
  ],
};
const project = {
  id: 'first-project',
  title: 'First project',
  label: 'First project',
  kind: 'milestone',
  phases: ['one'],
  summary: 'The first.',
  stack: ['Git'],
  demonstrates: ['Git'],
  hours: 8,
};

function tree(over: Tree = {}): Tree {
  return {
    'roadmap.yaml': stringify({
      id: 'r',
      title: 'R',
      version: '1.0.0',
      asOf: '2026-11-24',
      summary: 'S.',
      phases: ['1-one'],
      projects: ['first-project'],
    }),
    'phases/1-one/phase.yaml': stringify(phase),
    'phases/1-one/intro.md':
      '# One\n\nRead [Git](note:one.git), then [commit](task:one.git.commit).\n',
    'phases/1-one/notes/git.md': '# Git\n\n![A branch](branch.svg)\n',
    'phases/1-one/notes/branch.svg': '<svg/>',
    'projects/first-project/project.yaml': stringify(project),
    ...over,
  };
}

function filesOf(content: Tree): ContentFiles {
  return {
    read: (path) => Promise.resolve(content[path]),
    list: (folder) =>
      Promise.resolve(
        Object.keys(content)
          .filter(
            (path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'),
          )
          .map((path) => path.slice(folder.length + 1)),
      ),
  };
}

const stepTree = (id: string, head: string): Tree => ({
  [`projects/first-project/steps/${id}/step.md`]: `---
id: ${id}
title: Build it
label: Build
${head}
---

## Goal

Write \`out.txt\`.

## Hint 1

One.

## Hint 2

Two.

## Hint 3

Three.
`,
  [`projects/first-project/steps/${id}/checks.yaml`]: stringify({
    checks: [{ id: 'there', title: 'It is there', file: { path: 'out.txt' } }],
  }),
});

/** The small roadmap with steps in its project, by what their heads say of hours and core. */
const withSteps = (
  heads: Readonly<Record<string, string>>,
  of: object = { ...project, hours: undefined },
): Tree => ({
  'projects/first-project/project.yaml': stringify({ ...of, steps: Object.keys(heads) }),
  ...Object.fromEntries(
    Object.entries(heads).flatMap(([id, head]) => Object.entries(stepTree(id, head))),
  ),
});

const migrations = (...list: readonly object[]): Tree => ({
  'migrations.yaml': stringify({ migrations: list }),
});
const problemsOf = async (over: Tree) =>
  (await loadRoadmap(filesOf(tree(over)))).problems.map(formatProblem);

describe('reading a roadmap', () => {
  it('tells which steps of a project were given up', async () => {
    const over = migrations({ retired: 'first-project.old' }, { retired: 'one.git.old' });
    const { loaded, problems } = await loadRoadmap(filesOf(tree(over)));
    assert.deepEqual(problems, []);
    const retired = loaded?.roadmap.projects.map((project) => project.retired);
    assert.deepEqual(retired, [['old']]);
  });

  it('gives full ids, pages and projects', async () => {
    const { loaded, problems } = await loadRoadmap(filesOf(tree()));
    assert.deepEqual(problems, []);
    assert.equal(loaded?.roadmap.phases[0]?.skills[0]?.tasks[0]?.id, 'one.git.commit');
    assert.deepEqual([...loaded.pages.keys()], ['one', 'one.git']);
    assert.equal(loaded.roadmap.projects[0]?.id, 'first-project');
  });

  it('adds up the hours of core steps, which the weeks of the phase must fit', async () => {
    const heads = { build: 'hours: 2.5\ncore: true', show: 'hours: 3\ncore: true' };
    const deeper = { more: 'hours: 40\ncore: false' };
    const { loaded, problems } = await loadRoadmap(
      filesOf(tree(withSteps({ ...heads, ...deeper }))),
    );
    assert.deepEqual(problems.map(formatProblem), []);
    const [built] = loaded?.roadmap.projects ?? [];
    assert.equal(built?.hours, 5.5);
    assert.deepEqual(
      built.steps.map(({ id, label, hours, core }) => [id, label, hours, core]),
      [
        ['build', 'Build', 2.5, true],
        ['show', 'Build', 3, true],
        ['more', 'Build', 40, false],
      ],
    );
    const tooLong = await problemsOf(withSteps({ ...heads, more: 'hours: 40\ncore: true' }));
    assert.match(tooLong.join('\n'), /add up to 51\.5 hours, outside 10 to 20/);
  });

  const wrong: readonly (readonly [string, Tree, RegExp])[] = [
    [
      'a migration to a task that is not there',
      migrations({ renamed: 'one.git.old', to: 'one.git.gone' }),
      /^migrations\.yaml:2: Nothing is called "one\.git\.gone"\. Name an id/,
    ],
    [
      'a migration of a task that is still there',
      migrations({ renamed: 'one.git.commit', to: 'one.git.commit' }),
      /^migrations\.yaml:2: "one\.git\.commit" is still in the roadmap/,
    ],
    [
      'a circle of migrations',
      migrations(
        { renamed: 'one.git.a', to: 'one.git.b' },
        { renamed: 'one.git.b', to: 'one.git.a' },
      ),
      /^migrations\.yaml:4: "one\.git\.a" was taken away before: .* circle/,
    ],
    [
      'a migration of no known form',
      migrations({ moved: 'one.git.a' }),
      /^migrations\.yaml:2: "migrations\.0" must be renamed with to/,
    ],
    [
      'broken YAML',
      { 'phases/1-one/phase.yaml': 'id: one\n  title: [x\n' },
      /^phases\/1-one\/phase\.yaml:[12]: Not valid YAML/,
    ],
    [
      'a missing key',
      { 'projects/first-project/project.yaml': stringify({ ...project, summary: undefined }) },
      /project\.yaml:1: "summary" is missing\. Add it\./,
    ],
    [
      'a misspelt key',
      { 'projects/first-project/project.yaml': `${stringify(project)}sumary: x\n` },
      /project\.yaml:\d+: "sumary" is not a known key/,
    ],
    [
      'a web address without https',
      { 'phases/1-one/phase.yaml': stringify(phase).replace('https://', 'http://') },
      /phase\.yaml:25: "skills\.0\.tasks\.0\.links\.0\.url" must start with https/,
    ],
    [
      'an id that is no slug',
      { 'phases/1-one/phase.yaml': stringify(phase).replace('id: commit', 'id: First Commit') },
      /phase\.yaml:18: "skills\.0\.tasks\.0\.id" must be lower-case words/,
    ],
    [
      'a phase, skill or task without a label',
      { 'phases/1-one/phase.yaml': stringify(phase).replaceAll(/^( *)label: Commit\n/gm, '') },
      /phase\.yaml:\d+: "skills\.0\.tasks\.0\.label" is missing/,
    ],
    [
      'a label that is too long for a narrow list',
      { 'projects/first-project/project.yaml': stringify({ ...project, label: 'x'.repeat(31) }) },
      /project\.yaml:3: "label" must have at most 30 characters/,
    ],
    [
      'a project without hours and without steps',
      { 'projects/first-project/project.yaml': stringify({ ...project, hours: undefined }) },
      /project\.yaml:1: The project has neither hours nor steps\. Add “hours”/,
    ],
    [
      'hours that are said twice',
      withSteps({ build: 'hours: 8\ncore: true' }, project),
      /project\.yaml:12: The hours are said twice/,
    ],
    [
      'a project whose every step goes deeper',
      withSteps({ build: 'hours: 8\ncore: false' }),
      /project\.yaml:13: No step is core, so the project could never be verified/,
    ],
    [
      'a deeper step in a portfolio project',
      withSteps(
        { build: 'hours: 8\ncore: true', more: 'hours: 2\ncore: false' },
        { ...project, hours: undefined, kind: 'portfolio' },
      ),
      /steps\/more\/step\.md:6: A portfolio project has core steps only/,
    ],
    [
      'a step without hours',
      withSteps({ build: 'core: true' }),
      /step\.md:\d+: "hours" is missing/,
    ],
    [
      'a step that does not say whether it is core',
      withSteps({ build: 'hours: 1' }),
      /step\.md:\d+: "core" is missing/,
    ],
    [
      'a missing file',
      { 'roadmap.yaml': tree()['roadmap.yaml']!.replace('  - 1-one', '  - 1-one\n  - 2-two') },
      /phases\/2-two\/phase\.yaml:1: The file is missing/,
    ],
    [
      'hours that do not fit the weeks',
      { 'phases/1-one/phase.yaml': stringify(phase).replace('hours: 6', 'hours: 20') },
      /add up to 28 hours, outside 10 to 20/,
    ],
    [
      'a milestone of another phase',
      { 'projects/first-project/project.yaml': stringify({ ...project, kind: 'portfolio' }) },
      /is not a milestone project of this phase/,
    ],
    [
      'a link that leads nowhere',
      { 'phases/1-one/intro.md': '# One\n\n[x](task:one.git.push)\n' },
      /intro\.md:3: The link "one\.git\.push" leads to no task/,
    ],
    [
      'a link to a step or an option that the project does not have',
      { 'phases/1-one/intro.md': '# One\n\n[x](project:first-project#release)\n' },
      /intro\.md:3: The link "first-project#release" leads to no step or option/,
    ],
    [
      'a picture without words',
      { 'phases/1-one/notes/git.md': '# Git\n\n![](branch.svg)\n' },
      /git\.md:3: The picture "branch\.svg" has no alternative text/,
    ],
    [
      'a picture that is not there',
      { 'phases/1-one/notes/git.md': '# Git\n\n![A](other.svg)\n' },
      /There is no picture "other\.svg"/,
    ],
    [
      'a note that nobody names',
      { 'phases/1-one/notes/extra.md': '# Extra\n' },
      /extra\.md:1: No skill names this note/,
    ],
    [
      'a link of an unknown form',
      { 'phases/1-one/intro.md': '# One\n[x](file:///etc/passwd)\n' },
      /intro\.md:2: The link "file:\/\/\/etc\/passwd" has no known form/,
    ],
    [
      'an id used twice',
      {
        'roadmap.yaml': tree()['roadmap.yaml']!.replace(
          '  - first-project',
          '  - first-project\n  - first-project',
        ),
      },
      /The id "first-project" is used twice/,
    ],
  ];
  for (const [what, over, message] of wrong) {
    it(`names file, line and remedy for ${what}`, async () => {
      const problems = await problemsOf(over);
      assert.ok(
        problems.some((problem) => message.test(problem)),
        problems.join('\n') || 'no problem found',
      );
    });
  }

  it('does not take links in code for links', async () => {
    assert.deepEqual(
      await problemsOf({
        'phases/1-one/intro.md':
          '# One\n\n```md\n[x](nowhere.md)\n```\n\nAs in `[x](nowhere.md)`.\n',
      }),
      [],
    );
  });

  it('does not grow without bound on a YAML bomb', async () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]},`.repeat(9)}]`),
    ].join('\n');
    const problems = await problemsOf({ 'phases/1-one/phase.yaml': bomb });
    assert.match(problems[0] ?? '', /phase\.yaml:1: .*alias/i);
  });
});
