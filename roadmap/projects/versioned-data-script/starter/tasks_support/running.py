"""Start programs, and end them with all that they have started."""

import os
import shutil
import signal
import subprocess
import sys
import time

from .places import PYTHON, ROOT

PATIENCE = 10  # seconds that a program gets to end
# What is started gets these, unless you have set them. The names are those of every tool that a project may use.
SETTINGS = {
    # No tool reports what you run.
    "DO_NOT_TRACK": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "BENTOML_DO_NOT_TRACK": "True",
    "DVC_NO_ANALYTICS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "KEDRO_DISABLE_TELEMETRY": "1",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TEST_TRACKING": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "RAGAS_DO_NOT_TRACK": "true",
}
ENDED: list[int] = []  # the signals that came to end this program


def run(*command: str, env: dict[str, str] | None = None) -> int:
    """Run a program in the project's folder and give its exit code; whatever ends this one ends that one too."""
    # The commands are ours, given as a list: no shell takes part.
    program = subprocess.Popen(command, cwd=ROOT, env=variables() if env is None else env)  # noqa: S603
    try:
        while program.poll() is None and not ENDED:
            time.sleep(0.05)
    finally:
        if program.returncode is None:
            end(program)
    if ENDED:
        raise SystemExit(128 + ENDED[0])
    # Ended by a signal: as a shell says it.
    return program.returncode if program.returncode >= 0 else 128 - program.returncode


def variables() -> dict[str, str]:
    """The environment variables of what is started here; what you have set of SETTINGS stays."""
    given = SETTINGS | os.environ
    given |= {
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUTF8": "1",
        # What says python means this project's.
        "PATH": str(PYTHON.parent) + os.pathsep + given.get("PATH", ""),
    }
    # A proxy knows nothing of this machine. Without one nothing is set: it would hide the system's own proxy settings.
    direct = given.get("no_proxy") or given.get("NO_PROXY") or ""
    if direct != "*" and any(name.lower() in ("http_proxy", "https_proxy", "all_proxy") for name in given):
        direct = ",".join(filter(None, [direct, "127.0.0.1", "localhost", "::1"]))
        given |= {"NO_PROXY": direct} if sys.platform == "win32" else {"NO_PROXY": direct, "no_proxy": direct}
    return given


def listen() -> None:
    """Note the signals that end a program, for run to hand on."""
    if sys.platform == "win32":
        # Ctrl-Break and a closed window come to every program in it, like Ctrl-C.
        signal.signal(signal.SIGBREAK, signal.default_int_handler)
    else:
        for number in (signal.SIGTERM, signal.SIGHUP):
            # What nohup ignores stays ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda came, _: ENDED.append(came))


def end(program: subprocess.Popen[bytes]) -> None:
    """End a program: it is told, and gets time to end what it has started. What it leaves is ended too."""
    left = started_by(program.pid)
    try:
        # Ctrl-C came from the terminal to the program as well; if it did not hear that, it is told.
        for number in ENDED[:1] or (None, signal.SIGTERM):
            if number is not None:
                program.send_signal(number)
            try:
                program.wait(PATIENCE)
                break
            except subprocess.TimeoutExpired:
                continue
    finally:
        program.kill()
        left = [pid for pid in left if send(pid, signal.SIGTERM)]
        deadline = time.monotonic() + 3
        while left and time.monotonic() < deadline:
            time.sleep(0.05)
            left = [pid for pid in left if send(pid, 0)]
        for pid in left:
            send(pid, 9)


def send(pid: int, number: int) -> bool:
    """Send a signal; whether the process was still there. Signal 0 only asks."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def started_by(pid: int) -> list[int]:
    """The processes that a process has started, and theirs; none where the system has no ps."""
    ps = shutil.which("ps")
    if not ps or os.name == "nt":
        return []
    ran = subprocess.run([ps, "-A", "-o", "ppid=", "-o", "pid="], capture_output=True, text=True, check=False)  # noqa: S603
    pairs = [(int(parent), int(child)) for parent, child in map(str.split, ran.stdout.splitlines())]
    family = [pid]
    for each in family:  # It grows during the loop.
        family += [child for parent, child in pairs if parent == each]
    return family[1:]
