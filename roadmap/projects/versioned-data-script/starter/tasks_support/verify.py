"""Run the project's verifier with Node, or with the runtime that VS Code brings."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .places import ROOT
from .running import run

VERIFIER = ROOT / ".mlops-roadmap" / "verify.cjs"
OLDEST_NODE = 20


@dataclass(frozen=True)
class Runtime:
    """A program that runs JavaScript, and the variables that it needs for this."""

    program: str
    env: dict[str, str]


def verify(*arguments: str) -> int:
    """Verify the steps, with the verifier's own options; gives its exit code."""
    if not VERIFIER.exists():
        print(f"{VERIFIER.relative_to(ROOT)} is missing. If you had it: git restore .mlops-roadmap", file=sys.stderr)
        return 2
    found = runtime()
    if found is None:
        print(
            f"Verifying needs Node {OLDEST_NODE} or later, or VS Code; neither was found. Install Node from nodejs.org, "
            "or run the command MLOps Roadmap: Verify Project in VS Code.",
            file=sys.stderr,
        )
        return 2
    return run(found.program, str(VERIFIER), *arguments, env=os.environ | found.env)


def runtime() -> Runtime | None:
    """Node from the PATH, else the runtime of an editor that is installed; None without both."""
    node = shutil.which("node")
    if node and is_new_enough(Runtime(node, {})):
        return Runtime(node, {})
    for program in editors():
        # A desktop editor's program is Electron, which is Node when it is told so; a server's is Node itself.
        found = Runtime(str(program), {"ELECTRON_RUN_AS_NODE": "1"})
        if program.is_file() and is_new_enough(found):
            return found
    return None


def is_new_enough(runtime: Runtime) -> bool:
    """Whether the program starts and says that it is Node of a version that the verifier runs on."""
    command = [runtime.program, "-p", "process.versions.node"]
    try:
        ran = subprocess.run(command, env=os.environ | runtime.env, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    major = ran.stdout.strip().split(".")[0]
    return ran.returncode == 0 and major.isdecimal() and int(major) >= OLDEST_NODE


def editors() -> Iterator[Path]:
    """Where the runtime of VS Code may be: the editor around this terminal first."""
    here = os.environ.get("VSCODE_GIT_ASKPASS_NODE")
    if here:
        yield Path(here)
    home = Path.home()
    if sys.platform == "win32":
        for base in filter(None, map(os.environ.get, ("LOCALAPPDATA", "ProgramFiles"))):
            for folder in (Path(base) / "Programs", Path(base)):
                yield folder / "Microsoft VS Code" / "Code.exe"
                yield folder / "VSCodium" / "VSCodium.exe"
    elif sys.platform == "darwin":
        for applications in (Path("/Applications"), home / "Applications"):
            for name in ("Visual Studio Code", "VSCodium"):
                # Older versions call the program Electron.
                for program in ("Code", "VSCodium", "Electron"):
                    yield applications / f"{name}.app" / "Contents" / "MacOS" / program
    else:
        yield from map(Path, ("/usr/share/code/code", "/snap/code/current/usr/share/code/code", "/usr/share/codium/codium"))
    # The server of a dev container, WSL or a machine over SSH brings Node.
    for folder in (".vscode-server", ".vscode-remote"):
        yield from sorted((home / folder).glob("bin/*/node"), reverse=True)
        yield from sorted((home / folder).glob("cli/servers/*/server/node"), reverse=True)
