"""The project's tasks; only the standard library. Python 3.11 to 3.13, on every system.

python tasks.py setup    make .venv and install what requirements-dev.txt pins
python tasks.py check    lint and test: what CI runs
python tasks.py data     make the raw data again, from its seed
python tasks.py run      prepare, train and evaluate
python tasks.py track    the same, recorded as a run of an experiment
python tasks.py dvc      DVC in this project's environment: python tasks.py dvc repro
python tasks.py server   the tracking server on http://127.0.0.1:5050; or: server --port 5060
python tasks.py compare  rank the finished runs on today's data
python tasks.py promote  let a run's model challenge the champion: python tasks.py promote RUN
python tasks.py predict  ask the champion about customers: python tasks.py predict FILE
python tasks.py rollback make the champion before the champion again
python tasks.py reproduce
                         train the champion anew from a clean clone, and compare
python tasks.py python   Python with this project's code and packages: python tasks.py python -m mlr_starter.prepare
python tasks.py kedro    the stages as a Kedro pipeline
python tasks.py doctor   say what this machine has and lacks
python tasks.py lock     compile requirements*.in into requirements*.txt (needs uv)
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import venv
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements-dev.txt"
STAMP = VENV / ".installed"
PORT = 5050
DOWNLOAD = 220  # megabytes
OLDEST, NEWEST = (3, 11), (3, 13)


def setup() -> int:
    """Make the environment; go on where an earlier run stopped."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        print(
            f"This is Python {sys.version.split()[0]}; the pinned packages fit 3.11 to 3.13. "
            "Run this with one of them, for example: python3.13 tasks.py setup"
        )
        return 1
    wanted = lock_hash()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        print("The environment in .venv is up to date.")
        return 0
    uv = shutil.which("uv")
    if not PYTHON.exists() or not (uv or has_pip()):
        print(f"Making .venv with Python {sys.version.split()[0]}.")
        if not make_environment(uv):
            return 1
    print(f"Installing packages (about {DOWNLOAD} MB the first time; what is there already is kept).")
    if uv:
        # Compiled once here, as pip does: otherwise every start of Python compiles anew.
        code = run(
            uv, "pip", "install", "--compile-bytecode", "--python", str(PYTHON), "-r", str(LOCK)
        )
    else:
        code = run(str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-r", str(LOCK))
    if code != 0:
        print("The installation did not finish. Check the network, then run this again.")
        return code
    STAMP.write_text(wanted)
    print("Ready. Next: python tasks.py check")
    return 0


def make_environment(uv: str | None) -> bool:
    """Make an empty .venv; a half-made one is made anew."""
    if uv:
        return run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)) == 0
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Python could not make .venv: {error}")
        print("On Debian and Ubuntu this helps: sudo apt install python3-venv")
        return False
    return True


def has_pip() -> bool:
    """Whether .venv can install packages by itself."""
    command = [str(PYTHON), "-c", "import pip"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def check() -> int:
    """Lint and test. The same two commands run in CI."""
    need_environment()
    for arguments in (("ruff", "check", "."), ("pytest", "-q")):
        code = run(str(PYTHON), "-m", *arguments)
        if code != 0:
            print(f"Not green yet: {' '.join(arguments)} found something above.")
            return code
    print("All green.")
    return 0


def command(module: str, *arguments: str) -> int:
    """Run a module of the project; say which step builds it when it is not there yet."""
    need_environment()
    if not (ROOT / "src" / "mlr_starter" / f"{module}.py").exists():
        print(f"There is no src/mlr_starter/{module}.py yet; a step of the guide builds it. If you had it: git restore")
        return 1
    # Run from the project's folder; a file that is there where you stand is meant as it is there.
    given = [str(Path(each).resolve()) if Path(each).is_file() else each for each in arguments]
    return run(str(PYTHON), "-m", f"mlr_starter.{module}", *given)


def data() -> int:
    """Make the raw data again; where DVC keeps it, bring cache and remote up to date as well."""
    code = command("make_customers")
    pointer = ROOT / "data" / "raw" / "customers.csv.dvc"
    if code != 0 or not pointer.exists():
        return code
    made = hashlib.md5((ROOT / "data" / "raw" / "customers.csv").read_bytes(), usedforsecurity=False).hexdigest()
    if made not in pointer.read_text(encoding="utf-8"):
        print("This is not the version that data/raw/customers.csv.dvc names. To get that one: python tasks.py dvc pull")
        return 1
    return dvc("commit", "--force", "--quiet", str(pointer)) or dvc("push", str(pointer))


def dvc(*arguments: str) -> int:
    """Run DVC as this project needs it: its own Python first, and the package on the path."""
    need_environment()
    return run(str(PYTHON), "-m", "dvc", *arguments)


def python(*arguments: str) -> int:
    """Run the environment's Python, with the package on its path."""
    need_environment()
    return run(str(PYTHON), *arguments)


def kedro() -> int:
    """Run the stages as a Kedro pipeline."""
    need_environment()
    return run(str(PYTHON), "-m", "kedro", "run")


def doctor() -> int:
    """Say what is there. Nothing of it is an error: each lack has a way without."""
    fits = OLDEST <= sys.version_info[:2] <= NEWEST
    tell("Python", sys.version.split()[0] if fits else "", "install Python 3.11 to 3.13")
    tell("Environment", ".venv" if STAMP.exists() else "", "run: python tasks.py setup")
    raw = ROOT / "data" / "raw" / "customers.csv"
    tell("Raw data", "data/raw/customers.csv" if raw.exists() else "", "run: python tasks.py data")
    tell("Git", version("git"), "install it from git-scm.com")
    tell("Branch", branch(), "no branch: commits made now are easily lost; git switch main leads back")
    where = os.environ.get("MLFLOW_TRACKING_URI", "")
    tell("Tracking", where or "mlflow.db in this folder", "")
    free = f"{PORT} is free" if is_free(PORT) else ""
    tell("Port", free, f"{PORT} is in use; choose another: python tasks.py server --port {PORT + 10}")
    return 0


def lock() -> int:
    """Compile the pinned requirements for Python 3.11 to 3.13 on every system."""
    uv = shutil.which("uv")
    if not uv:
        print("Locking needs uv. Install it with: pip install uv")
        return 1
    for name in ("requirements", "requirements-dev"):
        code = run(
            uv, "pip", "compile", "--universal", "--python-version", "3.11", "--no-emit-index-url",
            "--custom-compile-command", "python tasks.py lock",
            f"{name}.in", "-o", f"{name}.txt",
        )  # fmt: skip
        if code != 0:
            return code
    return 0


def need_environment() -> None:
    """End with a clear word when setup has not been run, or not since the lock changed."""
    if not STAMP.exists():
        raise SystemExit("There is no environment yet. Run first: python tasks.py setup")
    if STAMP.read_text() != lock_hash():
        raise SystemExit(f"{LOCK.name} has changed. Run first: python tasks.py setup")


def lock_hash() -> str:
    """A short form of what the lock file asks for."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def is_free(port: int) -> bool:
    """Whether nothing listens on the port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def run(*command: str) -> int:
    """Run a program in the project's folder, with the package on its path."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUTF8": "1",
        # The stages of dvc.yaml say python; it must be this project's.
        "PATH": str(PYTHON.parent) + os.pathsep + os.environ.get("PATH", ""),
        # Nobody is told what you run.
        "DVC_NO_ANALYTICS": "1",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "KEDRO_DISABLE_TELEMETRY": "1",
    }
    # The commands are ours, given as a list: no shell takes part.
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603


def version(program: str) -> str:
    """The first line that the program says of its version; empty when it is not there."""
    path = shutil.which(program)
    if not path:
        return ""
    result = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return result.stdout.strip().split("\n")[0] or "installed"


def branch() -> str:
    """The branch that Git is on; empty when it is on none."""
    path = shutil.which("git")
    if not path:
        return ""
    asked = [path, "symbolic-ref", "--quiet", "--short", "HEAD"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603


def tell(name: str, found: str, otherwise: str) -> None:
    """One line of the doctor's report."""
    print(f"{'ok' if found else '--'}  {name:12} {found or otherwise}")


TASKS = {
    "setup": setup,
    "check": check,
    "data": data,
    "run": partial(command, "pipeline"),
    "track": partial(command, "track"),
    "dvc": dvc,
    "server": partial(command, "server"),
    "compare": partial(command, "compare"),
    "promote": partial(command, "promote"),
    "predict": partial(command, "predict"),
    "rollback": partial(command, "rollback"),
    "reproduce": partial(command, "reproduce"),
    "python": python,
    "kedro": kedro,
    "doctor": doctor,
    "lock": lock,
}

if __name__ == "__main__":
    task = TASKS.get(sys.argv[1]) if len(sys.argv) > 1 else None
    if task is None:
        print(__doc__)
        raise SystemExit(0 if sys.argv[1:] in ([], ["help"]) else 2)
    try:
        raise SystemExit(task(*sys.argv[2:]))
    except KeyboardInterrupt:
        raise SystemExit("\nStopped. The same command goes on from here.") from None
