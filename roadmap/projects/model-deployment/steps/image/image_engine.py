"""The image as an engine of this machine builds and runs it: for Dockerfiles that the trial cannot follow."""

import contextlib
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from image_facts import GRACE, PARCEL, broken, carried, fact
from verify_tools import last

# They understand the same commands; buildah alone has none to start a service.
ENGINES = ("docker", "podman", "nerdctl")
BUILD_SECONDS = 600
SECONDS = 60
# Runs in the container, so that it does not matter which port is published where.
INSIDE = """
import json, os, sys, urllib.error, urllib.request

parcel, ports, loopback = json.loads(sys.argv[1]), [], []
for name in ("/proc/net/tcp", "/proc/net/tcp6"):
    for line in open(name).readlines()[1:] if os.path.exists(name) else []:
        address, port = line.split()[1].split(":")
        if line.split()[3] == "0A" and address != "0B00007F":
            (loopback if address in ("0100007F", "0" * 24 + "01000000") else ports).append(int(port, 16))

def ask(port, path, body=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, {}
    except (OSError, ValueError):
        return None, {}

health, about, predicted = None, {}, None
for port in ports:
    health, about = ask(port, "/health")
    predicted, _ = ask(port, "/predict", json.dumps({"parcels": [parcel]}).encode())
    if health:
        break
held = []
for base, folders, files in os.walk("/"):
    folders[:] = [each for each in folders if os.path.join(base, each) not in ("/proc", "/sys", "/dev", "/usr", "/etc")
        and each != "site-packages"]
    held += [os.path.join(base, each) for each in files]
print(json.dumps({"ports": ports, "loopback": loopback, "health": health, "predicted": predicted,
    "version": about.get("model_version"), "reason": about.get("reason"), "held": held}))
"""


class EngineFailedError(Exception):
    """The engine could not do its part, so nothing was seen of the image."""


class Engine:
    """An engine of this machine, with an image and a container of the check's own."""

    def __init__(self, program):
        self.program = program
        self.name = f"mlops-roadmap-{os.getpid()}-{time.monotonic_ns()}"

    def __str__(self):
        return Path(self.program).stem

    def ask(self, *words, seconds=SECONDS):
        """Exit code and output of one of its commands."""
        try:
            ran = subprocess.run([self.program, *words], capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineFailedError(
                f"{Path(self.program).stem} {words[0]} did not end: {type(error).__name__}"
            ) from None
        out, err = (each.decode(errors="replace") for each in (ran.stdout, ran.stderr))
        return ran.returncode, out or err

    def do(self, *words, seconds=SECONDS):
        """The output of a command that must end well."""
        code, said = self.ask(*words, seconds=seconds)
        if code != 0:
            raise EngineFailedError(
                f"{Path(self.program).stem} {words[0]} ended with exit code {code}: {last(said, 2)}"
            )
        return said

    def build(self, folder):
        form = ["--format", "docker"] if str(self) == "podman" else []
        self.do(
            *("build", *form, "--build-arg", "REVISION=verify", "--tag", self.name, str(folder)), seconds=BUILD_SECONDS
        )

    def is_running(self):
        return self.do("inspect", "--format", "{{.State.Running}}", self.name).strip() == "true"

    def look_inside(self):
        """What a look from inside the container finds; None while nothing can be seen."""
        for python in ("python", "python3"):
            code, said = self.ask("exec", self.name, python, "-c", INSIDE, json.dumps(PARCEL))
            if code == 0:
                return json.loads(last(said, 1))
        return None

    def health_command(self):
        test = json.loads(self.do("image", "inspect", "--format", "{{json .Config.Healthcheck}}", self.name)) or {}
        form, *words = test.get("Test") or ["NONE"]
        return {"CMD": words, "CMD-SHELL": ["/bin/sh", "-c", *words]}.get(form, [])

    def clean(self):
        for words in (("rm", "--force", self.name), ("rmi", "--force", self.name)):
            with contextlib.suppress(EngineFailedError):
                self.ask(*words)


def working_engine():
    """The first engine on the path that answers."""
    for name in ENGINES:
        program = shutil.which(name)
        if program:
            engine = Engine(program)
            with contextlib.suppress(EngineFailedError):
                if engine.ask("version", seconds=10)[0] == 0:
                    return engine
    return None


def facts_of_engine(engine, folder):
    """The facts of the image, as the engine runs it."""
    engine.build(folder)
    engine.do("run", "--detach", "--name", engine.name, engine.name)
    deadline = time.monotonic() + SECONDS
    seen = None
    while time.monotonic() < deadline and engine.is_running():
        seen = engine.look_inside() or seen
        if seen and (seen["health"] or seen["loopback"]):
            break
        time.sleep(1)
    facts = {"answers": answers_fact(engine, seen), "carries": carried(seen["held"] if seen else [])}
    health = engine.health_command()
    up = bool(health) and engine.ask("exec", engine.name, *health)[0] == 0
    started = time.monotonic()
    engine.do("stop", "-t", str(GRACE), engine.name)
    code = engine.do("inspect", "--format", "{{.State.ExitCode}}", engine.name).strip()
    in_time = code != "137" and time.monotonic() - started < GRACE + 5
    does = "ends at" if in_time else "does not end within ten seconds of"
    do = "Start the server itself as CMD [...], or with exec in the script or shell that starts it."
    facts["stops"] = fact(in_time, f"The container {does} a stop signal.", do)
    return facts | {"health": health_fact(engine, health, up)}


def answers_fact(engine, seen):
    if seen is None or not engine.is_running():
        said = last(engine.ask("logs", engine.name)[1], 1)
        return broken(f"The container does not start its service: {said}", "Run the image, and read its log.")
    if not seen["ports"] and seen["loopback"]:
        return broken(
            "The server listens on 127.0.0.1 of its container, where nobody outside reaches it.",
            "Start it with --host 0.0.0.0.",
        )
    if (seen["health"], seen["predicted"]) != (200, 200):
        said = f"answers {seen['health']} at /health and {seen['predicted']} at /predict: {seen['reason'] or ''}"
        return broken(f"The service in the image {said}", "Copy the model to where the service looks for it.")
    return fact(True, "The service answers with the model that the build trains.")


def health_fact(engine, command, up):
    do = "Ask /health in HEALTHCHECK with a short timeout, at the port of the server."
    if not command:
        return broken("The image has no health check.", "Add HEALTHCHECK CMD.")
    if not up:
        return broken("The health check fails while the service answers.", do)
    program, *words = command
    code, _ = engine.ask("run", "--rm", "--network", "none", "--entrypoint", program, engine.name, *words)
    if code == 125:
        raise EngineFailedError("it did not run the health check in a container of its own")
    if code == 0:
        return broken("The health check passes when nothing answers.", do)
    return fact(True, "The health check passes while the service answers, and fails when it does not.")


def engine_facts(context, folder):
    """The facts as an engine sees them, and otherwise what went wrong with it; both None without one.

    `context`: the files that a clean clone gives to the build; they are laid into `folder`.
    """
    engine = working_engine()
    if engine is None:
        return None, None
    for file in {*context, "Dockerfile", ".dockerignore", "Dockerfile.dockerignore"}:
        place = folder / file
        if Path(file).is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, place)
        elif file in context:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
    try:
        return facts_of_engine(engine, folder), None
    except (EngineFailedError, ValueError, KeyError, TypeError) as problem:
        return None, str(problem)
    finally:
        engine.clean()
