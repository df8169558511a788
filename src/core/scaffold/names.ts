import { ExpectedError } from '../errors.ts';

/** A project's name in the four written forms that a starter uses. */
export interface ProjectNames {
  /** `odd-name-42` */
  readonly hyphen: string;
  /** `odd_name_42`: an importable Python package */
  readonly snake: string;
  /** `ODD_NAME_42` */
  readonly upper: string;
  /** `Odd Name 42` */
  readonly title: string;
}

const LONGEST = 60;

/** Letters that no accent can be dropped from. */
const WRITTEN_OUT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * Derives the project's name from a folder's name: accents dropped, letters such as ß written out,
 * lower-cased, every other run of characters a hyphen. The package form is never a keyword, a
 * standard-library name, a reserved one, or led by a digit.
 * @param reserved names of packages that the project itself needs, in lower case
 * @throws ExpectedError `name` when nothing of the text can be used.
 */
export function deriveNames(text: string, reserved: readonly string[] = []): ProjectNames {
  const hyphen = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => WRITTEN_OUT[letter] ?? letter)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  if (hyphen === '') {
    throw new ExpectedError(
      'name',
      `No project name can be made from “${text}”.`,
      'Use at least one letter from a to z or one digit.',
    );
  }
  const plain = hyphen.replaceAll('-', '_');
  const taken = /^[0-9]/.test(plain) || RESERVED_IN_PYTHON.has(plain) || reserved.includes(plain);
  const snake = taken ? `project_${plain}` : plain;
  return {
    hyphen,
    snake,
    upper: snake.toUpperCase(),
    title: hyphen
      .split('-')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(' '),
  };
}

/** The names of a scaffolded project; a package that the learner has renamed keeps its new name. */
export function namesOf(record: {
  readonly name: string;
  readonly package?: string | undefined;
}): ProjectNames {
  const names = deriveNames(record.name);
  return record.package === undefined ? names : { ...names, snake: record.package };
}

/**
 * Checks a name that the learner typed, where a name and not a path is asked.
 * @returns what is wrong with it, or undefined.
 */
export function nameProblem(text: string): string | undefined {
  const name = text.trim();
  if (name === '') return 'Type a name.';
  if (name === '.' || name === '..' || /[/\\]/.test(name) || /^[a-zA-Z]:/.test(name)) {
    return 'Type a name, not a path: no slashes, no drive letter, no “..”.';
  }
  return folderNameProblem(name) ?? derivable(name);
}

/**
 * Checks the name of a folder to be made on any system, Windows among them.
 * @returns what is wrong with it, or undefined.
 */
export function folderNameProblem(name: string): string | undefined {
  if (name.length > 120) return 'The name is longer than 120 characters. Use a shorter one.';
  const bad = /[<>:"/\\|?*\u0000-\u001f]/.exec(name)?.[0];
  if (bad !== undefined) {
    return `The character ${JSON.stringify(bad)} cannot stand in a folder’s name on Windows. Leave it out.`;
  }
  if (/[. ]$/.test(name)) return 'A folder’s name cannot end with a dot or a space. Leave it out.';
  if (WINDOWS_DEVICES.test(name)) {
    return `“${name}” is a device’s name on Windows. Use another one.`;
  }
  return undefined;
}

function derivable(name: string): string | undefined {
  try {
    deriveNames(name);
    return undefined;
  } catch (error) {
    return error instanceof ExpectedError
      ? `${error.message} ${error.remedy ?? ''}`.trim()
      : String(error);
  }
}

const WINDOWS_DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

// Keywords, built-in constants, the top-level modules of the standard library (sys.stdlib_module_names
// of CPython 3.11 to 3.14), and the names that a starter itself imports or lays out.
const RESERVED_IN_PYTHON = new Set(
  `false none true and as assert async await break class continue def del elif else except finally for
  from global if import in is lambda nonlocal not or pass raise return try while with yield match case type
  abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb
  binascii bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections
  colorsys compileall compression concurrent configparser contextlib contextvars copy copyreg crypt csv
  ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip
  enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath
  getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp
  importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox
  mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt
  ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes
  pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc
  pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets
  select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3
  sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau
  symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this threading
  time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types
  typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref
  xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
  airflow bentoml chromadb dvc evidently fastapi feast joblib kedro kedro_datasets kfp kubernetes langchain langgraph
  mlflow numpy pandas pip prometheus_client psutil psycopg pydantic pytest redis ruff scipy sklearn skops sqlalchemy
  starlette torch uvicorn vllm yaml tests tasks tasks_support deploy docs src data models`
    .toLowerCase()
    .split(/\s+/),
);
