import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseDocument, YAMLSeq } from 'yaml';
import { AuthorError } from './authored.mts';

const STEP = (id: string) => `---
id: ${id}
title: TODO, name the skill
label: TODO
hours: 1
core: true
---

## Goal

TODO: say what must be true, a sentence for each check.

### Why it matters

TODO: what it is for at work.

## Hint 1

TODO: a nudge.

## Hint 2

TODO: the approach.

## Hint 3

TODO: where in the solution to look.
`;

const CHECKS = `checks:
  - id: todo
    title: TODO
    holds:
      - 'TODO: say what must be true, a sentence for each check.'
    next: TODO
    file: { path: README.md }
`;

/**
 * Makes the skeleton of a step and names it in `project.yaml`.
 * @param after the step that it follows; the last one by default
 * @returns the files that were written
 * @throws AuthorError when there is such a step already, or none to follow
 */
export function newStep(
  roadmap: string,
  project: string,
  step: string,
  after: string | undefined,
): readonly string[] {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(step)) {
    throw new AuthorError(`“${step}” is not an id: lower-case words joined by hyphens.`);
  }
  const folder = path.join(roadmap, 'projects', project, 'steps', step);
  if (fs.existsSync(folder)) throw new AuthorError(`There is a step “${step}” already.`);
  const file = path.join(roadmap, 'projects', project, 'project.yaml');
  if (!fs.existsSync(file)) throw new AuthorError(`There is no project “${project}”.`);
  const document = parseDocument(fs.readFileSync(file, 'utf8'));
  const listed = document.get('steps') ?? new YAMLSeq();
  if (!(listed instanceof YAMLSeq)) throw new AuthorError(`${file}: “steps” is not a list.`);
  const ids = listed.toJSON() as readonly string[];
  const place = after === undefined ? ids.length : ids.indexOf(after) + 1;
  if (after !== undefined && place === 0) {
    throw new AuthorError(`${project} has no step “${after}”.`);
  }
  listed.items.splice(place, 0, document.createNode(step));
  document.set('steps', listed);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'step.md'), STEP(step));
  fs.writeFileSync(path.join(folder, 'checks.yaml'), CHECKS);
  fs.writeFileSync(file, document.toString({ lineWidth: 0 }));
  return [path.join(folder, 'step.md'), path.join(folder, 'checks.yaml'), file];
}
