"""What the checks share: train on changed parcels, and ask the service as a caller does."""

import contextlib
import importlib.util
import io
import json
import os
import runpy
import socket
import sys
import tempfile
import threading
import time
import traceback
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np

PACKAGE = "mlr_starter"


def need(module):
    """End when the project has no such module."""
    if importlib.util.find_spec(f"{PACKAGE}.{module}") is None:
        raise SystemExit(f"there is no src/{PACKAGE}/{module}.py")


def run(module, *argv):
    """Run `python -m PACKAGE.module argv` in this process: its exit code and what it printed."""
    need(module)
    forget()
    said = io.StringIO()
    before, sys.argv = sys.argv, [module, *map(str, argv)]
    code = 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            runpy.run_module(f"{PACKAGE}.{module}", run_name="__main__", alter_sys=True)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
            if isinstance(end.code, str):
                print(end.code)
        except Exception:
            traceback.print_exc()
            code = 1
        finally:
            sys.argv = before
    return code, said.getvalue()


def forget():
    """Let the next import read the project's modules again; its data stay, as they may be changed."""
    package = importlib.import_module(PACKAGE)
    for name in list(sys.modules):
        if name.startswith(f"{PACKAGE}.") and name != f"{PACKAGE}.data":
            del sys.modules[name]
            # The package keeps a module that `from . import …` would find.
            vars(package).pop(name.removeprefix(f"{PACKAGE}."), None)


def train(out, *argv):
    """Train into a folder; give its metadata, or end with the reason."""
    code, said = run("train", "--out", out, *argv)
    about = Path(out) / "metadata.json"
    if code != 0 or not about.exists():
        words = " ".join(["train", *map(str, argv)])
        raise SystemExit(f"python -m {PACKAGE}.{words} ended with exit code {code}:\n{last(said)}")
    return json.loads(about.read_text(encoding="utf-8"))


def begin(work):
    """Begin something in a process of its own, where processes can be forked; gives a function that waits for it.

    Elsewhere it is done here and now. What it gives goes through JSON; where it ends with a reason, so does the wait.
    """
    if sys.platform != "linux":
        said = outcome(work)
        return lambda: given(said)
    # Read and closed by the wait.
    box = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
    pid = os.fork()
    if pid == 0:
        act(work, box)

    def wait():
        os.waitpid(pid, 0)
        with box:
            box.seek(0)
            return given(json.loads(box.read() or '{"reason": "The check broke off; the lines above say why."}'))

    return wait


def outcome(work):
    """What a work gives, or the reason with which it ends."""
    try:
        return {"given": work()}
    except SystemExit as end:
        return {"reason": str(end)}


def given(said):
    """What a work gave; ends with the reason where it gave nothing."""
    if "reason" in said:
        raise SystemExit(said["reason"])
    return said["given"]


def act(work, box):
    """Do something in this process, a fork that ends with it; the box gets what it gives."""
    try:
        json.dump(outcome(work), box)
        box.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def attempt(look):
    """What a look finds, or why it found nothing, so that one missing part spoils no other fact."""
    try:
        return look()
    except SystemExit as reason:
        return str(reason)
    except (KeyError, TypeError, ValueError) as reason:
        return f"{type(reason).__name__} {reason}"


@contextlib.contextmanager
def parcels(change):
    """While this lasts, the project's parcels are those that `change` gives back."""
    data = importlib.import_module(f"{PACKAGE}.data")
    original = data.make_parcels
    data.make_parcels = lambda *a, **k: change(original(*a, **k)).reset_index(drop=True)
    try:
        yield
    finally:
        data.make_parcels = original


def noisy(share, seed=1):
    """A change that makes the outcome of this share of the parcels wrong."""

    def change(rows):
        wrong = np.random.default_rng(seed).random(len(rows)) < share
        return rows.assign(late=rows["late"].where(~wrong, 1 - rows["late"]))

    return change


def free_port():
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """The project's service with the models of a folder, over HTTP, in this process."""

    def __init__(self, folder, **settings):
        import uvicorn

        forget()
        names = {f"MLR_STARTER_{name.upper()}": value for name, value in settings.items()}
        os.environ.pop("MLR_STARTER_THRESHOLD", None)
        os.environ.update({"MLR_STARTER_MODEL_FOLDER": str(folder), "MLR_STARTER_LOG_LEVEL": "INFO"} | names)
        self.log, self.streams = io.StringIO(), contextlib.ExitStack()
        self.streams.enter_context(contextlib.redirect_stdout(self.log))
        self.streams.enter_context(contextlib.redirect_stderr(self.log))
        self.port = free_port()
        config = uvicorn.Config(f"{PACKAGE}.service:app", port=self.port, log_config=None)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 60
        while not self.server.started:
            if not self.thread.is_alive() or time.monotonic() > deadline:
                raise SystemExit(f"The service did not start:\n{last(self.stop())}")
            time.sleep(0.02)

    def ask(self, path, body=None, **headers):
        """Status and JSON of one answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            None if body is None else json.dumps(body).encode(),
            {"content-type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            with contextlib.suppress(ValueError):
                return error.code, json.loads(text)
            return error.code, {"text": text}

    def predict(self, parcels, **headers):
        """The answer for some parcels; ends with the reason when there is none."""
        status, answer = self.ask("/predict", {"parcels": parcels}, **headers)
        if status != 200:
            raise SystemExit(f"POST /predict answered {status}: {json.dumps(answer)[:400]}")
        return answer

    def stop(self):
        """End it; give what it logged."""
        self.server.should_exit = True
        self.thread.join(30)
        self.streams.close()
        return self.log.getvalue()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def last(said, lines=4):
    """The end of an output."""
    return "\n".join(said.strip().splitlines()[-lines:])


def tell(facts):
    """Print what was found, for the checks to judge."""
    sys.__stdout__.write(json.dumps(facts) + "\n")
    sys.__stdout__.flush()
