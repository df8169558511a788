"""An export goes into the database as it should."""

from collections.abc import Callable
from pathlib import Path

Ask = Callable[..., list[tuple[object, ...]]]


def test_what_comes_out_is_what_was_put_in(export: Callable[..., Path], load: Callable[..., int], ask: Ask) -> None:
    assert load(export({}, {"order_id": "A-2", "country": "UK", "currency": "GBP", "amount": "10.00"})) == 0
    # The pound is 1.17 euros in data/reference/rates.csv. Should this go red: who changed the rate?
    assert ask("SELECT order_id, ordered_on, country, euro_cents FROM orders ORDER BY order_id") == [
        ("A-1", "2026-10-05", "DE", 1990),
        ("A-2", "2026-10-05", "GB", 1170),
    ]


def test_an_order_that_is_there_twice_counts_once_and_the_newer_row_wins(
    export: Callable[..., Path], load: Callable[..., int], ask: Ask
) -> None:
    newer = {"status": "refunded", "updated_at": "2026-10-09T08:30:00Z"}
    assert load(export(newer, {}, {})) == 0
    assert ask("SELECT order_id, status FROM orders") == [("A-1", "refunded")]


def test_a_bad_row_stops_nobody(export: Callable[..., Path], load: Callable[..., int], ask: Ask) -> None:
    good = [{"order_id": f"A-{number}"} for number in range(2, 12)]
    assert load(export({"amount": "free"}, *good)) == 0
    assert ask("SELECT count(*) FROM orders") == [(10,)]


def test_a_refused_row_is_kept_with_its_line_and_reason(tmp_path: Path, export: Callable[..., Path], load: Callable[..., int], ask: Ask) -> None:
    source = export({"amount": "free"}, *({"order_id": f"A-{number}"} for number in range(2, 12)))
    text = source.read_text(encoding="utf-8")
    # An empty line is no row, but counts as a line.
    source.write_text(text.replace("A-2,", "\nA-2,") + "A-20,C0001,2026-10-05\n", encoding="utf-8")
    assert load(source) == 0
    assert [row[:3] for row in ask("SELECT * FROM rejected ORDER BY line")] == [
        ("orders.csv", 2, "amount: 'free' is not an amount"),
        ("orders.csv", 14, "fields: 3 instead of 8"),
    ]
    assert ask("SELECT raw FROM rejected WHERE line = 14") == [("A-20,C0001,2026-10-05",)]


def test_loading_twice_changes_nothing(export: Callable[..., Path], load: Callable[..., int], ask: Ask) -> None:
    source = export({"order_id": "A-99", "amount": "free"}, *({"order_id": f"A-{number}"} for number in range(10)))
    assert load(source) == 0
    before = ask("SELECT * FROM orders"), ask("SELECT * FROM rejected")
    assert load(source) == 0
    assert (ask("SELECT * FROM orders"), ask("SELECT * FROM rejected")) == before


def test_the_latest_news_wins_whatever_the_order_of_the_files(export: Callable[..., Path], load: Callable[..., int], ask: Ask) -> None:
    old = export({}, {"order_id": "A-2"}, name="old.csv")
    new = export({"status": "refunded", "updated_at": "2026-11-05T08:30:00Z"}, name="new.csv")
    for source in (old, new, old):
        assert load(source) == 0
    assert ask("SELECT order_id, status FROM orders ORDER BY order_id") == [("A-1", "refunded"), ("A-2", "paid")]


def test_a_repaired_row_is_no_longer_refused(export: Callable[..., Path], load: Callable[..., int], ask: Ask) -> None:
    good = [{"order_id": f"A-{number}"} for number in range(2, 12)]
    for amount, refused in (("free", 1), ("19.90", 0)):
        assert load(export({"amount": amount}, *good)) == 0
        assert ask("SELECT count(*) FROM rejected") == [(refused,)]
