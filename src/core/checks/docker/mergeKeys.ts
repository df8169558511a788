import { isMapping, list } from '../untyped.ts';

/**
 * A parsed YAML value with its merge keys (`<<: *common`) carried out. Values that aliases share are
 * visited once, so the work stays as small as the file.
 */
export function withMergeKeys(value: unknown): unknown {
  const done = new Map<unknown, unknown>();
  const visit = (each: unknown): unknown => {
    if (typeof each !== 'object' || each === null) return each;
    if (done.has(each)) return done.get(each);
    // During the walk, so that a value which holds itself comes to an end.
    done.set(each, undefined);
    const result = Array.isArray(each) ? each.map(visit) : merged(each, visit);
    done.set(each, result);
    return result;
  };
  return visit(value);
}

function merged(value: object, visit: (value: unknown) => unknown): unknown {
  const own = Object.entries(value).filter(([key]) => key !== '<<');
  const source = visit(Object.hasOwn(value, '<<') ? (value as { '<<': unknown })['<<'] : undefined);
  const parts = Array.isArray(source) ? list(source) : [source];
  // The first of several sources wins, and what stands in the mapping itself wins over all.
  const inherited = [...parts]
    .reverse()
    .flatMap((part) => (isMapping(part) ? Object.entries(part) : []));
  return Object.fromEntries([...inherited, ...own.map(([key, inner]) => [key, visit(inner)])] as [
    string,
    unknown,
  ][]);
}
