"""Trying a model out: the real service, over real HTTP, before anybody depends on it."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from .service import create_app
from .settings import Settings

PATIENCE = 30
# A proxy of the environment knows nothing of this machine.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
NEAR = {"distance_km": 5, "weight_kg": 1, "warehouse_load": 0.2, "carrier": "road", "weekday": 2}
FAR = {"distance_km": 700, "weight_kg": 1, "warehouse_load": 0.9, "carrier": "bike", "weekday": 6}


class UnhealthyError(Exception):
    """The service does not answer as it should; the message says how."""


def check_health(folder: Path, version: str) -> None:
    """Ask the service with this model; raise UnhealthyError when traffic must not reach it."""
    with serving(folder) as address:
        health = ask(f"{address}/health")
        if health.get("model_version") != version:
            raise UnhealthyError(f"/health names {health.get('model_version')}, not {version}")
        # Two parcels whose order nobody doubts: a model can be ready and answer nonsense.
        answer = ask(f"{address}/predict", {"parcels": [NEAR, FAR]})
        near, far = (each["late_probability"] for each in answer["predictions"])
        if not 0 <= near < far <= 1:
            raise UnhealthyError(f"a parcel nearby is late with {near}, one far away with {far}")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the model in `folder` on a free port of this machine; give the address."""
    app = create_app(Settings(model_folder=folder, log_level="CRITICAL"))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    try:
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise UnhealthyError(f"the service did not start within {PATIENCE} s")
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def ask(address: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer of the service; UnhealthyError with its own words when it refuses."""
    request = urllib.request.Request(  # noqa: S310 (the address is ours)
        address,
        data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    try:
        with DIRECT.open(request, timeout=PATIENCE) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        said = error.read().decode(errors="replace")[:300]
        raise UnhealthyError(f"{address} answered {error.code}: {said}") from error
    except OSError as error:
        raise UnhealthyError(f"{address} did not answer: {error}") from error
