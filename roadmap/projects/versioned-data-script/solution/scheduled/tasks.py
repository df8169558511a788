"""The project's tasks; only the standard library. Python 3.11 to 3.13, on every system.

python tasks.py setup    make .venv and install what requirements-dev.txt pins
python tasks.py check    lint and test: what CI runs
python tasks.py run      load all exports of data/raw and print the revenue, as run.sh does;
                         another folder: python tasks.py run FOLDER
python tasks.py report   run a query of sql/: python tasks.py report revenue_by_month
python tasks.py data     make the exports in data/raw again, from their seed
python tasks.py drill    what colleagues do to a repository: drill colleague, drill incident
python tasks.py doctor   say what this machine has and lacks
python tasks.py lock     compile requirements*.in into requirements*.txt (needs uv)
"""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements-dev.txt"
STAMP = VENV / ".installed"
DOWNLOAD = 15  # megabytes
OLDEST, NEWEST = (3, 11), (3, 13)
DENIED = "permission denied"
PATIENCE = 10  # seconds that a program gets to end
# What is started gets these, unless you have set them.
SETTINGS: dict[str, str] = {}
ENDED: list[int] = []  # the signals that came to end this program


def setup() -> int:
    """Make the environment; go on where an earlier run stopped."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        print(
            f"This is Python {sys.version.split()[0]}; the pinned packages fit 3.11 to 3.13. "
            "Run this with one of them, for example: python3.13 tasks.py setup"
        )
        return 1
    wanted = lock_hash()
    why = why_not_started()
    if not why and STAMP.exists() and STAMP.read_text() == wanted:
        print("The environment in .venv is up to date.")
        return 0
    if why == DENIED:
        print(f"{PYTHON} is there, but may not be started: {why}. Allow it, or remove .venv; then run this again.")
        return 1
    uv = shutil.which("uv")
    if why or not (uv or has_pip()):
        if why and VENV.exists():
            print(f"The Python in .venv does not start here ({why}), so .venv is made again.")
        print(f"Making .venv with Python {sys.version.split()[0]}.")
        if not make_environment(uv):
            return 1
    print(f"Installing packages (about {DOWNLOAD} MB the first time; what is there already is kept).")
    install_only_here()
    if uv:
        # Compiled once here, as pip does: otherwise every start of Python compiles anew.
        code = run(
            uv, "pip", "install", "--compile-bytecode", "--python", str(PYTHON), "-r", str(LOCK)
        )
    else:
        # The last two: a target or prefix of a pip.conf would lead out of .venv.
        code = run(
            str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-r", str(LOCK),
            "--target=", f"--prefix={VENV}",
        )  # fmt: skip
    if code != 0:
        print("The installation did not finish; the lines above say why. What is there is kept: run this again.")
        return code
    STAMP.write_text(wanted)
    print("Ready. Next: python tasks.py check")
    return 0


def install_only_here() -> None:
    """Forget what pip and uv are told elsewhere of what to install and into which place.

    Where packages come from stays as you set it: index, proxy, certificates, cache.
    """
    for name in (
        "USER", "TARGET", "PREFIX", "ROOT", "PYTHON", "SYSTEM_PYTHON", "REQUIRE_HASHES", "CONSTRAINT", "REQUIREMENT",
        "OVERRIDE", "EDITABLE", "NO_DEPS", "DRY_RUN", "PLATFORM", "PYTHON_PLATFORM", "PYTHON_VERSION", "IMPLEMENTATION", "ABI",
    ):  # fmt: skip
        for tool in ("PIP", "UV"):
            os.environ.pop(f"{tool}_{name}", None)
    # Stronger than the same in a pip.conf.
    os.environ |= {"PIP_USER": "0", "PIP_REQUIRE_HASHES": "0"}


def make_environment(uv: str | None) -> bool:
    """Make an empty .venv; a half-made one is made again."""
    if VENV.is_symlink() and not VENV.exists():
        VENV.unlink()
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


def load(folder: str = "data/raw") -> int:
    """Load all exports of a folder and print the revenue. run.sh is the same for Linux and macOS."""
    need_environment()
    exports = sorted((ROOT / folder if folder == "data/raw" else Path(folder).resolve()).glob("*.csv"))
    if not exports:
        print(f"There is no export in {folder}.", file=sys.stderr)
        return 1
    database = Path(os.environ.get("MLR_STARTER_DB") or ROOT / "data" / "orders.db").resolve()
    held = database.with_name(f"{database.name}.lock")
    try:
        # Making a folder succeeds for one of two runs, also when both try at the same moment.
        held.mkdir()
    except FileExistsError:
        print(f"Another run is loading. If there is none, remove {held}.", file=sys.stderr)
        return 75
    try:
        for export in exports:
            code = run(str(PYTHON), "-m", "mlr_starter.load", str(export), "--db", str(database))
            if code != 0:
                return code
        return run(str(PYTHON), "-m", "mlr_starter.report", "revenue_by_month", "--db", str(database))
    finally:
        held.rmdir()


def report(*arguments: str) -> int:
    """Run a query of sql/."""
    need_environment()
    return run(str(PYTHON), "-m", "mlr_starter.report", *arguments)


def data() -> int:
    """Make the exports again."""
    need_environment()
    return run(str(PYTHON), "-m", "mlr_starter.make_orders")


def drill(*arguments: str) -> int:
    """Begin a drill."""
    need_environment()
    return run(str(PYTHON), "-m", "mlr_starter.drill", *arguments)


def doctor() -> int:
    """Say what is there. Nothing of it is an error: each lack has a way without."""
    fits = OLDEST <= sys.version_info[:2] <= NEWEST
    tell("Python", sys.version.split()[0] if fits else "", "install Python 3.11 to 3.13")
    tell("Environment", ".venv" if STAMP.exists() and not why_not_started() else "", "run: python tasks.py setup")
    tell("SQLite", sqlite3.sqlite_version, "")
    tell("Git", version("git"), "install it from git-scm.com")
    tell("Git author", author(), 'run: git config --global user.name "…", and user.email')
    tell("Bash", version("bash"), "not needed: python tasks.py run does what run.sh does")
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
    why = why_not_started()
    if why:
        raise SystemExit(f"The Python in .venv does not start here ({why}). Run first: python tasks.py setup")


def why_not_started() -> str:
    """Why the Python in .venv does not work here; empty when it does.

    It was moved or upgraded, or belongs to another system: only a start tells.
    """
    # An upgraded Python starts, and looks for the packages in a folder of its own version.
    finds = "import os, sysconfig; raise SystemExit(0 if os.path.isdir(sysconfig.get_path('purelib')) else 'made for another version')"
    try:
        ran = subprocess.run([str(PYTHON), "-I", "-c", finds], capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    except PermissionError:
        return DENIED
    except OSError as error:
        return error.strerror or str(error)
    said = ran.stderr.strip().splitlines()
    return "" if ran.returncode == 0 else said[-1] if said else f"exit code {ran.returncode}"


def lock_hash() -> str:
    """A short form of what the lock file asks for."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def run(*command: str) -> int:
    """Run a program in the project's folder and give its exit code; whatever ends this one ends that one too."""
    # The commands are ours, given as a list: no shell takes part.
    program = subprocess.Popen(command, cwd=ROOT, env=variables())  # noqa: S603
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
        return
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
            send(pid, signal.SIGKILL)


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
    if not ps or sys.platform == "win32":
        return []
    ran = subprocess.run([ps, "-A", "-o", "ppid=", "-o", "pid="], capture_output=True, text=True, check=False)  # noqa: S603
    pairs = [(int(parent), int(child)) for parent, child in map(str.split, ran.stdout.splitlines())]
    family = [pid]
    for each in family:  # It grows meanwhile.
        family += [child for parent, child in pairs if parent == each]
    return family[1:]


def version(program: str) -> str:
    """The first line that the program says of its version; empty when it is not there."""
    path = shutil.which(program)
    if not path:
        return ""
    result = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return result.stdout.strip().split("\n")[0] or "installed"


def author() -> str:
    """Who Git says makes the commits; empty when it does not know."""
    path = shutil.which("git")
    if not path:
        return ""
    asked = [[path, "config", key] for key in ("user.name", "user.email")]
    said = [subprocess.run(each, capture_output=True, text=True, check=False).stdout.strip() for each in asked]  # noqa: S603
    return f"{said[0]} <{said[1]}>" if all(said) else ""


def tell(name: str, found: str, otherwise: str) -> None:
    """One line of the doctor's report."""
    print(f"{'ok' if found else '--'}  {name:12} {found or otherwise}")


def main() -> int:
    """Do the task that the command line names."""
    listen()
    task = TASKS.get(sys.argv[1]) if len(sys.argv) > 1 else None
    if task is None:
        print(__doc__)
        return 0 if sys.argv[1:] in ([], ["help"]) else 2
    try:
        return task(*sys.argv[2:])
    except KeyboardInterrupt:
        print("\nStopped. The same command starts it again.", file=sys.stderr)
        return 130


TASKS = {
    "setup": setup,
    "check": check,
    "run": load,
    "report": report,
    "data": data,
    "drill": drill,
    "doctor": doctor,
    "lock": lock,
}

if __name__ == "__main__":
    raise SystemExit(main())
