"""A release puts a good model into use; anything else leaves the old one where it was."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sklearn.base import clone
from sklearn.dummy import DummyClassifier

from mlr_starter import release as releasing
from mlr_starter.artifact import TrainedModel, load_model, save_model
from mlr_starter.data import FEATURES, TARGET, make_parcels
from mlr_starter.health import UnhealthyError
from mlr_starter.registry import Registry
from mlr_starter.service import create_app
from mlr_starter.settings import Settings


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


def saved(folder: Path, model: TrainedModel) -> str:
    save_model(folder, model)
    return str(folder)


def run(candidate: str, registry: Registry) -> int:
    return releasing.main([candidate, "--registry", str(registry.folder)])


def test_service_follows_the_releases(
    tmp_path: Path, registry: Registry, trained: TrainedModel
) -> None:
    other = replace(trained, threshold=trained.threshold | {"value": 0.3})
    for name, model in (("a", trained), ("b", other)):
        folder = saved(tmp_path / name, model)
        assert run(folder, registry) == 0
        version = load_model(Path(folder)).version
        assert registry.current() == version
        with TestClient(create_app(Settings(model_folder=registry.folder))) as client:
            assert client.get("/health").json()["model_version"] == version
    kept = [path.name for path in registry.folder.iterdir() if path.is_dir()]
    assert len(kept) == 2


def test_same_release_twice_changes_nothing(
    tmp_path: Path, registry: Registry, trained: TrainedModel
) -> None:
    folder = saved(tmp_path / "a", trained)
    assert run(folder, registry) == run(folder, registry) == 0
    assert len((registry.folder / "history.jsonl").read_text().splitlines()) == 1


def test_worse_model_is_not_released(
    tmp_path: Path, registry: Registry, trained: TrainedModel, capsys: pytest.CaptureFixture[str]
) -> None:
    run(saved(tmp_path / "good", trained), registry)
    before = registry.current()
    parcels = make_parcels(300)
    few = clone(trained.pipeline).fit(parcels[list(FEATURES)], parcels[TARGET])
    assert run(saved(tmp_path / "few", replace(trained, pipeline=few)), registry) == 1
    assert registry.current() == before
    assert f"In use: {before}" in capsys.readouterr().err


def test_model_that_answers_nonsense_is_not_released(
    tmp_path: Path, registry: Registry, trained: TrainedModel, capsys: pytest.CaptureFixture[str]
) -> None:
    parcels = make_parcels(200)
    guess = DummyClassifier(strategy="prior").fit(parcels[list(FEATURES)], parcels[TARGET])
    # The first release has no gate to pass, so only trying it out can stop it.
    assert run(saved(tmp_path / "guess", replace(trained, pipeline=guess)), registry) == 1
    assert registry.current() is None
    assert "Not released: a parcel nearby is late with" in capsys.readouterr().err


def test_broken_model_is_not_released(
    tmp_path: Path, registry: Registry, trained: TrainedModel
) -> None:
    folder = saved(tmp_path / "broken", trained)
    about = tmp_path / "broken" / "metadata.json"
    metadata = json.loads(about.read_text(encoding="utf-8"))
    about.write_text(json.dumps(metadata | {"sha256": "0" * 64}), encoding="utf-8")
    assert run(folder, registry) == 1
    assert registry.current() is None


def test_sick_service_is_no_reason_to_switch(
    tmp_path: Path,
    registry: Registry,
    trained: TrainedModel,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def sick(folder: Path, version: str) -> None:
        raise UnhealthyError("/health answered 503")

    monkeypatch.setattr(releasing, "check_health", sick)
    assert run(saved(tmp_path / "a", trained), registry) == 1
    assert registry.current() is None
    assert "/health answered 503" in capsys.readouterr().err
