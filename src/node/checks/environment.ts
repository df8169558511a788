import * as fs from 'node:fs';
import * as path from 'node:path';

// What programs need of the surroundings; everything else, secrets among it, stays out.
const PASSED_ON = new Set(
  `PATH PATHEXT HOME USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES
  SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC TEMP TMP TMPDIR LANG LANGUAGE LC_ALL LC_CTYPE TZ USER USERNAME
  LOGNAME SHELL TERM XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME SSL_CERT_FILE SSL_CERT_DIR
  OPENBLAS_CORETYPE OPENBLAS_L2_SIZE DOCKER_HOST CI
  LD_LIBRARY_PATH DYLD_LIBRARY_PATH DYLD_FALLBACK_LIBRARY_PATH NIX_LD NIX_LD_LIBRARY_PATH
  REQUESTS_CA_BUNDLE CURL_CA_BUNDLE PIP_CERT NODE_EXTRA_CA_CERTS
  GOPATH GOMODCACHE GOCACHE GOPROXY GOFLAGS GOPRIVATE GONOPROXY GONOSUMDB GOSUMDB`.split(/\s+/),
);

// Loopback is reached directly, whatever proxy a program is told of.
const DIRECT = '127.0.0.1,localhost,::1';

/** The environment for a project's programs: what systems need, and what keeps tools quiet and offline. */
export function cleanEnvironment(
  from: NodeJS.ProcessEnv,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(from).filter(
    ([name, value]) =>
      value !== undefined && PASSED_ON.has(name.toUpperCase()) && !hasPassword(value),
  );
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    NO_PROXY: DIRECT,
    no_proxy: DIRECT,
    PYTHONUTF8: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    NO_COLOR: '1',
    DO_NOT_TRACK: '1',
    DVC_NO_ANALYTICS: '1',
    MLFLOW_DISABLE_TELEMETRY: 'true',
    ...added,
  };
}

/** An address with a password, such as a private package index. */
function hasPassword(value: string): boolean {
  return /:\/\/[^/\s@]*:[^/\s@]*@/.test(value);
}

/** The Python of a project's own environment; undefined when it has not been set up. */
export function projectPython(project: string): string | undefined {
  const python = pythonPlace(project);
  return fs.existsSync(python) ? python : undefined;
}

/** Where the Python of a project's own environment belongs. */
export function pythonPlace(project: string): string {
  const relative = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return path.join(project, '.venv', ...relative);
}
