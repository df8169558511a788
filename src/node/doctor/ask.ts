import type { Answer } from '../../core/doctor/facts.ts';
import type { Question } from '../../core/doctor/tool.ts';
import { runProcess } from '../processes/runProcess.ts';
import { isShim, locate, pathsOf, type Avoided } from './locate.ts';
import type { Machine } from './machine.ts';

const FLOOD = 64 * 1024;
/** For ending a program with its children, in milliseconds. */
const GRACE = 1000;

/** Keeps tools from asking the network, counting us, or painting their answer. */
const QUIET: Readonly<Record<string, string>> = {
  NO_COLOR: '1',
  DO_NOT_TRACK: '1',
  PYTHONUTF8: '1',
  WSL_UTF8: '1',
  CHECKPOINT_DISABLE: '1',
  GOTOOLCHAIN: 'local',
  GH_NO_UPDATE_NOTIFIER: '1',
  MINIKUBE_WANTUPDATENOTIFICATION: 'false',
  DVC_NO_ANALYTICS: '1',
  MLFLOW_DISABLE_TELEMETRY: 'true',
  CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: '1',
  CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: '1',
  AZURE_CORE_COLLECT_TELEMETRY: 'false',
};

/** Asks a program one question; never throws, and never waits for long. */
export async function ask(
  [name, ...args]: Question,
  machine: Machine,
  avoided: Avoided,
): Promise<Answer> {
  let path: string | undefined;
  const asked = async (): Promise<Answer> => {
    path = await locate(name, machine, avoided);
    if (path === undefined || (await isAppleStub(path, machine))) return { end: 'missing' };
    const { end, code, stdout, stderr } = await runProcess({
      argv: startOf(path, args, machine),
      // A folder of the tool's own: no project's settings or programs are in it.
      cwd: pathsOf(machine).dirname(path),
      env: environment(machine.env),
      stdin: '',
      timeout: machine.patience,
      flood: FLOOD,
    });
    const text = `${stdout}\n${stderr}`.replaceAll('\0', '').trim();
    if (end === 'exit') return { end, code, text, path };
    return { end: end === 'timeout' || end === 'flood' ? end : 'failed', text, path };
  };
  try {
    return await within(machine.patience + GRACE, asked(), () => ({
      end: 'timeout',
      text: '',
      path: path ?? name,
    }));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { end: 'failed', text, path: path ?? name };
  }
}

/**
 * What to start for a program: itself, or on Windows the command interpreter for a script. The
 * script is named without its folder, which is the current one, so that nothing needs quoting.
 */
export function startOf(
  file: string,
  args: readonly string[],
  machine: Machine,
): readonly string[] {
  if (!isShim(file, machine)) return [file, ...args];
  const interpreter = machine.env['ComSpec'] ?? 'cmd.exe';
  return [interpreter, '/d', '/c', `.\\${pathsOf(machine).basename(file)}`, ...args];
}

/** Some processes cannot be ended, and some folders of PATH never answer. */
async function within<T>(milliseconds: number, work: Promise<T>, otherwise: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise()), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

// Without Apple's developer tools these two are stubs that open a dialogue when they are started.
async function isAppleStub(file: string, machine: Machine): Promise<boolean> {
  if (machine.system !== 'macos' || !/^\/usr\/bin\/(git|python3)$/.test(file)) return false;
  const { end, code } = await runProcess({
    argv: ['/usr/bin/xcode-select', '-p'],
    cwd: '/',
    env: environment(machine.env),
    stdin: '',
    timeout: machine.patience,
  });
  return end !== 'exit' || code !== 0;
}

function environment(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const set = Object.entries(env).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(set) as Record<string, string>), ...QUIET };
}
