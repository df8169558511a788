"""The way back leads over refused versions, to whoever was champion before."""

from pathlib import Path

import pytest

from mlr_starter import tracking
from mlr_starter.errors import ProblemError
from mlr_starter.predict import main as predict
from mlr_starter.registry import CHAMPION, MODEL, champion
from mlr_starter.rollback import rollback


@pytest.fixture
def versions(repository: Path) -> None:
    """Version 1 was champion, 2 was refused, 3 is champion after 1."""
    client = tracking.connect()
    client.create_registered_model(MODEL)
    source = (repository / "model").as_uri()
    for tags in ({"gate": "passed"}, {"gate": "refused"}, {"gate": "passed", "champion_before": "1"}):
        version = client.create_model_version(MODEL, source, tags=tags).version
    client.set_registered_model_alias(MODEL, CHAMPION, version)


def test_it_goes_to_the_champion_before_and_no_further(versions: None) -> None:
    assert rollback("calls everybody") == ("3", "1")
    client = tracking.connect()
    now = champion(client)
    assert now is not None and str(now.version) == "1"
    assert client.get_model_version(MODEL, "3").tags["rolled_back"] == "calls everybody"
    with pytest.raises(ProblemError, match="none before it"):
        rollback("again")


def test_without_a_champion_it_is_said(repository: Path) -> None:
    with pytest.raises(ProblemError, match="no champion"):
        rollback("why")
    with pytest.raises(ProblemError, match="no champion"):
        predict(["customers.csv"])
