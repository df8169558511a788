import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { parse } from 'yaml';
import { howToGet } from '../../../src/core/doctor/remedy.ts';
import { neededIn } from '../../../src/core/doctor/scope.ts';
import type { Installer, System } from '../../../src/core/doctor/tool.ts';
import { tools } from '../../../src/core/doctor/tools.ts';
import { factsOf, inProject } from './facts.ts';

const content = (file: string) =>
  parse(fs.readFileSync(new URL(`../../../roadmap/${file}`, import.meta.url), 'utf8')) as unknown;
const roadmap = content('roadmap.yaml') as {
  readonly phases: readonly string[];
  readonly projects: readonly string[];
};
const phases = new Set(roadmap.phases.map((folder) => folder.replace(/^\d+-/, '')));
const projects = new Set(roadmap.projects);
const systems: readonly System[] = ['windows', 'wsl', 'macos', 'linux'];
const installers: readonly (readonly Installer[])[] = [
  [],
  ['winget'],
  ['brew'],
  ['apt', 'snap'],
  ['dnf'],
  ['pacman'],
  ['uv'],
];

describe('the doctor’s table', () => {
  it('has each tool once', () => {
    const ids = tools.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('names only phases and projects that the roadmap has', () => {
    for (const { id, needs } of tools) {
      for (const phase of Object.keys(needs.phases ?? {})) assert.ok(phases.has(phase), id);
      for (const project of Object.keys(needs.projects ?? {})) {
        assert.ok(projects.has(project), `${id}: ${project}`);
      }
    }
  });

  it('names options and values that their project has', () => {
    for (const { id, needs } of tools) {
      for (const [project, need] of Object.entries(needs.projects ?? {})) {
        if (typeof need !== 'object' || !need.when) continue;
        const [option, value] = need.when;
        const { options = [] } = content(`projects/${project}/project.yaml`) as {
          readonly options?: readonly { id: string; values: readonly { id: string }[] }[];
        };
        const values = options.find((each) => each.id === option)?.values ?? [];
        assert.ok(
          values.some((each) => each.id === value),
          `${id}: ${option}=${value}`,
        );
      }
    }
  });

  it('needs Python and Git now in every project', () => {
    for (const project of projects) {
      const now = tools.filter((tool) => neededIn(tool, inProject(project))?.need === 'now');
      const ids = now.map(({ id }) => id);
      assert.ok(ids.includes('python') && ids.includes('git'), project);
    }
  });

  it('has one way for each tool on each system, with whatever is installed', () => {
    for (const tool of tools) {
      for (const system of tool.systems ?? systems) {
        for (const has of installers) {
          const remedy = howToGet(tool, factsOf({ system, installers: has }), false);
          const { command, page } = remedy;
          assert.equal((command === undefined) !== (page === undefined), true, tool.id);
          if (page !== undefined) assert.equal(new URL(page).protocol, 'https:');
          if (command !== undefined) assert.doesNotMatch(command, /undefined|\n/);
        }
      }
    }
  });

  it('says how to go on without everything but Python and Git', () => {
    const silent = tools.filter(({ without }) => without === undefined).map(({ id }) => id);
    assert.deepEqual(silent, ['python', 'git']);
  });

  it('asks by plain program names', () => {
    const asked = tools.flatMap(({ ask, engine }) => [...ask, ...(engine ? [engine.ask] : [])]);
    for (const [program] of asked) assert.match(program, /^[a-z][a-z0-9-]*$/);
  });
});
