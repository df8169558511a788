import {
  eachService,
  inService,
  plain,
  type ComposeSubject,
  type Service,
} from './composeFacts.ts';
import { failed, short } from '../finding.ts';
import { whyFloating } from './imageReference.ts';
import type { Finding } from '../model.ts';
import { secretInText, secretInVariable } from '../secrets/plainSecrets.ts';
import { entries, get, isMapping, list, text, texts } from '../untyped.ts';

export function pinnedImages(of: ComposeSubject): Finding {
  const expected = 'every image with a version as its tag';
  const next = 'Write the version that you have tested, such as postgres:18.1.';
  return eachService(of, expected, (service) => {
    if (get(service.value, 'build') !== undefined) return 'an image that is built here';
    const image = plain(get(service.value, 'image'));
    const why = image === '' ? 'no image' : whyFloating(image);
    if (why === undefined) return short(image);
    const found = `${service.name}: ${image === '' ? why : `${short(image)}, ${why}`}`;
    return failed(expected, found, next, inService(of, service, 'image'));
  });
}

export function noPlainSecrets(of: ComposeSubject): Finding {
  const expected = 'no password, key or token in the file';
  const next = 'Write ${NAME:?set it in .env}, put the value into .env, and keep .env out of Git.';
  return eachService(of, expected, (service) => {
    for (const { name, value, path } of variablesOf(service)) {
      const found = name === '' ? secretInText(value) : secretInVariable(name, value);
      if (found === undefined) continue;
      return failed(
        expected,
        `${service.name}: ${short(found)}`,
        next,
        inService(of, service, ...path),
      );
    }
    return 'no plain secret';
  });
}

interface Variable {
  /** Empty for a text that is no variable’s value. */
  readonly name: string;
  readonly value: string;
  readonly path: readonly (string | number)[];
}

/** What a service is given: its environment, the arguments of its build and its command. */
function variablesOf({ value }: Service): readonly Variable[] {
  const written = [['environment'], ['build', 'args']].flatMap((path) => {
    const of = get(value, ...path);
    if (isMapping(of)) {
      return entries(of).map(([name, inner]) => ({
        name,
        value: text(inner) ?? '',
        path: [...path, name],
      }));
    }
    return list(of).map((each, index) => {
      const [name = '', ...rest] = (text(each) ?? '').split('=');
      return { name, value: rest.join('='), path: [...path, index] };
    });
  });
  const commands = ['command', 'entrypoint'].map((key) => ({
    name: '',
    value: texts(get(value, key)).join(' '),
    path: [key],
  }));
  return [...written, ...commands];
}
