import type { Dockerfile, Instruction, Stage } from './dockerfileStages.ts';
import { commandsIn, programIn, scriptOf, unfollowed } from './dockerfileCommands.ts';
import { effective, lineage, parseDockerfile } from './dockerfileStages.ts';
import { failed, names, passed, short, type Place } from '../finding.ts';
import { parseImage } from './imageReference.ts';
import type { Finding } from '../model.ts';
import { isSecretName, secretInText, secretInVariable } from '../secrets/plainSecrets.ts';
import { whenItFails } from '../shell/shellRun.ts';
import { CannotFollow, commandsOf } from '../shell/shellScript.ts';
import type { CheckWorld } from '../world.ts';

/** A Dockerfile with at least one stage, and where it is built. */
export interface DockerSubject extends Dockerfile {
  readonly file: string;
  readonly source: string;
  /** The folder that the build can copy from; empty for the project itself. */
  readonly context: string;
  readonly final: Stage;
  readonly world: CheckWorld;
}

export const place = ({ file }: DockerSubject, line: number): Place => ({ file, line });

const SYSTEM_USERS = new Set(['nobody', 'www-data', 'daemon', 'games', 'mail', 'ubuntu', 'guest']);
const BARE_SYSTEMS = new Set(['python', 'debian', 'ubuntu', 'alpine']);

export function nonRootUser(of: DockerSubject): Finding {
  const expected = 'the image to run as a non-root user';
  const next = 'Create a user in the last stage, and switch to it with USER before CMD.';
  const last = effective(of.final, 'USER').at(-1);
  const image = lineage(of.final)[0]?.image ?? '';
  if (!last) {
    // Distroless images bring such a user with them.
    if (/\bnonroot\b/.test(parseImage(image).tag ?? '')) return passed(expected, image);
    const found = `no USER line after line ${of.final.line}`;
    return failed(expected, found, next, place(of, of.final.line));
  }
  const user = last.words[0]?.split(':')[0] ?? '';
  const at = place(of, last.line);
  if (user === '' || user === 'root' || /^0+$/.test(user)) {
    return failed(expected, `USER ${user}`.trim(), next, at);
  }
  if (/\bjupyter\b/.test(image) && /^\$\{?NB_(?:UID|USER)\}?$/.test(user)) {
    return passed(expected, `USER ${user}`, at);
  }
  if (user.includes('$')) {
    return failed(expected, `USER ${user}, a variable without a default`, next, at);
  }
  if (BARE_SYSTEMS.has(parseImage(image).name) && !isThere(of.final, user)) {
    return failed(expected, `USER ${user}, a user that no line creates`, next, at);
  }
  return passed(expected, `USER ${short(user)}`, at);
}

function isThere(stage: Stage, user: string): boolean {
  if (/^\d+$/.test(user) || SYSTEM_USERS.has(user)) return true;
  const created = effective(stage, 'RUN').some((run) =>
    commandsIn(run).some(({ argv }) => argv.includes(user)),
  );
  const copied = effective(stage, 'COPY').some(({ words }) => words.includes('/etc/passwd'));
  return created || copied || unfollowed(effective(stage, 'RUN')) !== undefined;
}

export function healthCheck(of: DockerSubject): Finding {
  const expected = 'a health check that asks the service';
  const next = 'Add HEALTHCHECK CMD with a program that fails when the service does not answer.';
  const last = effective(of.final, 'HEALTHCHECK').at(-1);
  if (!last) {
    const found = `no HEALTHCHECK line after line ${of.final.line}`;
    return failed(expected, found, next, place(of, of.final.line));
  }
  const at = place(of, last.line);
  const [form = '', ...rest] = last.words;
  const command = (last.json ?? rest).join(' ');
  if (form.toUpperCase() !== 'CMD' || command === '') {
    return failed(expected, short(`HEALTHCHECK ${last.words.join(' ')}`), next, at);
  }
  if (neverFails(last)) {
    return failed(expected, `${short(command)}, which can never fail`, next, at);
  }
  const missing = missingProgram(of.final, last);
  if (missing !== undefined) return failed(expected, missing, next, at);
  return passed(expected, short(command), at);
}

/** Whether a health check passes whatever its commands find. */
function neverFails(check: Instruction): boolean {
  try {
    const script = scriptOf(check);
    return commandsOf(script).every(({ node }) => whenItFails(script, node) === 'goes-on');
  } catch (problem) {
    if (problem instanceof CannotFollow) return false;
    throw problem;
  }
}

/** The slim Python images have neither curl nor wget, so a check by them always fails. */
function missingProgram(final: Stage, check: Instruction): string | undefined {
  const program = commandsIn(check)
    .map(({ argv }) => programIn(argv))
    .find((name) => name === 'curl' || name === 'wget');
  const image = lineage(final)[0]?.image ?? '';
  const { name, tag = '' } = parseImage(image);
  if (program === undefined || name !== 'python' || !/\bslim\b/.test(tag)) return undefined;
  const brought = [...effective(final, 'RUN'), ...effective(final, 'COPY')].some(({ raw }) =>
    raw.includes(program),
  );
  return brought ? undefined : `${program}, which ${image} does not have`;
}

export function execFormCommand(of: DockerSubject): Finding {
  const expected = 'CMD and ENTRYPOINT as JSON lists';
  const found = ['ENTRYPOINT', 'CMD'].flatMap((word) => effective(of.final, word).at(-1) ?? []);
  const [first] = found;
  if (!first) {
    const next = 'Say what the container runs: CMD ["program", "argument"].';
    return failed(expected, 'neither of them', next, place(of, of.final.line));
  }
  const shell = found.find(({ json }) => json === undefined);
  if (!shell)
    return passed(expected, `${first.keyword} ${names(first.json ?? [])}`, place(of, first.line));
  const next =
    'Write it as a list with double quotes: CMD ["program", "argument"]. A shell in between keeps the stop signal to itself.';
  const text = short(`${shell.keyword} ${shell.words.join(' ')}`);
  return failed(expected, text, next, place(of, shell.line));
}

const REVISION_LABEL = 'org.opencontainers.image.revision';

export function revisionLabel(of: DockerSubject): Finding {
  const expected = `the label ${REVISION_LABEL}, filled from the build argument REVISION`;
  const next = `Add ARG REVISION to the last stage, and LABEL ${REVISION_LABEL}="\${REVISION}" below it.`;
  const before = revisionIn(of);
  const after = revisionIn(parseDockerfile(of.source, { REVISION: 'given-to-the-build' }));
  if (!before || !after) {
    return failed(expected, `no label ${REVISION_LABEL}`, next, place(of, of.final.line));
  }
  if (before.value === after.value) {
    const found = `LABEL ${REVISION_LABEL}=${short(before.value ?? '')}, which a REVISION given to the build does not change`;
    return failed(expected, found, next, place(of, before.line));
  }
  return passed(expected, `LABEL ${REVISION_LABEL}`, place(of, before.line));
}

function revisionIn({
  stages,
}: Dockerfile): { readonly value: string | undefined; readonly line: number } | undefined {
  const final = stages.at(-1);
  const labels = final ? effective(final, 'LABEL') : [];
  return labels
    .flatMap(({ variables, line }) =>
      variables.map(([name, value]) => ({ name: name.replaceAll(/["']/g, ''), value, line })),
    )
    .findLast((each) => each.name === REVISION_LABEL);
}

export function noSecrets(of: DockerSubject): Finding {
  const expected = 'no password, key or token in the image';
  const next =
    'Take it out, and give it when the container starts, or to a build with RUN --mount=type=secret.';
  for (const each of [...of.globals, ...of.stages.flatMap(({ instructions }) => instructions)]) {
    const found = secretIn(each);
    if (found !== undefined) return failed(expected, found, next, place(of, each.line));
  }
  return passed(expected, 'none found', { file: of.file });
}

function secretIn({ keyword, variables, words }: Instruction): string | undefined {
  if (keyword === 'ARG' || keyword === 'ENV') {
    return variables
      .map(
        ([name, value]) =>
          secretInVariable(name, value ?? '') ?? secretArgument(keyword, name, value),
      )
      .find((what) => what !== undefined);
  }
  if (keyword === 'COPY' || keyword === 'ADD') {
    const file = words.slice(0, -1).find((word) => {
      const name = word.slice(word.lastIndexOf('/') + 1);
      return name === '.env' || name === 'id_rsa' || name.endsWith('.pem');
    });
    return file === undefined ? undefined : `${keyword} ${short(file)}`;
  }
  const what = secretInText(words.join(' '));
  return what === undefined ? undefined : `${what} in ${keyword}`;
}

/** The history of an image keeps build arguments, and ENV of them, for everybody who pulls it. */
function secretArgument(
  keyword: string,
  name: string,
  value: string | undefined,
): string | undefined {
  if (!isSecretName(name) || value?.startsWith('/') === true) return undefined;
  return keyword === 'ARG' || (value ?? '') !== '' ? `${keyword} ${name}` : undefined;
}
