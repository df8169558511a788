"""The queries answer what they are asked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlr_starter.report import main, names


@pytest.fixture(autouse=True)
def three_orders(export: Callable[..., Path], load: Callable[..., int]) -> None:
    """Two orders that count and one that was cancelled."""
    november = {"order_id": "A-2", "ordered_at": "2026-11-02", "amount": "0.10"}
    assert load(export({}, november, {"order_id": "A-3", "status": "cancelled"})) == 0


def test_revenue_leaves_out_what_was_cancelled(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["revenue_by_month", "--db", str(database)]) == 0
    assert capsys.readouterr().out.splitlines()[-3:] == ["month,country,orders,revenue", "2026-10,DE,1,19.9", "2026-11,DE,1,0.1"]


@pytest.mark.parametrize("change", [{"status": "refunded"}, {"customer_id": "TEST-1"}])
def test_revenue_leaves_out_refunds_and_our_own_staff(
    change: dict[str, str], export: Callable[..., Path], load: Callable[..., int], database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(export({"order_id": "A-4", "ordered_at": "2026-12-01"} | change)) == 0
    assert main(["revenue_by_month", "--db", str(database)]) == 0
    assert "2026-12" not in capsys.readouterr().out


def test_the_orders_of_a_customer_since_a_day(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["customer_orders", "--db", str(database), "--set", "customer=c0001", "--set", "since=2026-11-02"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "A-2,2026-11-02,paid,0.1"


@pytest.mark.parametrize("name", names())
def test_every_query_has_a_plan(name: str, database: Path) -> None:
    assert main([name, "--db", str(database), "--plan"]) == 0


def test_a_value_that_is_missing_is_said(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["customer_orders", "--db", str(database)]) == 1
    assert "customer_orders.sql" in capsys.readouterr().err


def test_without_a_database_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["revenue_by_month", "--db", str(tmp_path / "none.db")]) == 1
    assert "python tasks.py run" in capsys.readouterr().err
