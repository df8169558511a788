"""Make the environment in .venv, and keep it as the lock file says."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv

from .places import LOCK, NEWEST, OLDEST, PYTHON, ROOT, STAMP, VENV
from .running import run

DENIED = "permission denied"


def setup(download: int, disk: int) -> int:
    """Make the environment; go on where an earlier run stopped.

    download and disk are what was measured for the packages, in MB.
    """
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
        print(f"{PYTHON} exists, but may not be started: {why}. Allow it, or remove .venv; then run this again.")
        return 1
    if not has_room(download, disk):
        return 1
    uv = shutil.which("uv")
    if why or not (uv or has_pip()):
        if why and VENV.exists():
            print(f"The Python in .venv does not start here ({why}), so .venv is made again.")
        print(f"Making .venv with Python {sys.version.split()[0]}.")
        if not make_environment(uv):
            return 1
    print(f"Installing packages: about {download} MB to download the first time, {disk} MB on the disk.")
    code = install(uv)
    if code != 0:
        print(
            "The installation did not finish; the lines above say why. Run this again: packages that are installed are kept, "
            "and files that were downloaded completely come from the cache. Only the interrupted file begins again."
        )
        return code
    STAMP.write_text(wanted)
    print("Ready. Next: python tasks.py check")
    return 0


def has_room(download: int, disk: int) -> bool:
    """Whether the disk has room for the packages that are missing; says what is needed and what is free."""
    # An environment that is there already gets only what has changed; the download needs its place in the cache as well.
    needed = download if STAMP.exists() else download + disk
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free >= needed:
        return True
    print(f"The packages need about {needed} MB, and the disk of {ROOT} has {free} MB free. Nothing was downloaded.")
    print("Make room, then run this again.")
    return False


def make_environment(uv: str | None) -> bool:
    """Make an empty .venv; a half-made one is made again."""
    if VENV.is_symlink() and not VENV.exists():
        VENV.unlink()
    if uv:
        return run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)) == 0
    try:
        # Links, as `python -m venv` makes: a copied Python does not find its library on macOS.
        venv.create(VENV, with_pip=True, clear=True, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Python could not make .venv: {error}")
        if shutil.which("apt"):
            print("On Debian and Ubuntu this helps: sudo apt install python3-venv")
        else:
            print("Try a Python from python.org, or install uv, which makes environments itself; then run this again.")
        return False
    return True


def install(uv: str | None) -> int:
    """Install what the lock file pins; the exit code of uv or pip."""
    install_only_here()
    if uv:
        # Compiled once here, as pip does: otherwise every start of Python compiles it again.
        return run(uv, "pip", "install", "--compile-bytecode", "--python", str(PYTHON), "-r", str(LOCK))
    # The last two: a target or prefix of a pip.conf would lead out of .venv.
    return run(
        str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-r", str(LOCK),
        "--target=", f"--prefix={VENV}",
    )  # fmt: skip


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
    os.environ.update({"PIP_USER": "0", "PIP_REQUIRE_HASHES": "0"})


def has_pip() -> bool:
    """Whether .venv can install packages without another Python."""
    command = [str(PYTHON), "-c", "import pip"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def lock() -> int:
    """Compile the dependencies of pyproject.toml for Python 3.11 to 3.13 on every system."""
    uv = shutil.which("uv")
    if not uv:
        print("Locking needs uv. Install it with: pip install uv")
        return 1
    # Neither the address of an index nor the project's name is written: the files are the same everywhere.
    for name, more in (("requirements", ()), ("requirements-dev", ("--group", "dev"))):
        code = run(
            uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--no-emit-index-url", "--no-emit-find-links",
            "--no-annotate", "--custom-compile-command", "python tasks.py lock", "pyproject.toml", *more, "-o", f"{name}.txt",
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
