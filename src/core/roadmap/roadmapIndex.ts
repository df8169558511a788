import type { Phase, Project, Roadmap, Skill, StepSummary, Task } from './model.ts';

/** A step together with its project. Its `id` is the full one: `project.step`. */
export interface ProjectStep {
  readonly id: string;
  readonly title: string;
  readonly project: Project;
  readonly step: StepSummary;
}

/** Look-ups over a roadmap, made once. */
export interface RoadmapIndex {
  readonly roadmap: Roadmap;
  /** All tasks in the order of learning. */
  readonly tasks: readonly Task[];
  phase(id: string): Phase | undefined;
  skill(id: string): Skill | undefined;
  task(id: string): Task | undefined;
  project(id: string): Project | undefined;
  /** The step of this full id. */
  step(id: string): ProjectStep | undefined;
  /** All steps of a project, with those that only some of its options have. */
  stepsOf(project: Project): readonly ProjectStep[];
  skillOf(taskId: string): Skill | undefined;
  phaseOf(skillOrTaskId: string): Phase | undefined;
}

/** The titles of the options' values that a step is only for; empty when it is for all. */
export function onlyFor({ project, step }: ProjectStep): readonly string[] {
  return Object.entries(step.when).flatMap(([id, values]) =>
    (project.options.find((option) => option.id === id)?.values ?? [])
      .filter((value) => values.includes(value.id))
      .map(({ title }) => title),
  );
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
  const steps = new Map<string, ProjectStep>();
  for (const project of roadmap.projects) {
    for (const step of project.steps) {
      const id = `${project.id}.${step.id}`;
      steps.set(id, { id, title: step.title, project, step });
    }
  }
  return {
    roadmap,
    tasks: [...tasks.values()],
    phase: (id) => phases.get(id),
    skill: (id) => skills.get(id),
    task: (id) => tasks.get(id),
    project: (id) => projects.get(id),
    step: (id) => steps.get(id),
    stepsOf: (project) =>
      project.steps.flatMap((step) => steps.get(`${project.id}.${step.id}`) ?? []),
    skillOf: (taskId) => skills.get(taskId.slice(0, taskId.lastIndexOf('.'))),
    phaseOf: (id) => phases.get(id.slice(0, id.indexOf('.'))),
  };
}
