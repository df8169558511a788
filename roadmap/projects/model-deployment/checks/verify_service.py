"""Facts about the service: what its answers and its log say, with a model that was just trained.

Run in a copy of the project: python - SCRATCH LOOK, with a look of LOOKS.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mlr_starter.data import FEATURES, NUMERIC, make_parcels
from verify_tools import Service, attempt, tell, train

TYPICAL = {"distance_km": 240.5, "weight_kg": 2.4, "warehouse_load": 0.7, "carrier": "road", "weekday": 4}
FAR = TYPICAL | {"distance_km": 1450.0}
FAR_AND_HEAVY = FAR | {"weight_kg": 58.0}
REQUEST_ID = "verify-trace"
# Probabilities are rounded in answers, so one this near to the threshold may lie on either side.
ROUNDING = 0.0002
# Requests that come together, and how many of them at once.
TOGETHER, AT_ONCE = 60, 12


def predict_usual(service):
    """Predictions for enough usual parcels to see how many of them are called unusual."""
    parcels = make_parcels(2000, seed=90210)[list(FEATURES)].to_dict("records")
    return [
        each
        for start in range(0, len(parcels), 100)
        for each in service.predict(parcels[start : start + 100])["predictions"]
    ]


def version_facts(answer, later, health, about):
    """Which model the answers name, before and after other files took its place."""
    version = health.get("model_version")
    if "model_version" not in answer:
        return dict.fromkeys(("model_version", "after_retraining"), "no model_version in the answer")
    named, named_later = answer["model_version"], later["model_version"]
    return {
        "model_version": "that of /health"
        if named == version == about["version"]
        else f"{named}; /health names {version}, metadata.json {about['version']}",
        "after_retraining": "that of the model in memory"
        if named_later == version
        else f"{named_later}, while the model in memory is {version}",
    }


def lines_of(log):
    """The objects of a log that has one a line."""
    found = []
    for line in log.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return [line for line in found if isinstance(line, dict)]


def ask_together(service):
    """Ask many times at once, each time about another number of parcels."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [
            pool.submit(service.predict, [TYPICAL] * count, x_request_id=f"{REQUEST_ID}-{count}")
            for count in range(1, TOGETHER + 1)
        ]
        for each in asked:
            each.result()


def together_fact(log):
    """Whether each of the requests that came together has its own number of parcels in the log."""
    lines = {line.get("request_id"): line.get("parcels") for line in lines_of(log)}
    wrong = [count for count in range(1, TOGETHER + 1) if lines.get(f"{REQUEST_ID}-{count}") != count]
    if not wrong:
        return "each its own"
    said = lines.get(f"{REQUEST_ID}-{wrong[0]}")
    return f"{said} for a request about {wrong[0]}; so it is for {len(wrong)} of {TOGETHER} requests that came together"


def log_facts(log, version):
    """The one line of the log that belongs to the request."""
    own = [line for line in lines_of(log) if line.get("request_id") == REQUEST_ID and line.get("path") == "/predict"]
    entry = own[-1] if own else {}
    named = entry.get("model_version", "missing")
    return {
        "lines": len(own),
        "model_version": "that of /health" if named == version else named,
        "parcels": entry.get("parcels", "missing"),
        "unusual": entry.get("unusual", "missing"),
    }


def threshold_fact(answer, predictions, about):
    """Whether the answers go by the threshold that was chosen with the model."""
    section = about.get("threshold")
    chosen = section.get("value") if isinstance(section, dict) else None
    used = answer["threshold"]
    if used != chosen:
        return f"{used} in the answer, {chosen} in metadata.json"
    for each in predictions:
        probability = each["late_probability"]
        if abs(probability - used) > ROUNDING and each["late"] != (probability >= used):
            return f"a parcel with {probability} was called late: {each['late']}, with a threshold of {used}"
    return "that of the model"


def overruled_fact(folder):
    """Whether the answers go by a threshold from the environment."""
    with Service(folder, threshold="0.9") as service:
        answer = service.predict([TYPICAL, FAR])
    late = [each["late"] for each in answer["predictions"]]
    above = [each["late_probability"] >= 0.9 for each in answer["predictions"]]
    if answer["threshold"] == 0.9 and late == above:
        return "by MLR_STARTER_THRESHOLD"
    return f"threshold {answer['threshold']}, late {late}, with MLR_STARTER_THRESHOLD=0.9"


def unusual_facts(answer, predictions):
    """What is called unusual, of three chosen parcels and of many that are like the training's."""
    if any("unusual" not in each for each in answer["predictions"]):
        return dict.fromkeys(("unusual", "share"), "no unusual in the predictions")
    named = [sorted(each["unusual"]) for each in answer["predictions"]]
    shares = {name: 100 * sum(name in each["unusual"] for each in predictions) / len(predictions) for name in NUMERIC}
    odd = {name: f"{share:.1f} per cent" for name, share in shares.items() if not 0.2 <= share <= 2.5}
    return {
        "unusual": "named"
        if named == [[], ["distance_km"], ["distance_km", "weight_kg"]]
        else f"{named} for a usual parcel, one for 1450 km, and one of 58 kg for 1450 km",
        "share": f"{odd} of 2000 parcels like those of the training" if odd else "about one in a hundred",
    }


def look_at_names(scratch):
    """Which model the answers and the log name, while other files take its place."""
    folder = scratch / "models"
    about = train(folder, "--rows", 1000)
    with Service(folder) as service:
        _, health = service.ask("/health")
        answer = service.predict([TYPICAL, FAR, FAR_AND_HEAVY], x_request_id=REQUEST_ID)
        # Another model takes the place of the files; this one stays in memory.
        train(folder, "--rows", 1200)
        later = service.predict([TYPICAL])
        ask_together(service)
        log = service.stop()
    facts = log_facts(log, health.get("model_version")) | {"together": together_fact(log)}
    return version_facts(answer, later, health, about) | {"log": facts}


def look_at_threshold(scratch):
    """By which threshold the answers go, with one in the environment and without."""
    folder = scratch / "models"
    about = train(folder, "--rows", 1000)
    with Service(folder) as service:
        answer = service.predict([TYPICAL, FAR])
        predictions = predict_usual(service)
    if answer.get("threshold") is None:
        return dict.fromkeys(("threshold", "overruled"), "no threshold in the answer")
    return {
        "threshold": threshold_fact(answer, predictions, about),
        "overruled": attempt(lambda: overruled_fact(folder)),
    }


def look_at_unusual(scratch):
    """What the answers and the log call unusual."""
    folder = scratch / "models"
    train(folder)
    with Service(folder) as service:
        _, health = service.ask("/health")
        answer = service.predict([TYPICAL, FAR, FAR_AND_HEAVY], x_request_id=REQUEST_ID)
        predictions = predict_usual(service)
        log = service.stop()
    return unusual_facts(answer, predictions) | {"log": log_facts(log, health.get("model_version"))}


LOOKS = {"names": look_at_names, "threshold": look_at_threshold, "unusual": look_at_unusual}


if __name__ == "__main__":
    tell(LOOKS[sys.argv[2]](Path(sys.argv[1])))
