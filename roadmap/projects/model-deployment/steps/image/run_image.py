"""Facts about the image: what it holds, and what its own CMD and HEALTHCHECK do, without Docker."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from image_layout import Layout, expand
from verify_tools import free_port, last, tell, train

# Seconds: Docker kills a container that has not ended then. The fact names them in words.
GRACE = 10
PARCEL = {"distance_km": 240.5, "weight_kg": 2.4, "warehouse_load": 0.7, "carrier": "road", "weekday": 4}
# They start the program behind them and pass signals on.
INIT_PROGRAMS = {"tini", "dumb-init"}
SUPERFLUOUS_FILES = {".env", "tasks.py", "README.md"}
SUPERFLUOUS_FOLDERS = {"tests", ".git", ".mlops-roadmap"}


def carried_fact(image):
    """Whether the image holds files that nothing in it needs."""
    paths = [path.relative_to(image.root) for path in image.root.rglob("*") if path.is_file()]
    odd = sorted(
        path.as_posix() for path in paths if path.name in SUPERFLUOUS_FILES or SUPERFLUOUS_FOLDERS & set(path.parts)
    )
    return ", ".join(odd[:4]) or "what answers, and no more"


class Container:
    """The image's process on this machine, on a free port in the place of its own."""

    def __init__(self, layout, log):
        self.image, self.log = layout.image, log
        self.port = str(free_port())
        self.own_port = self.image.port or self.image.env.get("PORT") or "8000"
        self.environment = self.make_environment(layout.installs_project)
        self.process = None

    def make_environment(self, installs_project):
        """This machine's variables with those of the image, for its paths and its port here."""
        known = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "MLR_STARTER_"))
        }
        for name, value in self.image.env.items():
            if name == "PYTHONPATH" or (name != "PATH" and value.startswith("/")):
                known[name] = os.pathsep.join(map(self.path_here, value.split(":")))
            elif name != "PATH":
                known[name] = self.port_here(value)
        if installs_project:
            known["PYTHONPATH"] = os.pathsep.join([str(Path("src").resolve()), known.get("PYTHONPATH", "")])
        known["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        return {"PORT": self.port} | known

    def path_here(self, path):
        return str(self.image.place(path)) if path.startswith("/") else path

    def port_here(self, text):
        with_port = re.sub(rf"(?<!\d){self.own_port}(?!\d)", self.port, text)
        return with_port.replace("0.0.0.0", "127.0.0.1")

    def argv(self, command):
        """A command of the image, for this machine."""
        if Path(command[0]).name in INIT_PROGRAMS:
            command = command[command.index("--") + 1 if "--" in command else 1 :]
        name, *rest = map(self.port_here, command)
        if [name, *rest[:1]] == ["sh", "-c"] and os.name == "nt":
            name, *rest = shlex.split(expand(rest[1], self.environment).removeprefix("exec "))
        if name.startswith("/") and self.image.place(name).is_file():
            return [str(self.image.place(name)), *rest]
        name = name.rsplit("/", 1)[-1]
        if name in ("python", "python3"):
            return [sys.executable, *rest]
        return [shutil.which(name, path=self.environment["PATH"]) or name, *rest]

    def start(self):
        """Start it, and wait until it answers or has ended."""
        folder = self.image.place(".")
        folder.mkdir(parents=True, exist_ok=True)
        argv = self.argv([*self.image.entrypoint, *self.image.command])
        with self.log.open("w") as out:
            self.process = subprocess.Popen(argv, cwd=folder, env=self.environment, stdout=out, stderr=out)
        deadline = time.monotonic() + 60
        while self.ask("/live")[0] is None and self.is_running() and time.monotonic() < deadline:
            time.sleep(0.1)

    def is_running(self):
        return self.process.poll() is None

    def ask(self, path, body=None):
        """Status and JSON of one answer; no status when there is none."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            None if body is None else json.dumps(body).encode(),
            {"content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")
            return error.code, json.loads(said) if said.startswith("{") else {"reason": said[:200]}
        except (OSError, ValueError):
            return None, {}

    def is_healthy(self):
        """What its HEALTHCHECK says; None when there is none."""
        if not self.image.health:
            return None
        folder, argv = self.image.place("."), self.argv(self.image.health)
        ran = subprocess.run(argv, cwd=folder, env=self.environment, capture_output=True, timeout=60)
        return ran.returncode == 0

    def last_words(self):
        return last(self.log.read_text(encoding="utf-8", errors="replace"), 1)

    def end(self):
        self.process.kill()
        self.process.wait()


def answers_fact(container, version):
    """Whether it serves the model that its build trains."""
    status, health = container.ask("/health")
    predicted, _ = container.ask("/predict", {"parcels": [PARCEL]})
    if not container.is_running():
        return f"it ended with exit code {container.process.returncode}: {container.last_words()}"
    if (status, predicted) != (200, 200):
        return f"/health {status}, /predict {predicted}: {health.get('reason') or container.last_words()}"
    if health.get("model_version") != version:
        return f"with model {health.get('model_version')}, and its build trained {version}"
    return "with the model that its build trains"


def stops_fact(container):
    """Whether it ends in time when it is asked to."""
    if not container.is_running():
        return "before it is asked to"
    if os.name != "nt":
        container.process.send_signal(signal.SIGTERM)
        try:
            container.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            return "not within ten seconds of a stop signal"
    return "at a stop signal"


def health_fact(up, down):
    """What its health check says while it answers, and when nothing is there."""
    if up is None:
        return "there is no HEALTHCHECK"
    if up and not down:
        return "tells"
    passes = [text for text, passed in (("while it answers", up), ("when nothing is there", down)) if passed]
    return f"passes {' and '.join(passes)}" if passes else "fails while it answers"


def container_facts(container, version):
    """What its process does from its start to its end."""
    command = [*container.image.entrypoint, *container.image.command]
    names = ("answers", "stops", "health")
    if not command:
        return dict.fromkeys(names, "there is no CMD")
    try:
        container.start()
    except OSError as error:
        return dict.fromkeys(names, f"{' '.join(command)} did not start: {error.strerror}")
    try:
        facts = {"answers": answers_fact(container, version)}
        up = container.is_healthy()
        facts["stops"] = stops_fact(container)
    finally:
        container.end()
    return facts | {"health": health_fact(up, container.is_healthy())}


def main(scratch):
    version = train(scratch / "trained")["version"]
    layout = Layout(Path(), scratch, scratch / "trained")
    container = Container(layout, scratch / "log")
    tell({"carries": carried_fact(layout.image)} | container_facts(container, version))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
