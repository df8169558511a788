"""Running planned commands: shown first, asked about, then run one by one without a shell."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Command = tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One command, why it is run, and the question that says whether it is still needed."""

    why: str
    command: Command
    # Succeeds when the step is done already: then it is left out.
    unless: Command = ()
    # Fails when there is nothing to do: then it is left out.
    only_if: Command = ()
    # A command whose output is the input, such as a password that must not stand on a line.
    reads: Command = ()


class System:
    """Runs commands for real; tests put a stand-in here."""

    def run(self, command: Command, reads: Command = ()) -> int:
        """Run one command and show its output; return its exit code."""
        given = b""
        if reads:
            source = subprocess.run(located(reads), stdout=subprocess.PIPE, check=False)  # noqa: S603
            if source.returncode != 0:
                return source.returncode
            given = source.stdout
        return subprocess.run(located(command), input=given or None, check=False).returncode  # noqa: S603

    def succeeds(self, command: Command) -> bool:
        """Ask a question that only the exit code answers."""
        return subprocess.run(located(command), capture_output=True, check=False).returncode == 0  # noqa: S603


def located(command: Command) -> list[str]:
    """The command with its program's whole path, which Windows needs for .cmd files."""
    program = shutil.which(command[0])
    if not program:
        raise SystemExit(f"{command[0]} is not installed; deploy/README.md says where to get it.")
    return [program, *command[1:]]


def show(steps: Sequence[Step]) -> None:
    """Print what will be run."""
    for step in steps:
        print(f"# {step.why}")
        for word, question in (("unless", step.unless), ("only if", step.only_if)):
            if question:
                print(f"#   {word} this succeeds: {' '.join(question)}")
        reads = f"{' '.join(step.reads)} | " if step.reads else ""
        print(f"{reads}{' '.join(step.command)}\n")


def run_all(steps: Sequence[Step], system: System | None = None) -> int:
    """Run the steps in order; stop at the first that fails."""
    system = system or System()
    for step in steps:
        print(f"\n# {step.why}")
        done = step.unless and system.succeeds(step.unless)
        if done or (step.only_if and not system.succeeds(step.only_if)):
            print("Nothing to do.")
            continue
        code = system.run(step.command, step.reads)
        if code != 0:
            print(f"This failed with exit code {code}. Fix it and run the same command again.")
            return code
    return 0


def agreed(question: str, ask: Callable[[str], str] = input) -> bool:
    """Ask before anything that costs money or deletes; only a full yes counts."""
    return ask(f"{question} Type yes to go on: ").strip().lower() == "yes"
