import type { Phase, Project, Roadmap, Skill, Task } from './model.ts';

/** Look-ups over a roadmap, made once. */
export interface RoadmapIndex {
  readonly roadmap: Roadmap;
  /** All tasks in the order of learning. */
  readonly tasks: readonly Task[];
  phase(id: string): Phase | undefined;
  skill(id: string): Skill | undefined;
  task(id: string): Task | undefined;
  project(id: string): Project | undefined;
  skillOf(taskId: string): Skill | undefined;
  phaseOf(skillOrTaskId: string): Phase | undefined;
}

/** Indexes a roadmap by id. */
export function indexRoadmap(roadmap: Roadmap): RoadmapIndex {
  const phases = new Map(roadmap.phases.map((phase) => [phase.id, phase]));
  const projects = new Map(roadmap.projects.map((project) => [project.id, project]));
  const skills = new Map<string, Skill>();
  const tasks = new Map<string, Task>();
  for (const phase of roadmap.phases) {
    for (const skill of phase.skills) {
      skills.set(skill.id, skill);
      for (const task of skill.tasks) tasks.set(task.id, task);
    }
  }
  return {
    roadmap,
    tasks: [...tasks.values()],
    phase: (id) => phases.get(id),
    skill: (id) => skills.get(id),
    task: (id) => tasks.get(id),
    project: (id) => projects.get(id),
    skillOf: (taskId) => skills.get(taskId.slice(0, taskId.lastIndexOf('.'))),
    phaseOf: (id) => phases.get(id.slice(0, id.indexOf('.'))),
  };
}
