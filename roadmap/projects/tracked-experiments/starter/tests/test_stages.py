"""The three stages: a fair division, a model that is worth something, metrics that can be trusted."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mlr_starter import places
from mlr_starter.data import read_table
from mlr_starter.errors import ProblemError
from mlr_starter.evaluate import evaluate
from mlr_starter.make_customers import make_customers
from mlr_starter.params import read_params
from mlr_starter.prepare import divide, prepare
from mlr_starter.train import train


def run_stages() -> dict[str, dict[str, float]]:
    prepare()
    train(read_params()["train"])
    return evaluate()


def test_a_customer_is_in_one_part_and_stays_there(project: Path) -> None:
    table = read_table(places.raw())
    parts = divide(table, 0.2, 0.2)
    assert sum(map(len, parts.values())) == len(table)
    assert all(0.15 < len(parts[name]) / len(table) < 0.25 for name in ("valid", "test"))
    later = divide(table.iloc[::-3], 0.2, 0.2)
    assert set(later["test"]["customer_id"]) <= set(parts["test"]["customer_id"])


@pytest.mark.parametrize("model", ["linear", "forest"])
def test_each_model_beats_the_baseline(project: Path, change: Callable[..., None], model: str) -> None:
    change(train={"model": model, "trees": 20})
    metrics = run_stages()
    assert metrics["valid"]["average_precision"] > metrics["baseline"]["average_precision"] + 0.1
    assert json.loads(places.metrics().read_text(encoding="utf-8")) == metrics
    assert len(pd.read_csv(places.curve())) == 50


def test_twice_gives_the_same(project: Path, change: Callable[..., None]) -> None:
    change(train={"model": "forest", "trees": 5})
    assert run_stages() == run_stages()


def test_a_stage_says_what_it_lacks(project: Path) -> None:
    with pytest.raises(ProblemError, match=r"model\.skops is not there"):
        prepare()
        evaluate()
    places.raw().unlink()
    with pytest.raises(ProblemError, match=r"customers\.csv is not there.*tasks\.py data"):
        prepare()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not a table"),
        ("customer_id,plan\nC1,basic\n", "lacks the columns"),
        ("{head}\nC1,many,1,1,1,1,basic,0\n", "could not convert"),
        ("{head}\nC1,,1,1,1,1,basic,0\n", "empty cells"),
    ],
)
def test_a_broken_table_is_refused(project: Path, text: str, problem: str) -> None:
    head = make_customers(1).splitlines()[0]
    places.raw().write_text(text.replace("{head}", head), encoding="utf-8")
    with pytest.raises(ProblemError, match=problem):
        read_table(places.raw())


@pytest.mark.parametrize("text", ["train: [", "train: {}", "other: 1", ""])
def test_broken_parameters_are_refused(project: Path, text: str) -> None:
    (project / "params.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError, match=r"params\.yaml"):
        read_params()


def test_an_unknown_model_is_refused(project: Path, change: Callable[..., None]) -> None:
    change(train={"model": "oracle"})
    with pytest.raises(ProblemError, match="oracle"):
        run_stages()
