"""The shipped exports are what the data card says."""

from mlr_starter.make_orders import make_exports
from mlr_starter.reference import ROOT


def test_the_seed_gives_the_shipped_files() -> None:
    for name, text in make_exports().items():
        assert (ROOT / "data" / "raw" / name).read_text(encoding="utf-8") == text, f"make them again: python tasks.py data ({name})"


def test_another_seed_gives_others() -> None:
    assert make_exports(seed=3) != make_exports(seed=4)
