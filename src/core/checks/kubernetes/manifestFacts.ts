import { failed, names, passed, short, type Place } from '../finding.ts';
import { placeAt } from '../namedFile.ts';
import { whyFloating } from '../docker/imageReference.ts';
import {
  containersOf,
  imageSet,
  labelsForAll,
  podLabelsOf,
  selects,
  type Container,
  type Manifest,
} from './manifests.ts';
import type { Finding } from '../model.ts';
import { secretInVariable } from '../secrets/plainSecrets.ts';
import { commandDoesNothing } from '../shell/shellScript.ts';
import { entries, get, isMapping, list, mapping, text, texts } from '../untyped.ts';

/** An object, and those that stand beside it in the same files. */
export interface ManifestSubject extends Manifest {
  readonly others: readonly Manifest[];
}

function within(of: Manifest, ...path: readonly (string | number)[]): Place {
  return placeAt(of, [...of.at, ...path]);
}

/** The first container that something is wrong with. */
function eachContainer(
  of: ManifestSubject,
  expected: string,
  next: string,
  problem: (container: Container) => string | undefined,
  containers = containersOf(of),
): Finding {
  for (const container of containers) {
    const found = problem(container);
    if (found === undefined) continue;
    const at = within(of, ...container.path);
    return failed(expected, `${short(container.name)} has ${found}`, next, at);
  }
  if (containers.length === 0) {
    const found = `${of.kind} ${short(of.name)} has no containers`;
    return failed(expected, found, 'Describe a container in its pod template.', within(of, 'spec'));
  }
  return passed(expected, names(containers.map(({ name }) => name)), within(of));
}

const ACTIONS = ['httpGet', 'tcpSocket', 'exec', 'grpc'];

export function probes(of: ManifestSubject): Finding {
  const expected = 'a readiness and a liveness probe for every container that serves';
  const next =
    'Add both to the container: readinessProbe takes it out of traffic, livenessProbe restarts it.';
  const all = containersOf(of);
  // Beside a container with ports, one without may be a sidecar.
  const serving = all.filter(({ value }) => list(get(value, 'ports')).length > 0);
  const look = ({ value }: Container) => {
    for (const probe of ['readinessProbe', 'livenessProbe']) {
      if (ACTIONS.every((action) => get(value, probe, action) === undefined)) return `no ${probe}`;
      const command = get(value, probe, 'exec', 'command');
      if (command !== undefined && commandDoesNothing(texts(command))) {
        return `a ${probe} that can never fail`;
      }
    }
    return undefined;
  };
  return eachContainer(of, expected, next, look, serving.length > 0 ? serving : all);
}

export function resources(of: ManifestSubject): Finding {
  const expected = 'requests of CPU and memory, and a limit of memory, for every container';
  const next = 'Add resources with requests (cpu, memory) and limits (memory) to the container.';
  return eachContainer(of, expected, next, ({ value }) => {
    const missing = [
      ['requests', 'cpu'],
      ['requests', 'memory'],
      ['limits', 'memory'],
    ].find(([kind = '', what = '']) => {
      // A request that is not stated is as large as the limit.
      const limit = get(value, 'resources', 'limits', what);
      const given = get(value, 'resources', kind, what) ?? limit;
      return !/^\.?\d/.test(text(given) ?? '');
    });
    return missing && `no resources.${missing.join('.')}`;
  });
}

export function nonRoot(of: ManifestSubject): Finding {
  const expected = 'containers that may not run as root';
  const next = 'Set securityContext.runAsNonRoot: true, with a runAsUser such as 10001.';
  return eachContainer(of, expected, next, ({ value, podSecurity }) => {
    const setting = (key: string) => get(value, 'securityContext', key) ?? get(podSecurity, key);
    if (setting('runAsUser') === 0) return 'runAsUser: 0';
    return setting('runAsNonRoot') === true ? undefined : 'no runAsNonRoot: true';
  });
}

export function readOnlyRoot(of: ManifestSubject): Finding {
  const expected = 'containers whose own files cannot be changed';
  const next = 'Set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir at /tmp.';
  return eachContainer(of, expected, next, ({ value }) =>
    get(value, 'securityContext', 'readOnlyRootFilesystem') === true
      ? undefined
      : 'no readOnlyRootFilesystem: true',
  );
}

export function pinnedImages(of: ManifestSubject): Finding {
  const expected = 'every image with a version as its tag';
  const look = ({ value }: Container) => {
    const written = text(get(value, 'image'));
    const image = written === undefined ? undefined : imageSet(written, of.others);
    // The runtime of a model server brings its image itself.
    if (image === undefined && isMapping(get(value, 'modelFormat'))) return undefined;
    if (image === undefined) return 'no image';
    const why = whyFloating(image);
    return why && `${short(image)}, ${why}`;
  };
  return eachContainer(of, expected, IMAGE_NEXT, look, containersOf(of, true));
}

export function noLatest(of: ManifestSubject): Finding {
  const expected = 'no image that is the latest, whichever that is';
  const look = ({ value }: Container) => {
    const image = imageSet(text(get(value, 'image')) ?? '', of.others);
    const why = image === '' ? undefined : whyFloating(image);
    return why && /\blatest\b/.test(why) ? `${short(image)}, ${why}` : undefined;
  };
  return eachContainer(of, expected, IMAGE_NEXT, look, containersOf(of, true));
}

const IMAGE_NEXT = 'Write the version that you have tested, such as name:1.4.2 or name@sha256:….';

export function noPlainSecrets(of: ManifestSubject): Finding {
  const expected = 'no password, key or token in the manifest';
  const next = 'Take it from a Secret: valueFrom.secretKeyRef.';
  return eachContainer(of, expected, next, ({ value }) =>
    list(get(value, 'env'))
      .map((each) =>
        secretInVariable(text(get(each, 'name')) ?? '', text(get(each, 'value')) ?? ''),
      )
      .find((found) => found !== undefined),
  );
}

/** How many pods there are at least, as an autoscaler or the object says. */
function statedReplicas(of: ManifestSubject): unknown {
  const scaler = of.others.find(
    ({ kind, object }) =>
      kind === 'HorizontalPodAutoscaler' &&
      get(object, 'spec', 'scaleTargetRef', 'kind') === of.kind &&
      get(object, 'spec', 'scaleTargetRef', 'name') === of.name,
  );
  return (
    get(scaler?.object, 'spec', 'minReplicas') ??
    get(of.object, 'spec', 'replicas') ??
    get(of.object, 'spec', 'predictor', 'minReplicas')
  );
}

export function replicas(of: ManifestSubject): Finding {
  const expected = 'at least 2 replicas';
  const next = 'Set spec.replicas to 2 or more, so that one can go while the other serves.';
  const given = statedReplicas(of);
  const count = typeof given === 'number' ? given : 1;
  const found = given === undefined ? 'none stated, which means 1' : short(text(given) ?? '…');
  const at = within(of, 'spec', 'replicas');
  return count >= 2 ? passed(expected, `${count}`, at) : failed(expected, found, next, at);
}

export function rollingUpdate(of: ManifestSubject): Finding {
  const expected = 'an update that replaces pods while others serve';
  const next =
    'Set spec.strategy: type RollingUpdate, with rollingUpdate.maxUnavailable: 0 and maxSurge: 1.';
  const key = of.kind === 'StatefulSet' ? 'updateStrategy' : 'strategy';
  const strategy = get(of.object, 'spec', key);
  const at = within(of, 'spec', key);
  const rolling = isMapping(get(strategy, 'rollingUpdate')) ? 'RollingUpdate' : undefined;
  const type = text(get(strategy, 'type')) ?? rolling;
  if (type !== 'RollingUpdate') {
    return failed(expected, `${key}: ${short(type ?? 'none stated')}`, next, at);
  }
  const unavailable = get(strategy, 'rollingUpdate', 'maxUnavailable');
  const count = statedReplicas(of);
  const all =
    unavailable === '100%' ||
    (typeof unavailable === 'number' && unavailable >= (typeof count === 'number' ? count : 1));
  if (all && unavailable !== 0) {
    return failed(expected, `maxUnavailable: ${unavailable}, so none may be left`, next, at);
  }
  return passed(expected, `RollingUpdate, maxUnavailable ${text(unavailable) ?? '25%'}`, at);
}

/** The selector of a workload must find its own pods, that of a Service somebody’s. */
export function selector(of: ManifestSubject): Finding {
  const expected = 'a selector that finds pods';
  const next = 'Give the pods the labels of the selector, letter by letter.';
  const own = of.kind !== 'Service';
  if (get(of.object, 'spec', 'type') === 'ExternalName') {
    return passed(expected, 'a name outside, which needs none', within(of, 'spec', 'type'));
  }
  const path = own ? ['spec', 'selector', 'matchLabels'] : ['spec', 'selector'];
  const wanted = get(of.object, ...path);
  const candidates = own ? [of] : of.others;
  const common = labelsForAll(of.others);
  const found = candidates.find((each) =>
    selects(wanted, { ...common, ...mapping(podLabelsOf(each)) }),
  );
  const asked = names(entries(wanted).map(([key, value]) => `${key}=${text(value) ?? '…'}`));
  const at = within(of, ...path);
  return found
    ? passed(expected, `${asked}: the pods of ${found.name}`, at)
    : failed(expected, `${asked}, and no pod has these labels`, next, at);
}
