import { isPlaceholder, readsLikeName } from './placeholder.ts';
import type { SecretSpan } from './span.ts';

// The end of the name decides: MAX_TOKENS, API_KEY_HEADER and PASSWORD_FILE hold no secret.
const SECRET_NAME =
  /(?:^|[_.-])(?:pass|passwd|(?:pg)?password|passphrase|pwd|secret|token|api_?key|(?:access|account|private|secret|encryption|signing|fernet)_?key|access_key_id|credentials?)$/i;
const RUN_TOGETHER = /(?:password|passwd|secret|token|api[_-]?key)$/i;
// A public key, and where the next page of a list starts.
const PUBLIC_NAME =
  /(?:^|[_.-])public[_.-]|public_?key|(?:page|next|continuation|sync)[_-]?token$/i;
const PASSWORD_NAME = /(?:pass(?:wd|word|phrase)|pwd|[_.-]pass)$/i;

/** Whether a variable's name says that its value is a password, a key or a token. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !PUBLIC_NAME.test(name);
}

/** How a value may stand behind its name. */
interface Shape {
  /** Groups 1 and 2: name and value. */
  readonly form: RegExp;
  /** The shortest password and the shortest token. */
  readonly shortest: readonly [password: number, token: number];
  /** Whether a password of letters alone counts; elsewhere it may be a name of the program. */
  readonly letters: boolean;
}

const QUOTED: Shape = {
  form: /(?<![\w.-])([\w.-]{1,80})\\?["']?\]?\s{0,20}(?::|=>|:=|=)\s{0,20}\\?["']([^\s"'\\]{8,300})\\?["']/g,
  shortest: [8, 16],
  letters: false,
};
// A shell, an .env file, ENV of a Dockerfile, -e of `docker run`, a list of Compose.
const ENVIRONMENT: Shape = {
  form: /(?<![\w$.{])([A-Z][A-Z0-9_]{0,80})=["']?([^\s"'`,;|()\\]{6,300})/g,
  shortest: [6, 16],
  letters: true,
};
const YAML: Shape = {
  form: /^[ \t+-]{0,80}([\w.-]{1,80}):[ \t]{1,20}([^\s"'`#,;<>()[\]{}][^\s"'`,;<>()[\]{}]{7,300})[ \t\r]*$/gm,
  shortest: [8, 16],
  letters: false,
};
const SETTINGS: Shape = {
  form: /^[ \t]{0,80}(?:export[ \t]{1,20})?([\w.-]{1,80})[ \t]{0,20}[=:][ \t]{0,20}["']?([^\s"']{6,300})["']?[ \t\r]*$/gm,
  shortest: [6, 16],
  letters: true,
};
const SETTINGS_FILE =
  /(?:^|\/)(?:\.env[^/]*|[^/]+\.(?:env|ini|cfg|conf|properties)|\.dvc\/config[^/]*)$/i;

/**
 * Values that are given to a name such as DB_PASSWORD or `api_key`.
 * @param path of the file; one of settings, such as `.env`, is read more strictly
 */
export function assignmentSpans(text: string, path = ''): readonly SecretSpan[] {
  const shapes = [QUOTED, ENVIRONMENT, YAML, ...(SETTINGS_FILE.test(path) ? [SETTINGS] : [])];
  return shapes.flatMap((shape) =>
    [...text.matchAll(shape.form)].flatMap((match) => {
      const [whole, name = '', value = ''] = match;
      if (!(isSecretName(name) || RUN_TOGETHER.test(name)) || PUBLIC_NAME.test(name)) return [];
      if (!isSecretValue(name, value, shape)) return [];
      const start = match.index + whole.lastIndexOf(value);
      // An argument or a call: code, not a value.
      if (/[,()]/.test(text.charAt(start + value.length))) return [];
      const what = PASSWORD_NAME.test(name) ? 'a password' : 'a password or key';
      return [{ what, start, end: start + value.length, real: true }];
    }),
  );
}

function isSecretValue(name: string, value: string, shape: Shape): boolean {
  if (isPlaceholder(value) || value.toLowerCase() === name.toLowerCase()) return false;
  // An index or a list is code; a path names a file.
  if (/[([{]/.test(value) || /^(?:[.~]{0,2}\/|[A-Za-z]:\\)|:\/\//.test(value)) return false;
  const withDigit = /\d/.test(value) && /[A-Za-z]/.test(value);
  if (PASSWORD_NAME.test(name)) {
    const strong = withDigit || (shape.letters && value.length >= 8);
    return strong && value.length >= shape.shortest[0];
  }
  return value.length >= shape.shortest[1] && withDigit && !readsLikeName(value);
}
