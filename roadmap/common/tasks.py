"""The functions that the tasks.py of every starter has in common. `npm run sync` copies them."""

# Imports and constants (ROOT, VENV, PYTHON, LOCK, STAMP, DOWNLOAD, OLDEST, NEWEST, run) are each tasks.py's own.


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
