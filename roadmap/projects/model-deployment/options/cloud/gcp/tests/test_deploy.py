"""The deployment plans what it should, asks first, and stops at a failure. Nothing is deployed."""

import pytest

from deploy import deploy, shell, teardown

ARGUMENTS = ["--project", "my-project", "--region", "europe-west3"]
TARGET = deploy.Target("my-project", "europe-west3", "1.2.0")


def test_dry_run_prints_and_runs_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "run_command", lambda command: pytest.fail(f"ran {command}"))
    assert deploy.main([*ARGUMENTS, "--dry-run"]) == 0
    assert teardown.main([*ARGUMENTS, "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "gcloud run deploy" in shown
    assert "gcloud run services delete" in shown
    assert "USD" in shown


def test_pushes_before_it_deploys() -> None:
    commands = [" ".join(step.command) for step in deploy.plan(TARGET)]
    push = commands.index(f"docker push {TARGET.image}")
    service = next(i for i, each in enumerate(commands) if "run deploy" in each)
    assert push < service
    assert f"--image {TARGET.image}" in commands[service]


def test_removes_all_that_it_makes() -> None:
    made = {step.command[1:3] for step in deploy.plan(TARGET) if "create" in step.command}
    removed = {step.command[1:3] for step in teardown.plan(TARGET) if "delete" in step.command}
    assert made | {("run", "services")} == removed


def test_account_id_has_a_length_that_is_accepted() -> None:
    for name in ("a", "mlr-starter", "a-very-long-name-of-a-project-that-goes-on-and-on"):
        assert 6 <= len(deploy.account_of(name)) <= 30


@pytest.mark.parametrize("wrong", [["--project", "My Project"], ["--region", "Frankfurt"]])
def test_refuses_what_google_would_refuse(wrong: list[str]) -> None:
    with pytest.raises(SystemExit):
        deploy.main([*ARGUMENTS, *wrong, "--dry-run"])


def test_only_a_full_yes_counts() -> None:
    assert shell.agreed("?", lambda _: " Yes ")
    for answer in ("", "y", "no"):
        assert not shell.agreed("?", lambda _, answer=answer: answer)


def test_stops_at_the_first_failure() -> None:
    ran: list[str] = []

    def run(command: object) -> int:
        ran.append(str(command))
        return 1 if len(ran) == 2 else 0

    assert shell.run_all(deploy.plan(TARGET), run) == 1
    assert len(ran) == 2
