import type { ValuePath } from '../expectation.ts';
import { failed, names, passed, short } from '../finding.ts';
import { placeAt, type NamedFile } from '../namedFile.ts';
import { parseImage } from './imageReference.ts';
import type { Finding } from '../model.ts';
import { commandDoesNothing } from '../shell/shellScript.ts';
import { entries, get, isMapping, list, text, texts } from '../untyped.ts';
import { expandVariables } from './variables.ts';

/** One service of a Compose file. */
export interface Service {
  readonly name: string;
  readonly value: unknown;
}

/** A Compose file with its merge keys carried out. */
export interface ComposeSubject extends NamedFile {
  /** The services that the facts are about; at least one. */
  readonly services: readonly Service[];
  /** Whether the check names a service. */
  readonly one: boolean;
}

/** The place of something in a service; of the service where it is not there. */
export function inService(of: ComposeSubject, { name }: Service, ...path: ValuePath) {
  return placeAt(of, ['services', name, ...path]);
}

/** The first service that something is wrong with. */
export function eachService(
  of: ComposeSubject,
  expected: string,
  look: (service: Service) => Finding | string,
): Finding {
  const found: string[] = [];
  for (const service of of.services) {
    const seen = look(service);
    if (typeof seen !== 'string') return seen;
    found.push(`${service.name} has ${seen}`);
  }
  const [first] = of.services;
  return passed(expected, names(found), first ? inService(of, first) : { file: of.file });
}

/** What stands in the file once Compose has put in defaults; other variables stay as they are. */
export function plain(value: unknown): string {
  return expandVariables(text(value) ?? '', () => undefined);
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/;

export function loopbackPorts(of: ComposeSubject): Finding {
  const expected = 'ports published on this machine alone (127.0.0.1)';
  const next = 'Write the address before the ports: "127.0.0.1:8000:8000".';
  return eachService(of, expected, (service) => {
    if (get(service.value, 'network_mode') === 'host') {
      const at = inService(of, service, 'network_mode');
      return failed(expected, `${service.name} uses the network of the host`, next, at);
    }
    const ports = list(get(service.value, 'ports'));
    const open = ports.findIndex((port) => !LOOPBACK.test(addressOf(port)));
    if (open >= 0) {
      const written = short(text(ports[open]) ?? JSON.stringify(ports[open]));
      const found = `${service.name} publishes ${written} on every address`;
      return failed(expected, found, next, inService(of, service, 'ports', open));
    }
    return ports.length === 0 ? 'no published port' : names(ports.map(portText));
  });
}

function addressOf(port: unknown): string {
  if (isMapping(port)) return plain(get(port, 'host_ip'));
  // A variable that must be set has a colon of its own: ${PORT:?set PORT}.
  const written = plain(port).replace(/\$\{[^{}]*\}/g, '$');
  return /^(.+?):[^:]*:[^:]*$/.exec(written)?.[1] ?? '';
}

function portText(port: unknown): string {
  return isMapping(port) ? `${plain(port['host_ip'])}:${plain(port['published'])}` : plain(port);
}

const AWAITED = ['service_healthy', 'service_completed_successfully'];

export function healthCondition(of: ComposeSubject): Finding {
  const expected = 'every dependency awaited until it is healthy';
  const next =
    'Write depends_on as a mapping with condition: service_healthy, and give the dependency a healthcheck.';
  const depending = of.services.filter(({ value }) => get(value, 'depends_on') !== undefined);
  const [first] = of.services;
  if (depending.length === 0 && first) {
    const found = of.one ? `${first.name} depends on nothing` : 'no service depends on another';
    return failed(expected, found, next, inService(of, first));
  }
  return eachService({ ...of, services: depending }, expected, (service) => {
    const at = inService(of, service, 'depends_on');
    const awaited = get(service.value, 'depends_on');
    if (!isMapping(awaited)) {
      const found = `${service.name} waits only until ${names(list(awaited).map(plain))} has started`;
      return failed(expected, found, next, at);
    }
    for (const [name, how] of entries(awaited)) {
      const condition = plain(get(how, 'condition'));
      const place = inService(of, service, 'depends_on', name, 'condition');
      if (!AWAITED.includes(condition)) {
        const found = `${service.name} awaits ${name} with ${condition === '' ? 'no condition' : short(condition)}`;
        return failed(expected, found, next, place);
      }
      const dependency = get(of.value, 'services', name);
      if (condition === 'service_healthy' && !canBeHealthy(dependency)) {
        return failed(
          expected,
          `${name} has no healthcheck that can fail`,
          next,
          placeAt(of, ['services', name]),
        );
      }
    }
    return `a wait for ${names(Object.keys(awaited))}`;
  });
}

/** An image that is built here or by a third party may bring its health check; Docker's own official ones have none. */
function canBeHealthy(service: unknown): boolean {
  const check = get(service, 'healthcheck');
  const image = plain(get(service, 'image'));
  const brings =
    get(service, 'build') !== undefined ||
    parseImage(image)
      .name.replace(/^docker\.io\//, '')
      .includes('/');
  if (!isMapping(check)) return brings;
  if (get(check, 'disable') === true) return false;
  const test = get(check, 'test');
  return test === undefined ? brings : !doesNothing(test);
}

/** Whether a health check is switched off, or passes whatever happens. */
function doesNothing(test: unknown): boolean {
  if (!Array.isArray(test)) return commandDoesNothing(['sh', '-c', text(test) ?? '']);
  const [form = '', ...words] = texts(test);
  if (form === 'NONE') return true;
  return commandDoesNothing(form === 'CMD-SHELL' ? ['sh', '-c', ...words] : words);
}

export function noVersionKey(of: ComposeSubject): Finding {
  const expected = 'no version key, which Compose ignores with a warning';
  const version = get(of.value, 'version');
  if (version === undefined) return passed(expected, 'none', { file: of.file });
  const found = `version: ${short(text(version) ?? '…')}`;
  return failed(expected, found, 'Remove the line.', placeAt(of, ['version']));
}

export function readOnly(of: ComposeSubject): Finding {
  const expected = 'containers whose own files cannot be changed';
  const next = 'Add read_only: true, and tmpfs: [/tmp] for what it writes.';
  return eachService(of, expected, (service) => {
    const value = get(service.value, 'read_only');
    if (value === true || value === 'true') return 'read_only: true';
    const found = `${service.name} has ${value === undefined ? 'no read_only key' : 'read_only switched off'}`;
    return failed(expected, found, next, inService(of, service, 'read_only'));
  });
}

export function resourceLimits(of: ComposeSubject): Finding {
  const expected = 'a limit of memory for every container';
  const next = 'Add mem_limit: 512m, or deploy.resources.limits.memory.';
  return eachService(of, expected, (service) => {
    const limit =
      get(service.value, 'mem_limit') ??
      get(service.value, 'deploy', 'resources', 'limits', 'memory');
    const amount = plain(limit);
    if (/^[1-9]|^\$\{\w+:?\?/.test(amount)) return amount;
    return failed(expected, `${service.name} has no limit`, next, inService(of, service));
  });
}

const KEEPING =
  /(?:^|\/)(?:postgres|postgresql|timescaledb|pgvector|mysql|mariadb|mongo|redis|valkey|minio|grafana|prometheus|chroma|weaviate|qdrant)$/;

export function namedVolumes(of: ComposeSubject): Finding {
  const expected = 'data in a named volume, which outlives its container';
  const next =
    'Add volumes: ["data:/path/in/the/container"] to it, and data: under volumes of the file.';
  const keeping = of.services.filter(
    ({ value }) => of.one || KEEPING.test(parseImage(plain(get(value, 'image'))).name),
  );
  const looked = keeping.length > 0 ? keeping : of.services.filter(({ value }) => hasNamed(value));
  const [first] = of.services;
  if (looked.length === 0 && first) {
    return failed(expected, 'no service with a named volume', next, inService(of, first));
  }
  return eachService({ ...of, services: looked }, expected, (service) => {
    const mounts = mountsOf(service.value);
    const used = mounts.map(({ source }) => source);
    const at = inService(of, service, 'volumes');
    if (used.length === 0) {
      return failed(expected, `${service.name} has no named volume`, next, at);
    }
    const data = dataOf(service.value);
    if (data && !mounts.some(({ target }) => isWithin(target, data) || isWithin(data, target))) {
      const found = `${service.name} keeps its data in ${data}, where it has no named volume`;
      return failed(expected, found, next, at);
    }
    const unknown = used.find((name) => !Object.hasOwn(mappingOf(of), name));
    if (unknown === undefined) return `the volume ${names(used)}`;
    const found = `${service.name} uses ${short(unknown)}, which the file’s volumes do not list`;
    return failed(expected, found, next, inService(of, service, 'volumes'));
  });
}

function mappingOf(of: ComposeSubject): object {
  const volumes = get(of.value, 'volumes');
  return isMapping(volumes) ? volumes : {};
}

const hasNamed = (service: unknown): boolean => mountsOf(service).length > 0;

/** Where databases keep their data, unless they are told otherwise. */
const DATA: readonly (readonly [image: RegExp, folder: string])[] = [
  [/(?:^|\/)(?:postgres|postgresql|timescaledb|pgvector)$/, '/var/lib/postgresql'],
  [/(?:^|\/)(?:mysql|mariadb)$/, '/var/lib/mysql'],
  [/(?:^|\/)mongo$/, '/data/db'],
  [/(?:^|\/)(?:redis|valkey)$/, '/data'],
  [/(?:^|\/)grafana$/, '/var/lib/grafana'],
  [/(?:^|\/)prometheus$/, '/prometheus'],
  [/(?:^|\/)qdrant$/, '/qdrant/storage'],
];

/** The folder with a database's data; undefined where the image or its settings name another. */
function dataOf(service: unknown): string | undefined {
  const { name } = parseImage(plain(get(service, 'image')));
  const told = ['environment', 'command', 'entrypoint', 'env_file'].some((key) =>
    /PGDATA|GF_PATHS_DATA|datadir|dbpath|--dir|storage\.tsdb\.path|QDRANT__STORAGE/.test(
      JSON.stringify(get(service, key) ?? ''),
    ),
  );
  // Bitnami's images keep theirs elsewhere.
  if (told || name.includes('bitnami')) return undefined;
  return DATA.find(([image]) => image.test(name))?.[1];
}

function isWithin(path: string, folder: string): boolean {
  return `${path.replace(/\/+$/, '')}/`.startsWith(`${folder.replace(/\/+$/, '')}/`);
}

/** A service’s mounts whose sources are names, not paths. */
function mountsOf(
  service: unknown,
): readonly { readonly source: string; readonly target: string }[] {
  return list(get(service, 'volumes')).flatMap((mount) => {
    if (isMapping(mount)) {
      const isVolume = plain(mount['type']) === 'volume';
      return isVolume ? { source: plain(mount['source']), target: plain(mount['target']) } : [];
    }
    const [source = '', target] = plain(mount).split(':');
    return target === undefined || !/^\w[\w.-]*$/.test(source) ? [] : { source, target };
  });
}
