import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** The folders of a machine that no report may name. Each may be missing, relative or a root. */
export interface MachinePlaces {
  /** The project, as it was given. */
  readonly root: string;
  /** The folder of this verification's temporary folders, once there is one. */
  readonly temporary: () => string | undefined;
  /** Where the system keeps temporary files. */
  readonly systemTemporary: string | undefined;
  readonly homes: readonly (string | undefined)[];
  /** The path without links, or undefined when there is none. */
  readonly real: (place: string) => string | undefined;
}

/** The places of this machine for one project. */
export function machinePlaces(
  root: string,
  temporary: () => string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): MachinePlaces {
  return {
    root,
    temporary,
    systemTemporary: os.tmpdir(),
    homes: [
      env['HOME'],
      env['USERPROFILE'],
      orUndefined(() => os.homedir()),
      orUndefined(() => os.userInfo().homedir),
    ],
    real: (place) => orUndefined(() => fs.realpathSync.native(place)),
  };
}

/**
 * Makes a text fit to be shown and committed: the project's folder becomes `.`, temporary folders
 * `(temporary)`, and every home folder `~`. Only whole folders of a path are replaced, never a root.
 */
export function pathRedactor(places: MachinePlaces): (text: string) => string {
  const known = (temporary: string | undefined) =>
    replacements([
      ...formsOf(places.root, places.real).map((place) => ({ place, by: '.' })),
      ...formsOf(temporary, places.real).map((place) => ({ place, by: '(temporary)' })),
      // Everybody's /tmp says nothing of this machine.
      ...formsOf(places.systemTemporary, places.real)
        .filter((place) => !/^(?:\/private)?\/(?:var\/)?tmp$/.test(place))
        .map((place) => ({ place, by: '(temporary)' })),
      ...places.homes
        .flatMap((home) => formsOf(home, places.real))
        .map((place) => ({ place, by: '~' })),
    ]);
  let temporary: string | undefined;
  let all = known(undefined);
  return (text) => {
    const now = places.temporary();
    if (now !== temporary) [temporary, all] = [now, known(now)];
    return all.reduce((safe, { form, by }) => safe.replace(form, by), text);
  };
}

interface Replacement {
  readonly form: RegExp;
  readonly by: (whole: string, ...groups: readonly unknown[]) => string;
}

// A separator as programs print it: also in JSON and Python literals and in a URL.
const SEPARATOR = String.raw`(?:\\{1,4}/?|/|%2[Ff]|%5[Cc])`;
// The first one of a path on Linux and macOS; http:// does not start a path.
const ROOT = String.raw`(?:\\?/|(?<![:/])//|%2[Ff])`;
const BEFORE_POSIX = [
  // Not in the middle of a path, a URL or a word …
  String.raw`(?<![\p{L}\p{N}_.~$%@+)}\]\\/-])`,
  // … but behind file:// or sqlite:///, an option such as -I, and an escaped end of line.
  String.raw`(?<=:\/{2,3})`,
  String.raw`(?<=file:\/\/localhost)`,
  String.raw`(?<=(?<![\p{L}\p{N}_-])-[A-Z])`,
  String.raw`(?<=\\[nrt])`,
].join('|');
const BEFORE = `(?:${BEFORE_POSIX})`;
const BEFORE_DRIVE = String.raw`(?:(?<![\p{L}\p{N}_])|(?<=\\[nrt]))`;
// The folder's name ends here; a full stop may end the sentence.
const AFTER = String.raw`(?!\.?[\p{L}\p{N}_~$@+-]|%(?!2[Ff]|5[Cc]))`;

/** Longer places first, so that a project in a home folder is the project. */
function replacements(
  known: readonly { readonly place: string; readonly by: string }[],
): readonly Replacement[] {
  const unique = [...new Map([...known].reverse().map((each) => [each.place, each])).values()];
  return [
    ...unique
      .sort((a, b) => partsOf(b.place).length - partsOf(a.place).length)
      .map(({ place, by }) => ({ form: knownForm(place), by: nameInstead(by) })),
    ...HOMES.map((form) => ({ form, by: () => '~' })),
    {
      form: /\b(pytest-of-)[^\\/\s"'`:;,]+/g,
      by: (_: string, start: unknown) => `${String(start)}user`,
    },
  ];
}

/** The project's own name is left out before a file of it; `~` and `(temporary)` stay. */
function nameInstead(by: string): Replacement['by'] {
  return (_, separator: unknown) => {
    const rest = typeof separator === 'string' ? separator : '';
    return by === '.' && rest !== '' ? '' : by + rest;
  };
}

/** Every form of a path that means a folder of its own: as given and real, and of both sides of WSL. */
function formsOf(
  place: string | undefined,
  real: (place: string) => string | undefined,
): readonly string[] {
  if (place === undefined || partsOf(place).length === 0) return [];
  const both = [place, real(place) ?? place];
  const mac = both.map((each) =>
    each.startsWith('/private/') ? each.slice('/private'.length) : `/private${each}`,
  );
  const wsl = both.flatMap((each) => {
    const [, drive, rest = ''] = /^\/mnt\/([a-z])(\/.+)$/i.exec(each) ?? [];
    return drive === undefined ? [] : [`${drive}:${rest}`];
  });
  const forms = [...both, ...(both.every((each) => each.startsWith('/')) ? mac : []), ...wsl];
  return [...new Set(forms)].filter((each) => partsOf(each).length > 0);
}

/** The folders of an absolute path below its root; none for a relative one. */
function partsOf(place: string): readonly string[] {
  if (!path.posix.isAbsolute(place) && !path.win32.isAbsolute(place)) return [];
  return place
    .replace(/^[A-Za-z]:/, '')
    .split(/[\\/]+/)
    .filter((part) => part !== '');
}

function knownForm(place: string): RegExp {
  const [, drive] = /^([A-Za-z]):/.exec(place) ?? [];
  const names = partsOf(place).map(spellingsOf).join(`${SEPARATOR}{1,2}`);
  const root = place.startsWith('/') ? ROOT : `${SEPARATOR}{1,2}`;
  const start = drive === undefined ? BEFORE : driveForm(drive);
  const more = String.raw`(${SEPARATOR}(?=[^\s"'<>|,;:()\\/]))?`;
  return new RegExp(
    `${start}${root}${names}(?:${AFTER})${more}`,
    drive === undefined ? 'gu' : 'giu',
  );
}

/** `C:`, `c%3A`, and the same drive in WSL, Git Bash and Cygwin. */
function driveForm(drive: string): string {
  const mounted = `${BEFORE}${SEPARATOR}(?:(?:mnt|cygdrive)${SEPARATOR})?${drive}(?=${SEPARATOR})`;
  return String.raw`(?:${BEFORE_DRIVE}(?:\\{2,4}\?\\{1,2})?${drive}(?::|%3[Aa])|${mounted})`;
}

/** A folder's name as it is, in a URL, in an ASCII literal, and as macOS may store it. */
function spellingsOf(part: string): string {
  const ascii = part.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const forms = [part, part.normalize('NFC'), part.normalize('NFD')].flatMap((form) => [
    form,
    // Undefined for a name that is no Unicode.
    orUndefined(() => encodeURI(form)) ?? form,
    orUndefined(() => encodeURIComponent(form)) ?? form,
  ]);
  const spellings = [...new Set([...forms, ascii, ascii.replaceAll('\\', '\\\\')])];
  return `(?:${spellings.map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')})`;
}

const DRIVE = String.raw`(?:\\{2,4}\?\\{1,2})?[A-Za-z](?::|%3[Aa])`;
const USER = String.raw`(?:[^\\/\s"'<>|:*?%$,;()[\]{}\x60]|%(?!2[Ff]|5[Cc]))+`;
const NOBODY = String.raw`(?!\.|(?:Shared|[Pp]ublic|[Dd]efault|All Users)(?![\w-]))`;
const WINDOWS_HOMES = `(?:[Uu][Ss][Ee][Rr][Ss]|Documents and Settings)${SEPARATOR}{1,2}${NOBODY}`;
// Homes of any user, on a drive, on a drive that Linux has mounted, and on Linux and macOS.
const HOMES: readonly RegExp[] = [
  `${BEFORE_DRIVE}${DRIVE}${SEPARATOR}{1,2}${WINDOWS_HOMES}(?:${USER}(?: ${USER}){1,3}(?=\\\\)|${USER})`,
  `${BEFORE}${ROOT}(?:(?:mnt|cygdrive)/)?[A-Za-z]/${WINDOWS_HOMES}${USER}`,
  String.raw`\\{2,4}wsl(?:\.localhost|\$)\\{1,2}[^\\/\s]+\\{1,2}home\\{1,2}${USER}`,
  `${BEFORE}${ROOT}(?:(?:var|export|private)${SEPARATOR})?(?:home|Users)${SEPARATOR}{1,2}${NOBODY}${USER}`,
].map((form) => new RegExp(form, 'gu'));

function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
