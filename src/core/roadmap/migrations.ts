import type { Migration } from './model.ts';
import type { Problem } from './problem.ts';
import type { MigrationsFile } from './schema.ts';
import type { YamlSource } from './yamlSource.ts';

/** The migrations of a file, in order, each as old ids and the ids that take their place. */
export function migrationsOf({ migrations }: MigrationsFile): readonly Migration[] {
  return migrations.map((each): Migration => {
    if ('renamed' in each) return { from: [each.renamed], to: [each.to] };
    if ('split' in each) return { from: [each.split], to: each.into };
    if ('merged' in each) return { from: each.merged, to: [each.into] };
    return { from: [each.retired], to: [] };
  });
}

/** The ids of a project's steps that content has given up, without the project's own. */
export function retiredSteps(project: string, migrations: readonly Migration[]): readonly string[] {
  const prefix = `${project}.`;
  return migrations
    .flatMap(({ from }) => from)
    .filter((id) => id.startsWith(prefix))
    .map((id) => id.slice(prefix.length));
}

/**
 * Reports migrations that would lose a tick: from an id that still exists, to one that neither the
 * roadmap nor a later migration knows, and round in a circle.
 */
export function checkMigrations(
  { file, value, lineOf }: YamlSource<MigrationsFile>,
  known: ReadonlySet<string>,
  report: (problem: Problem) => void,
): void {
  const migrations = migrationsOf(value);
  const gone = new Map(migrations.flatMap(({ from }, place) => from.map((id) => [id, place])));
  migrations.forEach(({ from, to }, place) => {
    const line = lineOf(['migrations', place]);
    for (const id of from) {
      if (!known.has(id)) continue;
      const message = `"${id}" is still in the roadmap.`;
      report({ file, line, message, remedy: 'Remove the migration, or give the task its new id.' });
    }
    for (const id of to) {
      if (known.has(id)) continue;
      const later = gone.get(id);
      if (later !== undefined && later > place) continue;
      const message =
        later === undefined
          ? `Nothing is called "${id}".`
          : `"${id}" was taken away before: the migrations go round in a circle.`;
      report({
        file,
        line,
        message,
        remedy: 'Name an id of the roadmap, or of a later migration.',
      });
    }
  });
}
