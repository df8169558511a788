"""A row becomes a clean order, or says why not."""

import pytest

from mlr_starter.clean import BadRowError, clean, to_cents, to_date
from mlr_starter.reference import read_reference

REFERENCE = read_reference()


@pytest.mark.parametrize(
    ("text", "cents"),
    [("19.90", 1990), ("19,90", 1990), ("1,299.00", 129900), ("1.299,00", 129900), ("€ 5", 500), ("12.5", 1250)],
)
def test_amounts_in_every_spelling(text: str, cents: int) -> None:
    assert to_cents(text) == cents


@pytest.mark.parametrize("text", ["", "free", "-5.00", "1.2.3", "19.9056"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadRowError, match="amount"):
        to_cents(text)


@pytest.mark.parametrize("text", ["2026-10-05", "05.10.2026", "2026/10/05"])
def test_dates_in_every_spelling(text: str) -> None:
    assert to_date(text) == "2026-10-05"


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "10/05/2026"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadRowError, match="ordered_at"):
        to_date(text)


def test_spaces_and_capitals_do_not_matter(order: dict[str, str]) -> None:
    untidy = order | {"order_id": " a-1", "country": " germany ", "status": "PAID", "currency": "eur"}
    assert clean(untidy, REFERENCE) == clean(order, REFERENCE)


def test_euros_are_rounded_to_the_cent(order: dict[str, str]) -> None:
    swiss = clean(order | {"currency": "CHF", "amount": "0.10"}, REFERENCE)
    # 10.5 cents: a half goes up.
    assert (swiss.amount_cents, swiss.euro_cents) == (10, 11)


@pytest.mark.parametrize(
    ("column", "value"),
    [("order_id", " "), ("customer_id", ""), ("country", "Atlantis"), ("currency", "XXX"), ("status", "n/a"), ("updated_at", "late")],
)
def test_the_reason_names_the_column(order: dict[str, str], column: str, value: str) -> None:
    with pytest.raises(BadRowError, match=f"^{column}: "):
        clean(order | {column: value}, REFERENCE)


def test_a_row_that_stops_early_is_refused() -> None:
    with pytest.raises(BadRowError):
        clean({"order_id": "A-1", "customer_id": None}, REFERENCE)
