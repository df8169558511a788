"""The project's tasks; only the standard library. Python 3.11 to 3.13, on every system.

python tasks.py setup    make .venv and install what requirements-dev.txt pins
python tasks.py check    lint and test: what CI runs
python tasks.py train    train the model into models/
python tasks.py gate     refuse a model that is worse than the one in use:
                         python tasks.py gate CANDIDATE IN_USE, two folders
python tasks.py release  put the model in models/ into use, if gate and health agree;
                         another folder: python tasks.py release CANDIDATE
python tasks.py rollback put the model before the current one back into use
python tasks.py run      train if there is no model, then serve on http://127.0.0.1:8000;
                         another port: python tasks.py run 8010
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
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements-dev.txt"
STAMP = VENV / ".installed"
PORT = 8000
DOWNLOAD = 90  # megabytes
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


def train(*arguments: str) -> int:
    """Train the model."""
    need_environment()
    return run(str(PYTHON), "-m", "mlr_starter.train", *arguments)


def gate(*folders: str) -> int:
    """Compare two models; an exit code other than 0 refuses the first."""
    need_environment()
    return run(str(PYTHON), "-m", "mlr_starter.gate", *folders)


def release(*arguments: str) -> int:
    """Put a model into use."""
    need_environment()
    return run(str(PYTHON), "-m", "mlr_starter.release", *arguments)


def rollback(*arguments: str) -> int:
    """Go back to an earlier model."""
    need_environment()
    return run(str(PYTHON), "-m", "mlr_starter.rollback", *arguments)


def serve(port: str = str(PORT)) -> int:
    """Serve the model; reload when the code changes."""
    need_environment()
    if not port.isdecimal() or not 0 < int(port) < 65536:
        print(f"{port} is not a port. Example: python tasks.py run 8010")
        return 2
    if not is_free(int(port)):
        print(f"Port {port} is in use. Choose another: python tasks.py run {int(port) + 10}")
        return 1
    if not (ROOT / "models" / "model.joblib").exists() and train() != 0:
        return 1
    print(f"Try it: http://127.0.0.1:{port}/docs (Ctrl-C ends it)")
    try:
        return run(
            str(PYTHON), "-m", "uvicorn", "mlr_starter.service:app",
            "--port", port, "--reload", "--reload-dir", "src",
        )  # fmt: skip
    except KeyboardInterrupt:
        return 0


def doctor() -> int:
    """Say what is there. Nothing of it is an error: each lack has a way without."""
    fits = OLDEST <= sys.version_info[:2] <= NEWEST
    tell("Python", sys.version.split()[0] if fits else "", "install Python 3.11 to 3.13")
    tell("Environment", ".venv" if STAMP.exists() else "", "run: python tasks.py setup")
    model = ROOT / "models" / "model.joblib"
    tell("Model", "models/model.joblib" if model.exists() else "", "run: python tasks.py train")
    tell("Git", version("git"), "install it from git-scm.com")
    tell("Docker", version("docker"), "not needed until you build the image; CI builds it too")
    free = f"{PORT} is free" if is_free(PORT) else ""
    tell("Port", free, f"{PORT} is in use; choose another: python tasks.py run 8010")
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
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    # The commands are ours, given as a list: no shell takes part.
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603


def version(program: str) -> str:
    """The first line that the program says of its version; empty when it is not there."""
    path = shutil.which(program)
    if not path:
        return ""
    result = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return result.stdout.strip().split("\n")[0] or "installed"


def tell(name: str, found: str, otherwise: str) -> None:
    """One line of the doctor's report."""
    print(f"{'ok' if found else '--'}  {name:12} {found or otherwise}")


TASKS = {
    "setup": setup,
    "check": check,
    "train": train,
    "gate": gate,
    "release": release,
    "rollback": rollback,
    "run": serve,
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
