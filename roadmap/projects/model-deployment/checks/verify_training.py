"""Facts about training: what the model has learnt, which rows decided it, and what is saved with it.

Run in a copy of the project: python - SCRATCH LOOK, with a look of LOOKS.
"""

import re
import sys
from functools import partial
from pathlib import Path

import joblib
import numpy as np
import sklearn.model_selection as selection
from mlr_starter.data import CATEGORICAL, FEATURES, NUMERIC, TARGET, make_parcels
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from verify_tools import attempt, begin, parcels, tell, train


def probabilities(model, rows):
    """The probability of being late for each row."""
    return model.predict_proba(rows[list(FEATURES)])[:, 1]


def load(folder):
    return joblib.load(folder / "model.joblib")


def cross_validated(model, rows):
    """Average precision of a model like this one on five folds of our own."""
    folds = selection.StratifiedKFold(5, shuffle=True, random_state=11)
    x, y = rows[list(FEATURES)], rows[TARGET]
    return selection.cross_val_score(clone(model), x, y, cv=folds, scoring="average_precision")


def gain_facts(metrics, scores, late_share):
    """The gain over the baseline: calculated again, and as the model card gives it."""
    saved = metrics.get("cross_validation", {})
    mean, std = saved.get("gain_mean"), saved.get("gain_std")
    if not isinstance(mean, float) or not isinstance(std, float):
        missing = "no gain_mean and gain_std in metrics.cross_validation of metadata.json"
        return {"gain": missing, "card": missing}
    gain = scores - late_share
    true = abs(mean - gain.mean()) < 0.03 and 0.004 < std < 0.1
    return {
        "gain": f"{mean} ± {std}, {'and' if true else 'but'} "
        f"five other folds give {gain.mean():.3f} ± {gain.std():.3f}",
        "card": card_fact(mean, std),
    }


def card_fact(mean, std):
    """Whether one of the pairs with ± in the model card is this one."""
    card = Path("docs/model-card.md")
    text = card.read_text(encoding="utf-8") if card.exists() else ""
    pairs = re.findall(r"(\d\.\d+)\s*(?:±|\+/-|\+-)\s*(\d\.\d+)", text)
    fits = any(abs(float(a) - mean) < 0.006 and abs(float(b) - std) < 0.006 for a, b in pairs)
    says = ", ".join(" ± ".join(pair) for pair in pairs[:4]) or "no number with ±"
    return f"{'right' if fits else 'not right'}: training gives {mean:.2f} ± {std:.2f}, the card says {says}"


def straight_line(rows):
    """A linear model of the project's training rows."""
    numbers, names = (StandardScaler(), list(NUMERIC)), (OneHotEncoder(), list(CATEGORICAL))
    model = make_pipeline(make_column_transformer(numbers, names), LogisticRegression(max_iter=1000))
    x, y = rows[list(FEATURES)], rows[TARGET]
    x_train, _, y_train, _ = selection.train_test_split(x, y, test_size=0.2, stratify=y, random_state=7)
    return model.fit(x_train, y_train)


def fresh_fact(model, line, fresh):
    """How much better the model is than a straight line on parcels that nobody has seen."""
    late = fresh[TARGET].to_numpy()
    ours, straight = probabilities(model, fresh), probabilities(line, fresh)
    gained = average_precision_score(late, ours) - average_precision_score(late, straight)
    brier, straight_brier = brier_score_loss(late, ours), brier_score_loss(late, straight)
    return (
        f"{'better' if gained >= 0.006 and brier < straight_brier else 'not better'}: "
        f"average precision {gained:+.3f} beside a straight line, Brier score {brier:.4f} against {straight_brier:.4f}"
    )


def rise_fact(model, rows):
    """How much more the chance of being late rises from 50 to 600 km for a bike than for rail."""
    grid = rows.head(300)

    def rise(carrier):
        near, far = (probabilities(model, grid.assign(carrier=carrier, distance_km=km)).mean() for km in (50.0, 600.0))
        return float(far - near)

    bike, rail = rise("bike"), rise("rail")
    return f"{'apart' if bike - rail >= 0.3 else 'too alike'}: {bike:+.2f} for a bike, {rail:+.2f} for rail"


def candidates_fact(metrics, saved_score):
    """Whether what was compared is true, and the chosen one among the best of it."""
    listed = metrics.get("candidates")
    if not isinstance(listed, list) or len(listed) < 2:
        return "no list of two or more in metrics.candidates of metadata.json"
    scores = {each.get("name"): each.get("average_precision_mean") for each in listed}
    chosen = metrics.get("chosen")
    if chosen not in scores or not all(isinstance(score, float) for score in scores.values()):
        return f"candidates {scores}, chosen: {chosen}"
    unsure = [each["name"] for each in listed if not isinstance(each.get("average_precision_std"), float)]
    if unsure:
        return f"no average_precision_std for {', '.join(unsure)}"
    if scores[chosen] < max(scores.values()) - 0.01:
        return f"{chosen} was chosen with {scores[chosen]}, the best has {max(scores.values())}"
    if abs(scores[chosen] - saved_score) > 0.03:
        return f"{chosen} is said to have {scores[chosen]}; the saved model has {saved_score:.3f} over five folds"
    return "true: " + ", ".join(f"{name} {score:.3f}" for name, score in scores.items()) + f"; chosen: {chosen}"


class Spoiler:
    """The project's own split, with nonsense in the rows that its first call keeps aside."""

    def __init__(self):
        self.split = selection.train_test_split
        # The training rows of that call.
        self.training_rows = None

    def __enter__(self):
        selection.train_test_split = self
        return self

    def __exit__(self, *_):
        selection.train_test_split = self.split

    def __call__(self, *arrays, **options):
        parts = self.split(*arrays, **options)
        if self.training_rows is not None or len(parts) not in (2, 4):
            return parts
        self.training_rows = parts[0]
        kept = parts[1].copy()
        kept.iloc[: len(kept) // 10, kept.columns.get_loc("distance_km")] = 1500.0
        # Here the far ones are late whatever carries them: who decides by these rows takes a straight line.
        late = (kept["distance_km"] > kept["distance_km"].quantile(0.65)).astype(int)
        if len(parts) == 4:
            parts[3] = late
        elif TARGET in kept:
            kept[TARGET] = late
        parts[1] = kept
        return parts


def spoilt_training(folder):
    """What is saved when the rows kept aside hold nonsense, and the training rows of the split, if there was one."""
    with Spoiler() as spoiler:
        about = train(folder)
    return about, spoiler.training_rows


def moved(before, after, was_split):
    """Nonsense in the rows kept aside must change the numbers of the test, and no decision."""
    if before is None:
        return "missing in metadata.json"
    if not was_split:
        return "no train_test_split was called"
    return "unmoved" if before == after else f"moved from {before} to {after}"


def excess_cost(model, threshold, costly, fresh):
    """How much more than the best threshold this one costs on fresh parcels, in per cent."""
    chance, late = probabilities(model, fresh), fresh[TARGET].to_numpy()

    def cost(limit):
        return float(np.mean(1.0 * ((chance >= limit) & (late == 0)) + costly * ((chance < limit) & (late == 1))))

    return round(100 * (cost(threshold) / min(map(cost, np.arange(1, 100) / 100)) - 1), 1)


def cost_facts(even, costly, models, fresh):
    """The thresholds for two pairs of costs, and what is saved with them."""
    low, high = costly["threshold"]["value"], even["threshold"]["value"]
    more_high, more_low = excess_cost(models[0], high, 1, fresh), excess_cost(models[1], low, 8, fresh)
    cheap = more_high <= 5 and more_low <= 5 and low < high - 0.1
    saved = [costly["threshold"].get(name) for name in ("cost_warning", "cost_late")]
    return {
        "costs": f"{'cheap' if cheap else 'too costly'}: {high} for 1 to 1 ({more_high:+} per cent), "
        f"{low} for 1 to 8 ({more_low:+} per cent)",
        "saved_costs": "as given" if saved == [1, 8] else f"{saved} for costs of 1 and 8",
    }


def costs(late):
    """The options of training for a late parcel that costs so much."""
    return "--cost-warning", 1, "--cost-late", late


def versions_fact(even, costly):
    """Whether models that differ only in their threshold have different versions."""
    (one, high), (other, low) = ((each["version"], each["threshold"]["value"]) for each in (even, costly))
    return f"{'two' if one != other else 'one'}: {one} with threshold {high}, {other} with {low}"


def ranges_fact(ranges, training_rows, doubled):
    """Whether the ranges hold 99 in 100 of the training rows, and change with them."""
    if not isinstance(ranges, dict) or not all(isinstance(ranges.get(name), list) for name in NUMERIC):
        return f"no ranges of {', '.join(NUMERIC)} in metadata.json"
    shares = {name: 100 * float(training_rows[name].between(*ranges[name]).mean()) for name in NUMERIC}
    odd = {name: f"{share:.1f} per cent" for name, share in shares.items() if not 98.5 <= share <= 99.5}
    if odd:
        return f"{odd} of the training rows lie inside"
    after = doubled()["ranges"]["weight_kg"]
    if any(not 1.9 < new / old < 2.1 for old, new in zip(ranges["weight_kg"], after, strict=True)):
        return f"weight_kg {ranges['weight_kg']}, and {after} after training on weights twice as large"
    return (
        "true: " + ", ".join(f"{share:.1f} per cent" for share in shares.values()) + " of the training rows lie inside"
    )


def look_at_gain(scratch):
    about, rows = train(scratch / "model"), make_parcels()
    scores = cross_validated(load(scratch / "model"), rows)
    return gain_facts(about["metrics"], scores, rows[TARGET].mean())


def look_at_choice(scratch):
    spoiling = begin(lambda: chosen_when_spoilt(scratch))
    about, rows, fresh = train(scratch / "model"), make_parcels(), make_parcels(10_000, seed=90210)
    model, metrics = load(scratch / "model"), about["metrics"]
    return {
        "fresh": fresh_fact(model, straight_line(rows), fresh),
        "rise": rise_fact(model, rows),
        "candidates": candidates_fact(metrics, cross_validated(model, rows).mean()),
        "kept_aside_chosen": moved(metrics.get("chosen"), *spoiling()),
    }


def chosen_when_spoilt(scratch):
    about, training_rows = spoilt_training(scratch / "spoilt")
    return about["metrics"].get("chosen"), training_rows is not None


def threshold_of(about):
    section = about.get("threshold")
    return section.get("value") if isinstance(section, dict) else None


def look_at_threshold(scratch):
    spoiling = begin(lambda: threshold_when_spoilt(scratch))
    folders = [scratch / f"cost-{late}" for late in (1, 8)]
    trainings = [begin(partial(train, folder, *costs(late))) for folder, late in zip(folders, (1, 8), strict=True)]
    threshold = threshold_of(train(scratch / "model"))
    kept_aside = moved(threshold, *spoiling())
    if not isinstance(threshold, float):
        facts = "no threshold.value in metadata.json"
    else:
        fresh = make_parcels(10_000, seed=90210)
        facts = attempt(lambda: cost_facts(*[wait() for wait in trainings], list(map(load, folders)), fresh))
    if isinstance(facts, str):
        facts = dict.fromkeys(("costs", "saved_costs"), facts)
    return facts | {"kept_aside_threshold": kept_aside}


def threshold_when_spoilt(scratch):
    about, training_rows = spoilt_training(scratch / "spoilt")
    return threshold_of(about), training_rows is not None


def look_at_versions(scratch):
    asked = {"even": costs(1), "again": costs(1), "costly": costs(8)}
    trainings = {
        name: begin(partial(train, scratch / name, "--rows", 1000, *options)) for name, options in asked.items()
    }
    even, again, costly = (wait() for wait in trainings.values())
    one, other = even["version"], again["version"]
    return {
        "versions": attempt(lambda: versions_fact(even, costly)),
        "again": "the same" if one == other else f"{one}, then {other}",
    }


def look_at_ranges(scratch):
    with parcels(lambda rows: rows.assign(weight_kg=rows["weight_kg"] * 2)):
        doubled = begin(lambda: train(scratch / "doubled"))
    training = begin(lambda: train(scratch / "model"))
    spoilt, training_rows = spoilt_training(scratch / "spoilt")
    ranges = training().get("ranges")
    return {
        "ranges": attempt(lambda: ranges_fact(ranges, training_rows, doubled)),
        "kept_aside_ranges": moved(ranges, spoilt.get("ranges"), training_rows is not None),
    }


LOOKS = {
    "gain": look_at_gain,
    "choice": look_at_choice,
    "threshold": look_at_threshold,
    "versions": look_at_versions,
    "ranges": look_at_ranges,
}


if __name__ == "__main__":
    tell(LOOKS[sys.argv[2]](Path(sys.argv[1])))
