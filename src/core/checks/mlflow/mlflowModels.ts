import * as v from 'valibot';
import { failed, names, passed, short } from '../finding.ts';
import { isRows, rowsOf, sqlText, textIn, type MlflowStore } from './mlflowStore.ts';
import type { Finding } from '../model.ts';

export const modelSchema = v.strictObject({
  name: v.string(),
  /** At least so many versions that are ready. */
  versions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  /** An alias that points to one of them, such as champion. */
  alias: v.optional(v.string()),
  /** Tags of the version that the alias points to; of any version, when there is no alias. */
  taggedWith: v.optional(v.record(v.string(), v.string()), {}),
});

export type ModelWish = v.InferOutput<typeof modelSchema>;

/** Whether the registry holds a model, with versions, an alias and tags. */
export async function checkModel(store: MlflowStore, wish: ModelWish): Promise<Finding> {
  const expected = expectedOf(wish);
  const name = sqlText(wish.name);
  const models = await rowsOf(store, 'SELECT name FROM registered_models ORDER BY name');
  if (!isRows(models)) return models;
  if (!models.some((row) => textIn(row, 'name') === wish.name)) {
    const found = `registered models: ${names(models.map((row) => textIn(row, 'name')))}`;
    return failed(expected, found, `Register one as ${wish.name}.`);
  }
  // A deleted version stays in the store, under this stage.
  const versions = await rowsOf(
    store,
    `SELECT version FROM model_versions WHERE name = ${name}
     AND coalesce(current_stage, 'None') <> 'Deleted_Internal' AND coalesce(status, 'READY') = 'READY'
     ORDER BY version`,
  );
  if (!isRows(versions)) return versions;
  const numbers = versions.map((row) => textIn(row, 'version'));
  const found = numbers.length === 0 ? 'no version' : `versions ${names(numbers)}`;
  if (numbers.length < wish.versions) {
    return failed(expected, found, 'Register another version, from another run.');
  }
  const aliased = await aliasedVersion(store, wish, numbers);
  if (typeof aliased === 'object') return { ...aliased, expected };
  return checkTags(store, wish, aliased === undefined ? numbers : [aliased], expected);
}

function expectedOf({ name, versions, alias, taggedWith }: ModelWish): string {
  const tags = Object.entries(taggedWith).map(([key, value]) => `${key}=${value}`);
  return [
    `a registered model ${name}`,
    ...(versions > 1 ? [`in ${versions} versions`] : []),
    ...(alias === undefined ? [] : [`one of them as ${alias}`]),
    ...(tags.length === 0 ? [] : [`tagged ${tags.join(', ')}`]),
  ].join(', ');
}

async function aliasedVersion(
  store: MlflowStore,
  { name, alias }: ModelWish,
  versions: readonly string[],
): Promise<string | undefined | Finding> {
  if (alias === undefined) return undefined;
  const rows = await rowsOf(
    store,
    `SELECT alias, version FROM registered_model_aliases WHERE name = ${sqlText(name)} ORDER BY alias`,
  );
  if (!isRows(rows)) return rows;
  const version = textIn(
    rows.find((row) => textIn(row, 'alias') === alias),
    'version',
  );
  if (versions.includes(version)) return version;
  const found =
    version === ''
      ? `aliases: ${names(rows.map((row) => textIn(row, 'alias')))}`
      : `${alias} points to version ${version}, which is not there`;
  const next = `Call MlflowClient().set_registered_model_alias("${name}", "${alias}", version).`;
  return failed('', found, next);
}

async function checkTags(
  store: MlflowStore,
  wish: ModelWish,
  versions: readonly string[],
  expected: string,
): Promise<Finding> {
  const wanted = Object.entries(wish.taggedWith);
  const as = wish.alias === undefined ? '' : ` as ${wish.alias}`;
  const where = `version${versions.length > 1 ? 's' : ''} ${names(versions)}${as}`;
  if (wanted.length === 0) return passed(expected, where);
  const rows = await rowsOf(
    store,
    `SELECT version, key, value FROM model_version_tags WHERE name = ${sqlText(wish.name)}`,
  );
  if (!isRows(rows)) return rows;
  const tagged = versions.find((version) =>
    wanted.every(([key, value]) =>
      rows.some(
        (row) =>
          textIn(row, 'version') === version &&
          textIn(row, 'key') === key &&
          textIn(row, 'value') === value,
      ),
    ),
  );
  if (tagged !== undefined) {
    return passed(
      expected,
      `version ${tagged}${as}, ${wanted.map((tag) => tag.join('=')).join(', ')}`,
    );
  }
  const tags = rows
    .filter((row) => versions.includes(textIn(row, 'version')))
    .map((row) => `${textIn(row, 'key')}=${short(textIn(row, 'value'))}`);
  const next = `Call MlflowClient().set_model_version_tag("${wish.name}", version, key, value).`;
  return failed(expected, `${where}, tags: ${names(tags)}`, next);
}
