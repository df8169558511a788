import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';

/** One row of the Roadmap view. `id` is what commands are given. */
export type RoadmapNode =
  | { readonly kind: 'phase'; readonly id: string }
  | { readonly kind: 'page'; readonly id: string }
  | { readonly kind: 'skill'; readonly id: string }
  | { readonly kind: 'task'; readonly id: string }
  | { readonly kind: 'milestone'; readonly id: string; readonly phase: string }
  | { readonly kind: 'step'; readonly id: string };

/** The rows of a roadmap: always the same objects, as VS Code finds a row by its object. */
export class RoadmapNodes {
  readonly roots: readonly RoadmapNode[];
  private readonly children = new Map<RoadmapNode, readonly RoadmapNode[]>();
  private readonly parents = new Map<RoadmapNode, RoadmapNode>();
  private readonly byId = new Map<string, RoadmapNode>();

  constructor(index: RoadmapIndex) {
    this.roots = index.roadmap.phases.map((phase) => {
      const node = this.add({ kind: 'phase', id: phase.id });
      const skills = phase.skills.map((skill) => {
        const skillNode = this.add({ kind: 'skill', id: skill.id });
        const page: readonly RoadmapNode[] = skill.note ? [{ kind: 'page', id: skill.id }] : [];
        this.adopt(skillNode, [
          ...page,
          ...skill.tasks.map((task) => this.add({ kind: 'task', id: task.id })),
        ]);
        return skillNode;
      });
      const milestone: RoadmapNode = { kind: 'milestone', id: phase.milestone, phase: phase.id };
      const project = index.project(phase.milestone);
      const steps = project ? index.stepsOf(project) : [];
      this.adopt(
        milestone,
        steps.map((step) => this.add({ kind: 'step', id: step.id })),
      );
      this.adopt(node, [{ kind: 'page', id: phase.id }, ...skills, milestone]);
      return node;
    });
  }

  childrenOf(node: RoadmapNode): readonly RoadmapNode[] {
    return this.children.get(node) ?? [];
  }

  parentOf(node: RoadmapNode): RoadmapNode | undefined {
    return this.parents.get(node);
  }

  /** The row of a phase, skill, task or step. */
  find(id: string): RoadmapNode | undefined {
    return this.byId.get(id);
  }

  private add(node: RoadmapNode): RoadmapNode {
    this.byId.set(node.id, node);
    return node;
  }

  private adopt(parent: RoadmapNode, children: readonly RoadmapNode[]): void {
    this.children.set(parent, children);
    for (const child of children) this.parents.set(child, parent);
  }
}
