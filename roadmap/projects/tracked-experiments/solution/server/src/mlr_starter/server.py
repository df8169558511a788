"""The tracking server on this machine: one address for everybody's runs.

Run it: python tasks.py server
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
from types import FrameType

import psutil

from . import places
from .errors import ProblemError, end
from .tracking import SCHEME, make_store

HOST = "127.0.0.1"
PORT = 5050


def command(port: int) -> list[str]:
    """The server's program and arguments. Paths are absolute: they do not depend on the folder."""
    return [
        sys.executable, "-m", "mlflow", "server",
        "--host", HOST, "--port", str(port), "--workers", "1",
        "--backend-store-uri", SCHEME + (places.ROOT / "mlflow.db").as_posix(),
        # Clients send files to the server, which keeps them; nobody else needs to reach the folder.
        "--serve-artifacts", "--artifacts-destination", (places.ROOT / "mlartifacts").as_uri(),
        # A page in your browser must not reach the server under another name (DNS rebinding).
        "--allowed-hosts", f"localhost:{port},127.0.0.1:{port}",
    ]  # fmt: skip


def is_free(port: int) -> bool:
    """Whether nothing listens on the port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


def end_tree(server: subprocess.Popen[bytes]) -> None:
    """End the server and all that it has started, on every system."""
    try:
        family = [*psutil.Process(server.pid).children(recursive=True), psutil.Process(server.pid)]
    except psutil.NoSuchProcess:
        return
    for each in family:
        try:
            each.terminate()
        except psutil.NoSuchProcess:
            continue
    _, alive = psutil.wait_procs(family, timeout=10)
    for each in alive:
        each.kill()


def serve(port: int) -> int:
    """Serve until somebody ends it."""
    if not is_free(port):
        raise ProblemError(f"Port {port} is in use. Choose another: python tasks.py server --port {port + 10}")
    make_store(places.ROOT / "mlflow.db")
    # Jobs would start worker processes that this project has no use for.
    environment = os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
    # Else the server would be a client of itself.
    environment.pop("MLFLOW_TRACKING_URI", None)
    print(f"http://{HOST}:{port} (Ctrl-C ends it). In another terminal: MLFLOW_TRACKING_URI=http://{HOST}:{port}", flush=True)
    # A group of its own: Ctrl-C comes to us alone, and we end the others.
    group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {"start_new_session": True}
    with subprocess.Popen(command(port), cwd=places.ROOT, env=environment, **group) as server:  # noqa: S603
        try:
            return server.wait()
        finally:
            end_tree(server)


def stop(number: int, frame: FrameType | None) -> None:
    """Be ended like by Ctrl-C, so that nothing stays behind; the same signal again would break that off."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(argv: list[str] | None = None) -> int:
    """Serve on a port."""
    parser = argparse.ArgumentParser(prog="server", description="Start the tracking server.")
    parser.add_argument("--port", type=int, default=PORT, help="default: %(default)s")
    options = parser.parse_args(argv)
    if not 0 < options.port < 65536:
        parser.error(f"{options.port} is not a port")
    # A service manager sends SIGTERM, a terminal that is closed SIGHUP, and Windows SIGBREAK.
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    try:
        return serve(options.port)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    end(main)
