"""One row of an export becomes one clean order, or a reason why not.

Nothing here reads a file or knows of a database, so every rule can be tested with one line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from .reference import Reference

COLUMNS = ("order_id", "customer_id", "ordered_at", "country", "currency", "amount", "status", "updated_at")
STATUSES = ("cancelled", "paid", "refunded", "shipped")
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d")
# 19.90, 19,90, 1,299.00, 1.299,00, € 5: whole units in groups of three or in one, then perhaps cents.
AMOUNT = re.compile(r"[€$£]?\s*(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class BadRowError(ValueError):
    """Why a row cannot become an order: the column, and what is wrong with it."""


@dataclass(frozen=True)
class Order:
    """An order as the database keeps it. Money is whole cents: adding up floats loses some."""

    order_id: str
    customer_id: str
    ordered_on: str
    country: str
    currency: str
    amount_cents: int
    euro_cents: int
    status: str
    updated_at: str


def clean(row: Mapping[str, str | None], reference: Reference) -> Order:
    """Make an order of one row; raise BadRowError where a value cannot be trusted."""
    text = {name: " ".join((row.get(name) or "").split()) for name in COLUMNS}
    for name in ("order_id", "customer_id"):
        if not text[name]:
            raise BadRowError(f"{name}: missing")
    country = reference.countries.get(text["country"].casefold())
    if country is None:
        raise BadRowError(f"country: {text['country']!r} is no country that we know")
    currency = text["currency"].upper()
    if currency not in reference.rates:
        raise BadRowError(f"currency: there is no rate for {currency!r}")
    status = text["status"].lower()
    if status not in STATUSES:
        raise BadRowError(f"status: {text['status']!r} is none of {', '.join(STATUSES)}")
    if not MOMENT.fullmatch(text["updated_at"]):
        raise BadRowError(f"updated_at: {text['updated_at']!r} is not like 2026-10-05T08:30:00Z")
    cents = to_cents(text["amount"])
    euros = (cents * reference.rates[currency]).quantize(Decimal(1), ROUND_HALF_UP)
    return Order(
        order_id=text["order_id"].upper(),
        customer_id=text["customer_id"].upper(),
        ordered_on=to_date(text["ordered_at"]),
        country=country,
        currency=currency,
        amount_cents=cents,
        euro_cents=int(euros),
        status=status,
        updated_at=text["updated_at"],
    )


def to_cents(text: str) -> int:
    """1299.00 in any of the spellings that the shops use, as 129900."""
    found = AMOUNT.fullmatch(text)
    if not found:
        raise BadRowError(f"amount: {text!r} is not an amount")
    whole, cents = found.groups(default="")
    return int(re.sub(r"[.,]", "", whole)) * 100 + int(cents.ljust(2, "0"))


def to_date(text: str) -> str:
    """A date in one of the three spellings, as 2026-10-05; a day that does not exist is refused."""
    for form in DATES:
        try:
            return datetime.strptime(text, form).strftime("%Y-%m-%d")
        except ValueError:
            continue
    raise BadRowError(f"ordered_at: {text!r} is not a date")
