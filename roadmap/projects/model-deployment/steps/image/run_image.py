"""Facts about the image: what it holds, and what its own CMD and HEALTHCHECK do.

They are seen without Docker. Only where the trial cannot follow a line of the Dockerfile, an engine
that is on this machine builds the image and runs it.
"""

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from image_engine import engine_facts
from image_facts import GRACE, PARCEL, broken, carried, fact, fits_settings
from image_layout import Layout, imported_from
from verify_tools import free_port, last, tell

SHIMS = {
    (
        "tini",
        "dumb-init",
        "catatonit",
    ): 'while [ "${1#-}" != "$1" ]; do [ "$1" = -- ] && { shift; break; }; shift; done',
    ("gosu", "su-exec"): "shift",
    ("uv", "poetry", "pdm"): '[ "$1" = run ] || exit 127; shift; while [ "${1#-}" != "$1" ]; do shift; done',
}
LOOPBACK = ("127.0.0.1", "[::1]")
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ASKERS = ("curl", "wget")
# What Debian's slim images of Python do not have; a line has to bring it.
BROUGHT = {"tini", "dumb-init", "catatonit", "gosu", "su-exec", "uv", "poetry", "pdm"}
# The server gets a free port of this machine in the place of its own, and so does who asks for it.
CUSTOMIZE = """
import json, os, socket, sys

port, note = int(os.environ["TRIAL_PORT"]), os.environ["TRIAL_NOTE"]
bind, connect, connect_ex = socket.socket.bind, socket.socket.connect, socket.socket.connect_ex


def trial_bind(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and self.type & socket.SOCK_STREAM and address[1]:
        with open(note, "w") as file:
            json.dump({"host": address[0], "port": address[1]}, file)
        address = ("127.0.0.1" if self.family == socket.AF_INET else "::1", port)
    return bind(self, address)


def here(self, address):
    if self.family not in (socket.AF_INET, socket.AF_INET6) or address[1] in (port, 0) or address[1] >= 32768:
        return address
    try:
        with open(note) as file:
            own = json.load(file)["port"]
    except OSError:
        own = None
    # Nothing else of this machine is asked.
    return ("127.0.0.1" if self.family == socket.AF_INET else "::1", port if address[1] == own else 1)


socket.socket.bind = trial_bind
socket.socket.connect = lambda self, address: connect(self, here(self, address))
socket.socket.connect_ex = lambda self, address: connect_ex(self, here(self, address))
"""
ASK = """#!{python}
import json, os, re, sys
try:
    own = json.load(open({note!r}))["port"]
except OSError:
    own = None
args = [re.sub(rf"(?<!\\\\d){{own}}(?!\\\\d)", {port!r}, each) for each in sys.argv[1:]]
os.execv({real!r}, [{real!r}, *args])
"""


class Container:
    """The image's process on this machine, on a free port in the place of its own."""

    def __init__(self, layout, scratch):
        self.layout, self.image, self.scratch = layout, layout.image, scratch
        self.port = str(free_port())
        self.note, self.log = scratch / "bound.json", scratch / "log"
        self.bin = scratch / "bin"
        self.environment = self.make_environment()
        self.process = None
        self.lay_programs()
        self.lay_paths()

    def make_environment(self):
        """This machine's variables with those of the image, for its paths here."""
        known = {name: value for name, value in os.environ.items() if fits_settings(name)}
        own = {name: self.here(value) for name, value in self.image.env.items() if name != "PATH"}
        customize = self.scratch / "customize"
        customize.mkdir()
        (customize / "sitecustomize.py").write_text(CUSTOMIZE, encoding="utf-8")
        paths = [str(customize), own.get("PYTHONPATH", ""), *imported_from(self.image)]
        known |= own | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
        places = [self.image.place(path) for path in f"{self.image.env.get('PATH', '')}:{SYSTEM_PATH}".split(":")]
        own_programs = [str(place) for place in places if place.is_dir() and place != self.image.root]
        own_python = str(Path(sys.executable).parent)
        known["PATH"] = os.pathsep.join([*own_programs, str(self.bin), own_python, os.environ.get("PATH", "")])
        return known | {"TRIAL_PORT": self.port, "TRIAL_NOTE": str(self.note), "PYTHONUNBUFFERED": "1"}

    def lay_programs(self):
        """Programs of images that this machine may not have, and its Python under each of its names."""
        self.bin.mkdir()
        if os.name == "nt":
            return
        for names, words in SHIMS.items():
            for name in names:
                self.lay_program(name, f'#!/bin/sh\n{words}\nexec "$@"\n')
        for name in ("python", "python3", f"python3.{sys.version_info[1]}"):
            self.lay_program(name, f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
        for name in ASKERS:
            real = shutil.which(name)
            if real:
                text = ASK.format(python=sys.executable, note=str(self.note), port=self.port, real=real)
                self.lay_program(name, text)

    def lay_program(self, name, text):
        (self.bin / name).write_text(text, encoding="utf-8")
        (self.bin / name).chmod(0o755)

    def lay_paths(self):
        """The image's own scripts, with its paths as those of this machine."""
        for path in self.image.root.rglob("*"):
            if not path.is_file() or path.suffix in (".py", ".joblib", ".json") or path.stat().st_size > 100_000:
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            first, _, rest = text.partition("\n")
            if first.startswith("#!") and "python" in first:
                first = f"#!{sys.executable}"
            elif not (first.startswith("#!") and re.search(r"\b(?:ba|da|a)?sh\b", first)):
                continue
            path.write_text(f"{first}\n{self.here(rest)}", encoding="utf-8")

    def here(self, text):
        """A text with the image's absolute paths as those of this machine."""

        def path_here(match):
            path = match[0]
            place = self.image.place(path)
            if place.exists() or (place.parent != self.image.root and place.parent.exists()):
                return str(place)
            name = path.rsplit("/", 1)[-1]
            is_program = "/bin/" in path and path.startswith(tuple(self.image.packages)) or name in sum(SHIMS, ())
            return name if is_program or re.fullmatch(r"python[\d.]*", name) else path

        return re.sub(r"(?<![\w.$}~/<-])/[\w.@+-]+(?:/[\w.@+-]+)*", path_here, text)

    def argv(self, given):
        """A command of the image, for this machine."""
        command = given.get("argv") or [*self.image.shell, given["shell"]]
        if os.name == "nt":
            return self.argv_without_shell(command)
        name, *rest = map(self.here, command)
        if command[0] in ("/bin/sh", "/bin/bash"):
            name = command[0].rsplit("/", 1)[-1]
        return [shutil.which(name, path=self.environment["PATH"]) or name, *rest]

    def argv_without_shell(self, command):
        name = command[0].rsplit("/", 1)[-1]
        if name in sum(SHIMS, ()):
            command = command[command.index("--") + 1 if "--" in command else 1 :]
        name = command[0].rsplit("/", 1)[-1]
        if name in ("sh", "bash"):
            known = {"PORT": ""} | self.image.env
            text = re.sub(r"\$\{?(\w+)(?::-\w+)?\}?", lambda found: known.get(found[1], ""), command[-1])
            command = shlex.split(text.removeprefix("exec "))
            name = command[0].rsplit("/", 1)[-1]
        rest = [self.here(each) for each in command[1:]]
        if re.fullmatch(r"python[\d.]*", name):
            return [sys.executable, *rest]
        return [shutil.which(name, path=self.environment["PATH"]) or name, *rest]

    @property
    def command(self):
        """ENTRYPOINT with CMD behind it, as a container starts them."""
        entry, command = self.image.entrypoint, self.image.command
        if "shell" in entry or not command:
            return entry
        if not entry:
            return command
        own = command.get("argv") or [*self.image.shell, command["shell"]]
        return {"argv": [*entry["argv"], *own], "line": entry["line"]}

    def missing_program(self):
        """The program of its start command that no line of the Dockerfile brings."""
        name = (self.command.get("argv") or [""])[0].rsplit("/", 1)[-1]
        said = " ".join(self.image.said)
        return name if name in BROUGHT and name not in said and "python" in self.image.image else None

    def start(self):
        """Start it, and wait until it answers or has ended."""
        folder = self.image.place(".")
        folder.mkdir(parents=True, exist_ok=True)
        argv = self.argv(self.command)
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                argv, cwd=folder, env=self.environment, stdout=out, stderr=out, start_new_session=True
            )
        deadline = time.monotonic() + 60
        while self.ask("/live")[0] is None and self.is_running() and time.monotonic() < deadline:
            time.sleep(0.1)

    def is_running(self):
        return self.process.poll() is None

    def is_bound(self):
        """The address that it listens on in its container; None when it has not said so yet."""
        return json.loads(self.note.read_text(encoding="utf-8")) if self.note.exists() else None

    def ask(self, path, body=None):
        """Status and JSON of one answer; no status when there is none."""
        data = None if body is None else json.dumps(body).encode()
        for address in LOOPBACK:
            request = urllib.request.Request(
                f"http://{address}:{self.port}{path}", data, {"content-type": "application/json"}
            )
            try:
                with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
                    return answer.status, json.load(answer)
            except urllib.error.HTTPError as error:
                said = error.read().decode(errors="replace")
                return error.code, json.loads(said) if said.startswith("{") else {"reason": said[:200]}
            except (OSError, ValueError):
                continue
        return None, {}

    def is_open(self):
        """Whether somebody still listens on its port."""
        for address in LOOPBACK:
            with contextlib.suppress(OSError), socket.create_connection((address.strip("[]"), int(self.port)), 1):
                return True
        return False

    def is_healthy(self):
        """What its HEALTHCHECK says; None when there is none."""
        folder, argv = self.image.place("."), self.argv(self.image.health)
        ran = subprocess.run(argv, cwd=folder, env=self.environment, capture_output=True, timeout=60)
        return ran.returncode == 0

    def last_words(self):
        return last(self.log.read_text(encoding="utf-8", errors="replace"), 1)

    def end(self):
        """End it with all that it has started."""
        if os.name != "nt":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()


def held_by(image):
    """The files of the image, as they are called in it."""
    return [f"/{path.relative_to(image.root).as_posix()}" for path in image.root.rglob("*") if path.is_file()]


def answers_fact(container):
    """Whether it serves the model that its build trains."""
    status, health = container.ask("/health")
    predicted, _ = container.ask("/predict", {"parcels": [PARCEL]})
    trained = container.layout.trained
    if not container.is_running():
        code = container.process.returncode
        return broken(
            f"The image's start command ended with exit code {code}: {container.last_words()}",
            "Compare what the command needs with what the last stage copies, and with what .dockerignore lets in.",
        )
    if (status, predicted) != (200, 200):
        if container.is_bound() is None:
            do = "Let the server open its port in Python, as uvicorn does."
            container.layout.doubt(container.command["line"], "how the start command opens its port", do)
        reason = str(health.get("reason") or container.last_words()).replace(f"{container.image.root}", "")
        return broken(
            f"The service in the image starts, and answers {status} at /health and {predicted} at /predict: {reason}",
            "Copy the model to where the service looks for it, from the stage that trains it.",
        )
    if container.is_bound()["host"] in ("127.0.0.1", "localhost", "::1"):
        return broken(
            "The server listens on 127.0.0.1 of its container, where nobody outside reaches it.",
            "Start it with --host 0.0.0.0.",
        )
    if not trained:
        return broken(
            "The service answers, and no RUN line of the Dockerfile trains its model.",
            "Let a RUN line train: python -m your_package.train --out /models.",
        )
    if health.get("model_version") not in trained:
        return broken(
            f"The service answers with the model {health.get('model_version')}, and the build trains {trained[-1]}.",
            "Copy the model that the build trains, and no other.",
        )
    return fact(True, "The service answers with the model that the build trains.")


def stops_fact(container):
    """Whether it ends in time when it is asked to."""
    if os.name == "nt":
        return fact(True, "Windows has no stop signal, so nothing was tried.")
    if not container.is_running():
        return broken(f"The process ended before a stop signal: {container.last_words()}", "Look at its log.")
    container.process.send_signal(signal.SIGTERM)
    do = "Start the server itself as CMD [...], or with exec in the script or shell that starts it."
    try:
        container.process.wait(GRACE)
    except subprocess.TimeoutExpired:
        return broken("The process does not end within ten seconds of a stop signal.", do)
    # A shell as the first process of a container would ignore the signal that ends it here.
    if container.is_open():
        return broken("The stop signal ends the shell alone, and the server goes on.", do)
    return fact(True, "The process ends at a stop signal.")


def health_fact(up, down):
    """What its health check says while it answers, and when nothing is there."""
    do = "Ask /health in HEALTHCHECK with a short timeout, at the port of the server."
    if not up:
        return broken("The health check fails while the service answers.", do)
    if down:
        return broken("The health check passes when nothing answers.", do)
    return fact(True, "The health check passes while the service answers, and fails when it does not.")


def container_facts(container):
    """What its process does from its start to its end."""
    names = ("answers", "stops", "health")
    if not container.command:
        return dict.fromkeys(names, broken("The last stage has no CMD.", "Add CMD with the server to start."))
    missing = container.missing_program()
    if missing:
        do = f"Install {missing} in the last stage, or start the server without it."
        return dict.fromkeys(names, broken(f"The image starts {missing}, which no line brings into it.", do))
    try:
        container.start()
    except OSError as error:
        words = " ".join(container.command.get("argv") or [container.command["shell"]])
        found = f"The image's start command, {words[:80]}, did not start: {error.strerror}."
        do = "Copy the program into the last stage, and let it be executed: COPY --chmod=0755."
        return dict.fromkeys(names, broken(found, do))
    try:
        facts = {"answers": answers_fact(container)}
        checks = bool(container.image.health.get("argv") or container.image.health.get("shell"))
        up = checks and tried_health(container)
        facts["stops"] = stops_fact(container)
    finally:
        container.end()
    if not checks:
        return facts | {"health": broken("The last stage has no HEALTHCHECK.", "Add HEALTHCHECK CMD.")}
    return facts | {"health": health_fact(up, tried_health(container))}


def tried_health(container):
    """Whether the health check passes; a doubt where this machine has not what it runs."""
    words = " ".join(container.image.health.get("argv") or [container.image.health["shell"]])
    absent = [name for name in ASKERS if re.search(rf"\b{name}\b", words) and shutil.which(name) is None]
    if absent:
        do = "Let Python ask, which the image has: HEALTHCHECK CMD python -c …."
        container.layout.doubt(container.image.health["line"], f"{absent[0]}, which this machine does not have", do)
    try:
        return container.is_healthy()
    except (OSError, subprocess.TimeoutExpired):
        return False


def followed(facts, doubts):
    """The facts; where one does not hold and lines could not be followed, nobody knows."""
    if not doubts:
        return facts
    first = doubts[0]
    unknown = {
        "expected": "the Dockerfile to be one that can be tried without building it",
        "unavailable": f"cannot follow line {first.line} of Dockerfile: {first.what}",
        "next": f"{first.do} Or install Docker, Podman or nerdctl, which then builds the image.",
    }
    return {name: each if each["right"] else unknown for name, each in facts.items()}


def with_problem(told, problem):
    """What an engine could not see either, and why."""
    if problem is None or "unavailable" not in told:
        return told
    return told | {"unavailable": f"{told['unavailable']}; and {problem}"}


def facts_of_trial(plan, scratch):
    names = ("carries", "answers", "stops", "health")
    if not plan["stages"]:
        return dict.fromkeys(names, broken("There is no Dockerfile.", "Write one that builds the image."))
    layout = Layout(plan, Path(), scratch)
    if layout.broken:
        return followed(dict.fromkeys(names, broken(str(layout.broken), layout.broken.do)), layout.doubts)
    if not layout.image.packages and "python" in layout.image.image:
        found = "No line brings the packages of requirements.txt into the last stage."
        do = "Copy the folder with the packages from the stage that installs them."
        return followed(dict.fromkeys(names, broken(found, do)), layout.doubts)
    container = Container(layout, scratch)
    facts = {"carries": carried(held_by(layout.image))} | container_facts(container)
    return followed(facts, layout.doubts)


def main(scratch):
    plan = json.loads((scratch / "image.json").read_text(encoding="utf-8"))
    facts = facts_of_trial(plan, scratch)
    if any("unavailable" in each for each in facts.values()):
        seen, problem = engine_facts(plan["context"], scratch / "context")
        facts = seen or {name: with_problem(each, problem) for name, each in facts.items()}
    tell(facts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
