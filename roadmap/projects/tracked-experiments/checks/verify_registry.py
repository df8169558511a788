"""Register sample models with the project's commands promote, predict and rollback.

Run in a copy of the project: python - SCRATCH gate, or python - SCRATCH rollback
"""

import copy
import csv
import io
import re
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from verify_tools import (
    FEATURES,
    HERE,
    LEARNING,
    METRIC,
    MODELS,
    TRACKING,
    Started,
    ask,
    classifier,
    last,
    log,
    need,
    run,
    store,
    tables,
    tell,
    versions,
    warm,
)

# What makes a run one that cannot be repeated, as a tag and its value; none takes the tag away.
UNTRACEABLE = {
    "dirty": ("git_dirty", "true"),
    "unsaid": ("git_dirty", None),
    "dataless": ("data_md5", None),
    "otherdata": ("data_md5", "e" * 32),
}
GATE = ("useless", "first", *UNTRACEABLE, "unfinished", "close", "better", "worse", "tags", "stages")
WAY_BACK = ("predicts", "back", "predicts_then", "reason", "end")
# What a run says about itself is turned round: the gate must look at the held-out part.
CLAIMED = {"useless": 0.5, "weak": 0.99, "strong": 0.1}


class Registry:
    """A store with three runs that have models, and the project's commands that use it."""

    def __init__(self, uri, parts):
        from sklearn.dummy import DummyClassifier
        from sklearn.metrics import average_precision_score
        from sklearn.pipeline import make_pipeline

        models = {"useless": make_pipeline(DummyClassifier()), "weak": classifier(), "strong": classifier(60)}
        train, self.held_out = parts["train"], parts["test"]
        self.uri = uri
        samples = {
            name: {"model": model, "rows": train, "measured": {METRIC: CLAIMED[name]}} for name, model in models.items()
        }
        self.ids = log(uri, samples)
        self.answers = {
            name: model.fit(train[FEATURES], train["churned"]).predict_proba(self.held_out[FEATURES])[:, 1]
            for name, model in models.items()
        }
        truth = self.held_out["churned"]
        self.scores = {name: average_precision_score(truth, each) for name, each in self.answers.items()}

    def run(self, *words):
        return run(*words, MLFLOW_TRACKING_URI=self.uri)

    def aside(self, name):
        """The same registry in a copy of the store, where something else may be tried at the same time."""
        file = self.uri.removeprefix("sqlite:///")
        other = copy.copy(self)
        other.uri = f"sqlite:///{shutil.copy(file, f'{file}.{name}')}"
        return other

    def challenge(self, name, *more):
        """Start a challenge; gives a function that waits for its outcome."""
        before = len(versions(self.uri)[0])
        started = Started("promote", self.ids[name], *more, MLFLOW_TRACKING_URI=self.uri)
        return lambda: self.outcome(name, before, *started.wait())

    def promote(self, name, *more):
        """The outcome of a challenge, in words."""
        return self.challenge(name, *more)()

    def outcome(self, name, before, code, _, err):
        """What a challenge has led to, with so many versions before it."""
        found, alias = versions(self.uri)
        new = list(found)[before:]
        moved = bool(new) and alias == new[-1]
        if "Traceback" in err:
            return f"a traceback: {last(err, 1)}"
        if code == 0:
            right = moved and found[alias]["run"] == self.ids[name]
            return "promoted" if right else "exit code 0, and the alias champion does not point to it"
        return "refused, and the alias moved" if moved else "refused, registered" if new else "refused"

    def change(self, query, *values):
        """Change what the store says, beside MLflow."""
        with closing(sqlite3.connect(self.uri.removeprefix("sqlite:///"))) as connection, connection:
            connection.execute(query, values)

    def tag(self, name, key, value):
        """Change a tag of a run, or take it away."""
        self.change("DELETE FROM tags WHERE run_uuid = ? AND key = ?", self.ids[name], key)
        if value is not None:
            self.change("INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)", key, value, self.ids[name])

    def status(self, name, value):
        """Change the status of a run."""
        self.change("UPDATE runs SET status = ? WHERE run_uuid = ?", value, self.ids[name])

    def boast(self):
        """Let every score in the tags of the versions be a better one."""
        query = "SELECT version, key, value FROM model_version_tags"
        for number, key, value in ask(self.uri, query):
            better = re.sub(r"\b0\.\d{3,}", "0.9999", value)
            update = "UPDATE model_version_tags SET value = ? WHERE version = ? AND key = ?"
            self.change(update, better, number, key)

    def champion(self):
        """The name of the model that the alias points to."""
        found, alias = versions(self.uri)
        run_id = found.get(alias, {}).get("run")
        return next((name for name, key in self.ids.items() if key == run_id), "none")

    def predicted(self, name):
        """Whether the answers of predict are those of a model."""
        code, out, err = self.run("predict", HERE / "data" / "prepared" / "test.csv")
        if code != 0:
            return last(err or out, 1)
        try:
            got = {row["customer_id"]: float(row["probability"]) for row in csv.DictReader(io.StringIO(out))}
        except (KeyError, ValueError, TypeError):
            return "the output is not CSV with customer_id and probability"
        wanted = dict(zip(self.held_out["customer_id"], self.answers[name], strict=True))
        same = got.keys() == wanted.keys() and all(abs(got[key] - wanted[key]) < 1e-4 for key in wanted)
        return f"the answers of {name}" if same else f"{len(got)} other answers"


def first_champion(registry):
    """The first model to be promoted, after one that is no better than the baseline."""
    return {"useless": registry.promote("useless"), "first": registry.promote("weak")}


def untraceable(registry):
    """Challenges of the better model, whose run cannot be repeated; each in a copy of the store, all at a time."""
    challenges = {}
    for name, (key, value) in UNTRACEABLE.items():
        aside = registry.aside(name)
        aside.tag("strong", key, value)
        challenges[name] = aside.challenge("strong")
    aside = registry.aside("unfinished")
    aside.status("strong", "FAILED")
    challenges["unfinished"] = aside.challenge("strong")
    return {name: outcome() for name, outcome in challenges.items()}


def next_champion(registry):
    """Challenges by the better model, too close and not, and by the worse one."""
    return {
        "close": registry.promote("strong", "--margin", "0.5"),
        "better": registry.promote("strong"),
        "worse": registry.promote("weak"),
    }


def at_the_gate(registry):
    """Who may challenge the champion, and who wins."""
    facts = first_champion(registry) | untraceable(registry)
    registry.boast()
    facts |= next_champion(registry)
    return facts | {"tags": written_down(registry), "stages": stages(registry)}


def written_down(registry):
    """Whether the versions say why they were promoted or refused."""
    found, alias = versions(registry.uri)
    md5 = dict(ask(registry.uri, "SELECT key, value FROM tags WHERE run_uuid = ?", registry.ids["strong"]))["data_md5"]
    if alias is None:
        return "no version is the champion"
    champion = found[alias]["tags"]
    weak = registry.ids["weak"]
    refused = [each["tags"] for each in found.values() if each["run"] == weak and each["tags"].get("gate") == "refused"]
    scores = registry.scores["strong"], registry.scores["weak"]
    if champion.get("gate") != "passed":
        return f"the tag gate is {champion.get('gate')!r}"
    if not told(champion, *scores):
        return f"why says {champion.get('why', '')!r}, and the scores are {scores[0]:.3f} and {scores[1]:.3f}"
    if not refused or not told(refused[-1], *scores):
        return "the refused version says nothing"
    for tags in (champion, refused[-1]):
        if (tags.get("data_md5"), tags.get("git_commit")) != (md5, "0" * 40):
            return f"data_md5 or git_commit is missing on a version that {tags['gate']} the gate"
    return "why and why not"


def told(tags, one, other):
    """Whether the tag `why` names both scores."""
    numbers = [float(each) for each in re.findall(r"\d+\.\d+", tags.get("why", ""))]
    return all(any(abs(number - wanted) < 0.006 for number in numbers) for wanted in (one, other))


def stages(registry):
    """The stages that the versions have, which are deprecated."""
    found = {stage for (stage,) in ask(registry.uri, "SELECT current_stage FROM model_versions")}
    return "none" if found <= {"None", None, ""} else ", ".join(sorted(map(str, found)))


def on_the_way_back(registry):
    """Who answers before and after a rollback, and what it leaves."""
    promoted = (first_champion(registry) | next_champion(registry))["better"]
    if promoted != "promoted":
        return dict.fromkeys(WAY_BACK, f"the better model is not promoted: {promoted}")
    left = versions(registry.uri)[1]
    facts = {"predicts": registry.predicted("strong")}
    code, out, err = registry.run("rollback", "it calls everybody")
    facts["back"] = f"{registry.champion()} is the champion" if code == 0 else last(err or out, 1)
    facts["predicts_then"] = registry.predicted("weak")
    tags = versions(registry.uri)[0].get(left, {"tags": {}})["tags"]
    facts["reason"] = tags.get("rolled_back", "no tag rolled_back on the version that was left")
    code, out, err = registry.run("rollback", "again")
    ended = "exit code 0" if code == 0 else "a traceback" if "Traceback" in err else "refused"
    facts["end"] = f"{registry.champion()} is the champion, {ended}"
    if code != 0 and not (out + err).strip():
        facts["end"] += " without a word"
    return facts


def main(scratch, what):
    needed, facts, look = {
        "gate": (["promote"], GATE, at_the_gate),
        "rollback": (["promote", "rollback"], WAY_BACK, on_the_way_back),
    }[what]
    for module in needed:
        need(module, *facts)
    warm(*LEARNING, *TRACKING, *MODELS)
    tell(look(Registry(store(scratch / "runs.db"), tables())))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
