"""The shipped data is what its seed makes."""

from pathlib import Path

from mlr_starter.make_customers import main, make_customers


def test_the_seed_decides() -> None:
    assert make_customers(50) == make_customers(50) != make_customers(50, seed=8)


def test_more_customers_begin_with_the_same(tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    assert main(["--rows", "30", "--out", str(file)]) == 0
    assert make_customers(60).startswith(file.read_bytes().decode())
