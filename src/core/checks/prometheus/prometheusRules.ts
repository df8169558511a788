import { isFinding } from '../documents.ts';
import type { ValuePath } from '../expectation.ts';
import { failed } from '../finding.ts';
import { readAllYaml, type NamedFile } from '../namedFile.ts';
import type { Finding } from '../model.ts';
import { matchFiles } from '../paths.ts';
import { get, list, text } from '../untyped.ts';
import type { CheckWorld } from '../world.ts';

/** One alert of a rule file. */
export interface Alert extends NamedFile {
  readonly name: string;
  readonly rule: unknown;
  readonly path: ValuePath;
}

/** The alerts of the files; those of Kubernetes' PrometheusRule objects too. */
export async function alertsIn(
  world: CheckWorld,
  path: string,
): Promise<readonly Alert[] | Finding> {
  const files = await matchFiles(world, path);
  if (files.length === 0)
    return failed(`alert rules in ${path}`, 'no such file', `Create ${path}.`);
  const found: Alert[] = [];
  for (const file of files) {
    const documents = await readAllYaml(world, file);
    if (isFinding(documents)) return documents;
    found.push(...documents.flatMap(alertsOf));
  }
  return found;
}

function alertsOf(file: NamedFile): readonly Alert[] {
  return [[], ['spec']].flatMap((at) =>
    list(get(file.value, ...at, 'groups')).flatMap((group, index) =>
      list(get(group, 'rules')).flatMap((rule, position): readonly Alert[] => {
        const name = text(get(rule, 'alert'));
        const path = [...at, 'groups', index, 'rules', position];
        return name === undefined ? [] : [{ ...file, name, rule, path }];
      }),
    ),
  );
}
