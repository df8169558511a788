"""The service answers, refuses what it cannot know, and explains itself."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from mlr_starter.logs import set_up_logs
from mlr_starter.service import create_app
from mlr_starter.settings import (
    Settings,
    settings_from_environment,
)

Parcel = dict[str, Any]


def test_health_is_ready_and_names_the_model(client: TestClient) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert len(answer.json()["model_version"]) == 12


def test_predicts_each_parcel_in_order(client: TestClient, parcel: Parcel) -> None:
    near = parcel | {"distance_km": 5, "warehouse_load": 0.1, "weekday": 2}
    far = parcel | {"distance_km": 1400, "warehouse_load": 0.95, "weekday": 6}
    answer = client.post("/predict", json={"parcels": [near, far]})
    assert answer.status_code == 200
    first, second = answer.json()["predictions"]
    assert first["late_probability"] < 0.3 < 0.7 < second["late_probability"]
    assert (first["late"], second["late"]) == (False, True)


def test_threshold_decides_what_is_called_late(model_folder: Path, parcel: Parcel) -> None:
    settings = Settings(model_folder=model_folder, threshold=0.01)
    with TestClient(create_app(settings)) as client:
        answer = client.post("/predict", json={"parcels": [parcel]})
    assert answer.json()["predictions"][0]["late"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"distance_km": -5}, "parcels.0.distance_km"),
        ({"warehouse_load": 70}, "parcels.0.warehouse_load"),
        ({"carrier": "drone"}, "parcels.0.carrier"),
        ({"weekday": 7}, "parcels.0.weekday"),
        ({"colour": "red"}, "parcels.0.colour"),
    ],
)
def test_wrong_field_is_named(client: TestClient, parcel: Parcel, change: Parcel, field: str) -> None:
    answer = client.post("/predict", json={"parcels": [parcel | change]})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_batch_has_a_limit(client: TestClient, parcel: Parcel) -> None:
    assert client.post("/predict", json={"parcels": [parcel] * 100}).status_code == 200
    assert client.post("/predict", json={"parcels": [parcel] * 101}).status_code == 422
    assert client.post("/predict", json={"parcels": []}).status_code == 422


def test_without_a_model_it_starts_and_says_so(tmp_path: Path, parcel: Parcel) -> None:
    with TestClient(create_app(Settings(model_folder=tmp_path))) as client:
        live, health = client.get("/live"), client.get("/health")
        answer = client.post("/predict", json={"parcels": [parcel]})
    assert live.status_code == 200
    assert (health.status_code, health.json()["status"]) == (503, "unavailable")
    assert answer.status_code == 503
    assert "python tasks.py train" in answer.json()["detail"]


def test_unexpected_error_shows_no_stack_trace(model_folder: Path, parcel: Parcel) -> None:
    app = create_app(Settings(model_folder=model_folder))
    with TestClient(app, raise_server_exceptions=False) as client:
        app.state.model = object()
        answer = client.post("/predict", json={"parcels": [parcel]})
    assert answer.status_code == 500
    assert answer.json()["title"] == "Internal Server Error"
    assert "Traceback" not in answer.text and "object" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"] != ""


def test_request_id_comes_back(client: TestClient) -> None:
    assert client.get("/health", headers={"x-request-id": "abc"}).headers["x-request-id"] == "abc"
    unknown = client.get("/nowhere")
    assert unknown.status_code == 404
    assert unknown.json()["request_id"] == unknown.headers["x-request-id"]


def test_wrong_method_names_the_right_one(client: TestClient) -> None:
    answer = client.get("/predict")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.headers["content-type"] == "application/problem+json"


def test_broken_json_is_the_callers_error(client: TestClient) -> None:
    answer = client.post("/predict", content="{", headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["status"] == 422


def test_requests_are_logged_as_json(client: TestClient, parcel: Parcel, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO")
    client.post("/predict", json={"parcels": [parcel]}, headers={"x-request-id": "trace-me"})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (entry,) = [line for line in lines if line.get("request_id") == "trace-me"]
    assert (entry["method"], entry["path"], entry["status"]) == ("POST", "/predict", 200)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLR_STARTER_THRESHOLD", "0.25")
    assert settings_from_environment().threshold == 0.25
    monkeypatch.setenv("MLR_STARTER_THRESHOLD", "25")
    with pytest.raises(ValueError, match="between 0 and 1"):
        settings_from_environment()
