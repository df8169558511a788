"""Running planned commands: shown first, asked about, then run one by one without a shell."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Run = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Step:
    """One command, why it is run, and whether its failure ends the run."""

    why: str
    command: tuple[str, ...]
    may_fail: bool = False


def show(steps: Sequence[Step]) -> None:
    """Print what will be run."""
    for step in steps:
        print(f"# {step.why}\n{' '.join(step.command)}\n")


def run_all(steps: Sequence[Step], run: Run | None = None) -> int:
    """Run the steps in order; stop at the first that fails."""
    run = run or run_command
    for step in steps:
        print(f"\n# {step.why}")
        code = run(step.command)
        if code != 0 and not step.may_fail:
            print(f"This failed with exit code {code}. Mend it and run again: every step may be repeated.")
            return code
    return 0


def run_command(command: Sequence[str]) -> int:
    """Run one command and show its output."""
    program = shutil.which(command[0])
    if not program:
        print(f"{command[0]} is not installed; deploy/README.md says where to get it.")
        return 127
    return subprocess.run([program, *command[1:]], check=False).returncode  # noqa: S603


def agreed(question: str, ask: Callable[[str], str] = input) -> bool:
    """Ask before anything that costs money or deletes; only a full yes counts."""
    return ask(f"{question} Type yes to go on: ").strip().lower() == "yes"
