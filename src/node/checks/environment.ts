import * as fs from 'node:fs';
import * as path from 'node:path';

// What programs need of the surroundings; everything else, secrets among it, stays out.
const PASSED_ON = new Set(
  `PATH PATHEXT HOME USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES
  SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC TEMP TMP TMPDIR LANG LANGUAGE LC_ALL LC_CTYPE TZ USER USERNAME
  LOGNAME SHELL TERM XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME SSL_CERT_FILE SSL_CERT_DIR
  OPENBLAS_CORETYPE OPENBLAS_L2_SIZE DOCKER_HOST CI
  GOPATH GOMODCACHE GOCACHE`.split(/\s+/),
);

/** The environment for a project's programs: what systems need, and what keeps tools quiet and offline. */
export function cleanEnvironment(
  from: NodeJS.ProcessEnv,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(from).filter(
    ([name, value]) => value !== undefined && PASSED_ON.has(name.toUpperCase()),
  );
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    PYTHONUTF8: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    NO_COLOR: '1',
    DO_NOT_TRACK: '1',
    DVC_NO_ANALYTICS: '1',
    MLFLOW_DISABLE_TELEMETRY: 'true',
    ...added,
  };
}

/** The Python of a project's own environment; undefined when it has not been set up. */
export function projectPython(project: string): string | undefined {
  const relative = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const python = path.join(project, '.venv', ...relative);
  return fs.existsSync(python) ? python : undefined;
}
