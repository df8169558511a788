"""The deployment plans what it should, asks first, and stops at a failure. Nothing is deployed."""

import re
import sys
from pathlib import Path

import pytest

from deploy import deploy, shell, teardown

ARGUMENTS = ["--region", "eu-central-1", "--account", "123456789012"]
TARGET = deploy.Target("eu-central-1", "123456789012", "1.2.0")


class Recorder(shell.System):
    """Stands in for the system: writes down what would run, and answers as it is told."""

    def __init__(self, fails: str = "never", there: bool = False) -> None:
        self.ran: list[str] = []
        self.fails = fails
        self.there = there

    def run(self, command: shell.Command, reads: shell.Command = ()) -> int:
        self.ran.append(" ".join(command))
        return int(self.fails in self.ran[-1])

    def succeeds(self, command: shell.Command) -> bool:
        return self.there


def test_dry_run_prints_and_runs_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell.System, "run", lambda *command: pytest.fail(f"ran {command}"))
    assert deploy.main([*ARGUMENTS, "--dry-run"]) == 0
    assert teardown.main([*ARGUMENTS, "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "cloudformation deploy" in shown
    assert "cloudformation delete-stack" in shown
    assert "USD" in shown


def test_pushes_before_it_deploys() -> None:
    commands = [" ".join(step.command) for step in deploy.plan(TARGET)]
    push = commands.index(f"docker push {TARGET.image}")
    service = next(i for i, each in enumerate(commands) if "deploy/service.yaml" in each)
    assert push < service
    assert f"Image={TARGET.image}" in commands[service]


def test_removes_every_stack_that_it_makes() -> None:
    def stacks(steps: list[shell.Step], verb: str) -> set[str]:
        found = [step.command for step in steps if verb in step.command]
        return {command[command.index("--stack-name") + 1] for command in found}

    made = stacks(deploy.plan(TARGET), "--template-file")
    assert made == stacks(teardown.plan(TARGET), "delete-stack")


def test_every_file_of_the_plan_is_there() -> None:
    text = " ".join(" ".join(step.command) for step in deploy.plan(TARGET))
    for name in re.findall(r"deploy/[\w.]+", text):
        assert Path(name).is_file()


@pytest.mark.parametrize("wrong", [["--account", "12"], ["--region", "Frankfurt"]])
def test_refuses_what_aws_would_refuse(wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        deploy.main([*ARGUMENTS, *wrong, "--dry-run"])


def test_only_a_full_yes_counts() -> None:
    assert shell.agreed("?", lambda _: " Yes ")


@pytest.mark.parametrize("answer", ["", "y", "no"])
def test_anything_else_is_a_no(answer: str) -> None:
    assert not shell.agreed("?", lambda _: answer)


def test_stops_at_the_first_failure() -> None:
    system = Recorder(fails="docker push")
    assert shell.run_all(deploy.plan(TARGET), system) == 1
    assert system.ran[-1] == f"docker push {TARGET.image}"


def test_stored_version_is_deployed_without_building_it_again() -> None:
    system = Recorder(there=True)
    assert shell.run_all(deploy.plan(TARGET), system) == 0
    assert not [command for command in system.ran if command.startswith("docker")]
    assert any(TARGET.image in command for command in system.ran)


def test_teardown_of_nothing_removes_nothing() -> None:
    system = Recorder(there=False)
    assert shell.run_all(teardown.plan(TARGET), system) == 0
    assert not [command for command in system.ran if "delete-stack" in command]


def test_password_travels_from_one_command_to_the_next_and_is_on_no_line() -> None:
    says = (sys.executable, "-c", "print('secret')")
    hears = (sys.executable, "-c", "import sys; sys.exit(input() != 'secret')")
    fails = (sys.executable, "-c", "import sys; sys.exit(3)")
    assert shell.System().run(hears, reads=says) == 0
    assert shell.System().run(hears, reads=fails) == 3
    assert shell.System().succeeds(says) and not shell.System().succeeds(fails)


def test_missing_program_is_named() -> None:
    with pytest.raises(SystemExit, match="no-such-program is not installed"):
        shell.System().run(("no-such-program",))
