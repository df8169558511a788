"""The server's words and arguments; the check of the step starts a real one."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from mlr_starter import server, track
from mlr_starter.errors import ProblemError


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as other:
        other.bind((server.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ProblemError, match=f"Port {port} is in use.*{port + 10}"):
            server.serve(port)


def test_it_serves_this_machine_under_its_own_names(project: Path) -> None:
    words = server.command(5050)
    assert words[words.index("--host") + 1] == "127.0.0.1"
    assert words[words.index("--allowed-hosts") + 1] == "localhost:5050,127.0.0.1:5050"
    assert words[words.index("--backend-store-uri") + 1] == f"sqlite:///{(project / 'mlflow.db').as_posix()}"


def test_a_server_that_goes_away_in_the_middle_of_a_run_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind((server.HOST, 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {"start_new_session": True}
    with subprocess.Popen(server.command(port), cwd=repository, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **group) as process:  # noqa: S603

        def stages() -> dict[str, object]:
            server.end_tree(process)
            return {"valid": {"n": 1}}

        try:
            for _ in range(600):
                if not server.is_free(port):
                    break
                time.sleep(0.1)
            monkeypatch.setenv("MLFLOW_TRACKING_URI", f"http://{server.HOST}:{port}")
            monkeypatch.setattr(track, "run_pipeline", stages)
            with pytest.raises(ProblemError, match="does not answer"):
                track.track()
        finally:
            server.end_tree(process)


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a program without a signal")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_it_is_ended_in_order(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    number, ended = getattr(signal, name), []
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}

    def serve(port: int) -> int:
        try:
            os.kill(os.getpid(), number)
            time.sleep(5)
        finally:
            # A shell that goes away sends it a second time.
            os.kill(os.getpid(), number)
            ended.append(port)
        return 1

    monkeypatch.setattr(server, "serve", serve)
    try:
        assert server.main(["--port", "5051"]) == 0
        assert ended == [5051]
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    sleep = "import time; time.sleep(60)"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {sleep!r}]); print('up', flush=True); time.sleep(60)"
    group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {"start_new_session": True}
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, **group) as process:  # noqa: S603
        assert process.stdout is not None and process.stdout.readline().strip() == b"up"
        family = psutil.Process(process.pid).children(recursive=True)
        server.end_tree(process)
        process.wait(10)
    time.sleep(0.1)
    assert family and not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in family)
