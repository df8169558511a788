"""Facts about releases and rollbacks: which of several models is in use after each command.

Run in a copy of the project: python - SCRATCH releases, or python - SCRATCH rollbacks
"""

import json
import re
import sys
from functools import partial
from pathlib import Path

from verify_tools import Service, begin, last, need, noisy, parcels, run, tell, train

# Good models by their number of rows, so that each has a version of its own, and is no worse than the one before.
ROWS = {"A": 2000, "B": 3000, "C": 5000}
BAD = "the bad one"
PARCEL = {"distance_km": 90.0, "weight_kg": 2.0, "warehouse_load": 0.5, "carrier": "rail", "weekday": 1}


class Registry:
    """A registry in a temporary folder, and models for it: good ones by their letters, and a bad one."""

    def __init__(self, scratch, letters):
        self.scratch = scratch
        self.folder = scratch / "registry"
        with parcels(noisy(0.25)):
            trainings = {BAD: begin(partial(train, scratch / BAD))}
        for name in letters:
            trainings[name] = begin(partial(train, scratch / name, "--rows", ROWS[name]))
        self.versions = {name: wait()["version"] for name, wait in trainings.items()}
        self.names = {version: name for name, version in self.versions.items()}

    def name_of(self, version):
        """The letter of a model by its version."""
        return self.names.get(version, version)

    def in_use(self):
        """The model that `current` names."""
        pointer = self.folder / "current"
        version = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
        return self.name_of(version) or "nothing"

    def release(self, name):
        """Release a model: what is in use afterwards, and the error where there is one."""
        code, said = run("release", self.scratch / name, "--registry", self.folder)
        return f"{self.in_use()} in use" + ("" if code == 0 else f", exit code {code}: {last(said, 2)}")

    def release_bad(self):
        """Try to release the bad model."""
        code, _ = run("release", self.scratch / BAD, "--registry", self.folder)
        return f"{self.in_use()} in use, {'refused' if code else 'and the command succeeded'}"

    def back(self, *argv):
        """Roll back where there are no parcels, so that neither training nor a gate can run."""
        with parcels(no_parcels):
            code, _ = run("rollback", "--registry", self.folder, *argv)
        return f"{self.in_use()} in use" + ("" if code == 0 else ", refused")

    def whole(self, *names):
        """Which of the models are in the registry as they were trained."""
        return " and ".join(name for name in names if self.is_whole(name)) or "none"

    def is_whole(self, name):
        kept = self.folder / self.versions[name] / "model.joblib"
        return kept.is_file() and kept.read_bytes() == (self.scratch / name / "model.joblib").read_bytes()

    def damage(self, name):
        """Change the kept file of a model."""
        kept = self.folder / self.versions[name] / "model.joblib"
        if kept.is_file():
            kept.write_bytes(kept.read_bytes() + b"x")

    def answering(self):
        """The model that the service answers with."""
        with Service(self.folder) as service:
            _, health = service.ask("/health")
            answer = service.predict([PARCEL])
        version = health.get("model_version")
        found = {version, answer.get("model_version", version)}
        return " and ".join(sorted(str(self.name_of(each)) for each in found)) + " answers"

    def history(self):
        """The lines of history.jsonl, or None when there is no such file."""
        file = self.folder / "history.jsonl"
        if not file.is_file():
            return None
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def no_parcels(_):
    raise SystemExit("there are no parcels now")


def release_facts(scratch):
    """Two releases, one that must be refused, and one again; the second is in use afterwards."""
    registry = Registry(scratch, "AB")
    facts = {"first": registry.release("A"), "second": registry.release("B")}
    facts["bad"] = registry.release_bad()
    facts["kept"] = registry.whole("A", "B")
    facts["serves"] = registry.answering() if registry.in_use() == "B" else f"{registry.in_use()} in use"
    facts["again"] = registry.release("B")
    return facts


def rollback_facts(scratch):
    """Three releases and what is no release, three rollbacks in a row, and three to a certain version."""
    registry = Registry(scratch, "ABC")
    for name in "AB":
        registry.release(name)
    registry.release_bad()
    registry.release("B")
    facts = {"third": registry.release("C"), "back": registry.back()}
    if registry.in_use() == "B":
        facts["back"] += f", {registry.answering()}"
    facts["further"] = registry.back()
    facts["end"] = registry.back()
    facts["stays"] = registry.whole("A", "B", "C")
    facts["to"] = registry.back("--to", registry.versions["C"])
    facts["unknown"] = registry.back("--to", "0" * 12)
    registry.damage("A")
    facts["damaged"] = registry.back("--to", registry.versions["A"])
    return facts | history_facts(registry)


def history_facts(registry):
    """What history.jsonl says was done, and whether each line says when."""
    try:
        lines = registry.history()
    except ValueError:
        return {"history": "a line that is not JSON"}
    if lines is None:
        return {"history": "there is no history.jsonl"}
    timeless = [line for line in lines if not any(map(is_time, line.values()))]
    return {
        "history": ", ".join(f"{line.get('action')} {registry.name_of(line.get('version'))}" for line in lines),
        "times": f"no time in {json.dumps(timeless[0])}" if timeless else "in each line",
    }


def is_time(value):
    """Whether a value can be a time: a text with a year in it, or seconds since 1970."""
    if isinstance(value, str):
        return re.search(r"\b20\d\d\b|\b20\d{6}T?", value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 1e9


def main(scratch, what):
    need("release")
    if what == "rollbacks":
        need("rollback")
    tell({"releases": release_facts, "rollbacks": rollback_facts}[what](scratch))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
