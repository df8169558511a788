import { parseArgs } from 'node:util';
import type { Roadmap } from '../core/roadmap/model.ts';

/** The projects as a table, or as JSON with `--json`. */
export function list(roadmap: Roadmap, args: readonly string[]): string {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
  if (values.json) {
    return JSON.stringify(
      { version: 1, content: roadmap.version, projects: roadmap.projects },
      null,
      2,
    );
  }
  const width = Math.max(...roadmap.projects.map((project) => project.id.length));
  const lines = roadmap.projects.map((project) => {
    const ready = project.starter ? `starter ${project.starter.version}` : 'described only';
    return `${project.id.padEnd(width)}  ${project.kind.padEnd(9)}  ${ready.padEnd(14)}  ${project.title}`;
  });
  return lines.join('\n');
}
