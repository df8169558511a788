"""The functions that the tasks.py of every starter has in common. `npm run sync` copies them."""

# Imports, constants (ROOT, VENV, PYTHON, LOCK, STAMP, DOWNLOAD, OLDEST, NEWEST, DENIED, PATIENCE, SETTINGS, ENDED)
# and TASKS are each tasks.py's own.


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
