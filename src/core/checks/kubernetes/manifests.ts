import type { ValuePath } from '../expectation.ts';
import type { NamedFile } from '../namedFile.ts';
import { entries, get, isMapping, list, text } from '../untyped.ts';

/** One Kubernetes object: a document of its own, or an entry of a List. */
export interface Manifest extends NamedFile {
  readonly kind: string;
  readonly name: string;
  /** The object; `at` says where in the document it stands. */
  readonly object: unknown;
  readonly at: ValuePath;
}

/** The objects of a document. */
export function manifestsOf(file: NamedFile): readonly Manifest[] {
  return objectsOf(file.value, []).map(({ object, at }) => ({
    ...file,
    kind: text(get(object, 'kind')) ?? '',
    name:
      text(get(object, 'metadata', 'name')) ?? text(get(object, 'metadata', 'generateName')) ?? '',
    object,
    at,
  }));
}

function objectsOf(
  value: unknown,
  at: ValuePath,
): readonly { readonly object: unknown; readonly at: ValuePath }[] {
  if (!isMapping(value)) return [];
  if (get(value, 'kind') !== 'List') return [{ object: value, at }];
  return list(get(value, 'items')).flatMap((item, index) =>
    isMapping(item) ? [{ object: item, at: [...at, 'items', index] }] : [],
  );
}

/** A container of a pod that an object makes. */
export interface Container {
  readonly name: string;
  readonly value: unknown;
  /** Where in the object. */
  readonly path: ValuePath;
  /** The securityContext of its pod. */
  readonly podSecurity: unknown;
}

// Where objects that make pods describe them.
const POD_PATHS: readonly (readonly string[])[] = [
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ['spec', 'template', 'spec'],
  ['spec', 'predictor'],
  ['spec', 'workflowSpec'],
  ['spec'],
];

/** The containers that an object runs; those that only prepare it are left out. */
export function containersOf({ object }: Manifest): readonly Container[] {
  for (const path of POD_PATHS) {
    const pod = get(object, ...path);
    const found = [
      ...containersIn(pod, path, ['containers']),
      // A model server of KServe is described like a container.
      ...containersIn(pod, path, ['model']),
      ...list(get(pod, 'templates')).flatMap((template, index) => {
        const inner = [...path, 'templates', index];
        return [
          ...containersIn(template, inner, ['container'], pod),
          ...containersIn(template, inner, ['script'], pod),
        ];
      }),
    ];
    if (found.length > 0) return found;
  }
  return [];
}

function containersIn(
  owner: unknown,
  at: ValuePath,
  [key]: readonly [string],
  pod = owner,
): readonly Container[] {
  const written = get(owner, key);
  const parts = Array.isArray(written)
    ? written.map((value: unknown, index) => ({ value, path: [...at, key, index] }))
    : [{ value: written, path: [...at, key] }];
  return parts
    .filter(({ value }) => isMapping(value))
    .map(({ value, path }) => ({
      name: text(get(value, 'name')) ?? key,
      value,
      path,
      podSecurity: get(owner, 'securityContext') ?? get(pod, 'securityContext'),
    }));
}

/** The labels that a workload puts on its pods. */
export function podLabelsOf({ object }: Manifest): unknown {
  return get(object, 'spec', 'template', 'metadata', 'labels');
}

/** Whether labels have everything that a selector asks for; an empty selector asks for nothing. */
export function selects(selector: unknown, labels: unknown): boolean {
  const wanted = entries(selector);
  return (
    wanted.length > 0 && wanted.every(([key, value]) => text(get(labels, key)) === text(value))
  );
}
