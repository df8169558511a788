"""Start the project's tracking server, send it requests, and end it.

Run in a copy of the project: python - SCRATCH
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
from verify_tools import HERE, PACKAGE, apart, ask, last, need, store, tell, warm

FACTS = ("answers", "hosts", "listens", "artifacts", "workers", "taken", "ends")
SEARCH = "/api/2.0/mlflow/experiments/search?max_results=1"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path, host=None):
    """The status of an answer; 0 for none."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def answers_until(port, server, seconds=90):
    """Whether the server answers before it ends or the time is over."""
    deadline = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < deadline:
        if get(port, "/health") == 200:
            return True
        time.sleep(0.2)
    return False


def hosts(port):
    """Under which names it answers."""
    names = {
        "localhost": (f"localhost:{port}", 200),
        "127.0.0.1": (f"127.0.0.1:{port}", 200),
        "a foreign name": ("tracking.example", 403),
        "10.1.2.3": ("10.1.2.3", 403),
        "another port": (f"localhost:{port + 1}", 403),
    }
    found = {name: get(port, SEARCH, host) for name, (host, _) in names.items()}
    if all(found[name] == wanted for name, (_, wanted) in names.items()):
        return "its own names only"
    return ", ".join(f"{name} {status}" for name, status in found.items())


def listens(family):
    """On which addresses its processes listen; loopback alone is reached from this machine alone."""
    found = set()
    for each in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            sockets = each.net_connections(kind="tcp")
            found |= {one.laddr.ip for one in sockets if one.status == psutil.CONN_LISTEN}
    others = sorted(found - {"127.0.0.1", "::1"})
    return f"it listens on {', '.join(others)}" if others else "this machine only"


def record(port, note):
    """Record a run and a file through the server; gives the address of the run's files."""
    import mlflow

    client = mlflow.MlflowClient(f"http://127.0.0.1:{port}")
    experiment = client.create_experiment("verified")
    run = client.create_run(experiment)
    client.log_metric(run.info.run_id, "m", 1.0)
    note.write_text("kept by the server", encoding="utf-8")
    client.log_artifact(run.info.run_id, str(note))
    client.set_terminated(run.info.run_id)
    return run.info.artifact_uri


def kept(port, note):
    """Where the records and the files of a run over HTTP are."""
    place = apart(lambda: record(port, note))
    if not place.startswith("mlflow-artifacts:"):
        return f"the run's files go to {place.split(':')[0]}:"
    if not any((HERE / "mlartifacts").rglob(note.name)):
        return "not below mlartifacts/"
    known = ask(f"sqlite:///{(HERE / 'mlflow.db').as_posix()}", "SELECT name FROM experiments")
    return "kept by the server" if ("verified",) in known else "the records are not in mlflow.db"


def started_twice(command, port, scratch):
    """What a second server on the same port says."""
    quiet = {"stdin": subprocess.DEVNULL, "capture_output": True, "encoding": "utf-8", "errors": "replace"}
    second = subprocess.run(command, cwd=scratch, timeout=60, **quiet)
    said = second.stdout + second.stderr
    if second.returncode == 0:
        return "the second server starts"
    if "Traceback" in said:
        return "a traceback"
    return "said" if str(port) in said else f"exit code {second.returncode}: {last(said, 1)}"


def ended(port, server, family):
    """Whether all of it ends, asked as a terminal or a service manager does."""
    server.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGTERM)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        return "it goes on"
    time.sleep(0.5)
    if get(port, "/health"):
        return "the port is still taken"
    left = [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    return f"{len(left)} processes stay" if left else "with all that it started"


def workers(family):
    """Whether workers for jobs are among the processes."""
    words = [" ".join(each.cmdline()) for each in family if each.is_running()]
    return "huey workers" if any("huey" in each for each in words) else "none"


def look(command, port, server, scratch, log, family):
    """The facts about a server that has been started; fills in its processes."""
    if not answers_until(port, server):
        log.flush()
        log.seek(0)
        return dict.fromkeys(FACTS, f"no server on the port: {last(log.read(), 2)}")
    own = psutil.Process(server.pid)
    family += own.children(recursive=True)
    return {
        "answers": "answers",
        "hosts": hosts(port),
        "listens": listens([own, *family]),
        "artifacts": kept(port, scratch / "note.txt"),
        "workers": workers(family),
        "taken": started_twice(command, port, scratch),
        "ends": ended(port, server, family),
    }


def main(scratch):
    need("server", *FACTS)
    port = free_port()
    store(HERE / "mlflow.db")
    command = [sys.executable, "-m", f"{PACKAGE}.server", "--port", str(port)]
    group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {}
    with (scratch / "server.log").open("w+", encoding="utf-8", errors="replace") as log:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
        # From another folder: nothing may depend on it.
        server = subprocess.Popen(command, cwd=scratch, **quiet, **group)
        family = []
        # The client is imported while the server starts.
        warm("mlflow")
        try:
            facts = look(command, port, server, scratch, log, family)
        finally:
            for each in [*family, *([psutil.Process(server.pid)] if server.poll() is None else [])]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
    tell(facts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
