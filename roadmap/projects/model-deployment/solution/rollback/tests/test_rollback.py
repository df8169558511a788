"""The way back: quick, repeatable, and never to a place where nobody was."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from mlr_starter.artifact import TrainedModel, save_model
from mlr_starter.registry import Registry
from mlr_starter.rollback import main
from mlr_starter.service import create_app
from mlr_starter.settings import Settings


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


@pytest.fixture
def versions(registry: Registry, trained: TrainedModel, tmp_path: Path) -> list[str]:
    """Three models, put into use one after the other."""
    made = []
    for value in (0.2, 0.3, 0.4):
        folder = tmp_path / str(value)
        version = save_model(
            folder, replace(trained, threshold=trained.threshold | {"value": value})
        )
        registry.add(folder, version)
        registry.switch(version, "release")
        made.append(version)
    return made


def back(registry: Registry, *arguments: str) -> int:
    return main([*arguments, "--registry", str(registry.folder)])


def test_service_answers_with_the_model_before(registry: Registry, versions: list[str]) -> None:
    assert back(registry) == 0
    with TestClient(create_app(Settings(model_folder=registry.folder))) as client:
        assert client.get("/health").json()["model_version"] == versions[1]


def test_twice_goes_further_back_and_not_forth(registry: Registry, versions: list[str]) -> None:
    assert back(registry) == back(registry) == 0
    assert registry.current() == versions[0]
    assert back(registry) == 1
    assert registry.current() == versions[0]


def test_release_after_a_rollback_goes_back_to_where_it_came_from(
    registry: Registry, versions: list[str]
) -> None:
    back(registry)
    registry.switch(versions[2], "release")
    assert back(registry) == 0
    assert registry.current() == versions[1]


def test_release_of_an_old_model_goes_back_to_the_newer_one(
    registry: Registry, versions: list[str]
) -> None:
    registry.switch(versions[0], "release")
    assert back(registry) == 0
    assert registry.current() == versions[2]


def test_version_can_be_named(
    registry: Registry, versions: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert back(registry, "--to", versions[0]) == 0
    assert registry.current() == versions[0]
    # Forward again, to one that was released once.
    assert back(registry, "--to", versions[2]) == 0
    assert back(registry, "--to", "0" * 12) == 1
    assert registry.current() == versions[2]
    assert "was never released" in capsys.readouterr().err


def test_spoilt_model_is_no_way_back(registry: Registry, versions: list[str]) -> None:
    with (registry.place_of(versions[1]) / "model.joblib").open("ab") as file:
        file.write(b"x")
    assert back(registry) == 1
    assert registry.current() == versions[2]


def test_nothing_released_is_no_crash(registry: Registry) -> None:
    assert back(registry) == 1


def test_history_says_what_happened(registry: Registry, versions: list[str]) -> None:
    back(registry)
    assert [entry["action"] for entry in registry.history()] == ["release"] * 3 + ["rollback"]
    assert registry.history()[-1]["before"] == versions[2]
