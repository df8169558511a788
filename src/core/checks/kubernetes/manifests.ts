import type { ValuePath } from '../expectation.ts';
import { parseImage } from '../docker/imageReference.ts';
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

/**
 * The containers that an object runs.
 * @param preparing with those that only prepare its pods
 */
export function containersOf({ object }: Manifest, preparing = false): readonly Container[] {
  for (const path of POD_PATHS) {
    const pod = get(object, ...path);
    const found = [
      ...(preparing ? containersIn(pod, path, ['initContainers']) : []),
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
export function podLabelsOf({ object, kind }: Manifest): unknown {
  return kind === 'Pod'
    ? get(object, 'metadata', 'labels')
    : get(object, 'spec', 'template', 'metadata', 'labels');
}

/** Whether a file is Kustomize's, which needs no kind. */
function isKustomization({ file, kind }: Manifest): boolean {
  return kind === 'Kustomization' || /(?:^|\/)kustomization\.ya?ml$/i.test(file);
}

/** The labels that a kustomization puts on all pods. */
export function labelsForAll(others: readonly Manifest[]): Readonly<Record<string, unknown>> {
  const all = others
    .filter(isKustomization)
    .flatMap(({ object }) => [
      ...entries(get(object, 'commonLabels')),
      ...list(get(object, 'labels')).flatMap((each) => entries(get(each, 'pairs'))),
    ]);
  return Object.fromEntries(all);
}

/** An image as a kustomization sets it. */
export function imageSet(image: string, others: readonly Manifest[]): string {
  const { name } = parseImage(image);
  for (const { object } of others.filter(isKustomization)) {
    const set = list(get(object, 'images')).find((each) => text(get(each, 'name')) === name);
    if (set === undefined) continue;
    const as = text(get(set, 'newName')) ?? name;
    const digest = text(get(set, 'digest'));
    const tag = text(get(set, 'newTag')) ?? parseImage(image).tag;
    if (digest !== undefined) return `${as}@${digest}`;
    return tag === undefined ? as : `${as}:${tag}`;
  }
  return image;
}

/** Whether labels have everything that a selector asks for; an empty selector asks for nothing. */
export function selects(selector: unknown, labels: unknown): boolean {
  const wanted = entries(selector);
  return (
    wanted.length > 0 && wanted.every(([key, value]) => text(get(labels, key)) === text(value))
  );
}
