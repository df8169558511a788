"""Loads an export with faulty rows, and tells what is then in the table of refused rows."""

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from verify_tools import CLEAN, COLUMNS, differing, last, load, order, rejected, rows, tell

KEPT = ("source", "line", "reason", "raw")
NEWS = "2026-10-09T08:30:00Z"
# For each line that must be refused: what its reason begins with, and the row.
REFUSED = {
    3: ("amount", order(3, amount="free")),
    6: ("ordered_at", order(6, ordered_at="2026-02-30", amount="1,299.00")),
    7: ("country", order(7, country="Atlantis", status="PAID")),
    8: ("customer_id", order(8, customer_id="")),
    9: ("fields", {"order_id": "a-9", "customer_id": "C0009", "ordered_at": "2026-10-05"}),
    10: ("fields", order(10) | {"too many": "extra"}),
    13: ("order_id", order("", order_id="", customer_id="C0013")),
    14: ("currency", order(14, currency="XAU")),
    15: ("status", order(15, status="lost")),
    16: ("updated_at", order(16, updated_at="yesterday")),
}
WANTED = f"lines {', '.join(map(str, REFUSED))} of bad.csv"


def line(row):
    """A row of an export as text."""
    return ",".join(f'"{value}"' if "," in value else value for value in row.values())


def sample(path):
    """Write an export as Excel does, with three empty lines and ten faulty rows among good ones."""
    good = [
        order(1, amount="1,299.00"),
        order(2),
        *(order(number) for number in range(100, 160)),
        # The newer row of an order is what it is, wherever it stands.
        order(100, status="refunded", updated_at=NEWS),
        order(101, status="refunded", updated_at="2026-10-01T08:30:00Z"),
    ]
    lines = [",".join(COLUMNS)]
    waiting = iter(good)
    for number in range(2, 17):
        if number in (4, 11, 12):
            lines.append("")
        else:
            lines.append(line(REFUSED[number][1] if number in REFUSED else next(waiting)))
    lines += map(line, waiting)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig", newline="\r\n")
    return path


def wanted_orders():
    """The orders that are in the sample, by the columns of the table."""
    moment = "2026-10-05T08:30:00Z"
    usual = ("C0001", "2026-10-05", "DE", "EUR", 1990, 1990, "paid", moment)
    found = {f"A-{number}": (f"A-{number}", *usual) for number in (1, 2, *range(100, 160))}
    found["A-1"] = ("A-1", "C0001", "2026-10-05", "DE", "EUR", 129900, 129900, "paid", moment)
    found["A-100"] = ("A-100", "C0001", "2026-10-05", "DE", "EUR", 1990, 1990, "refunded", NEWS)
    return found


def schema():
    """Whether sql/schema.sql creates the table, in words."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.executescript(Path("sql", "schema.sql").read_text(encoding="utf-8"))
        except sqlite3.Error as error:
            return f"not to be run: {error}"
        names = [row[1] for row in connection.execute("PRAGMA table_info(rejected)")]
    missing = [name for name in KEPT if name not in names]
    if not names:
        return "without the table rejected"
    return f"without the column {missing[0]}" if missing else "complete"


def places(found):
    """The lines and files of the refused rows, in words."""
    sources = sorted({str(row[0]) for row in found})
    lines = sorted((row[1] for row in found), key=lambda each: str(each).zfill(9))
    lines = [int(each) if str(each).isdigit() else each for each in lines]
    if sources == ["bad.csv"] and lines == sorted(REFUSED):
        return WANTED
    if sources != ["bad.csv"]:
        return f"of {' and '.join(sources)}, not of bad.csv"
    missing = [f"without line {number}" for number in REFUSED if number not in lines]
    extra = [f"with line {number}" for number in lines if number not in REFUSED]
    twice = [f"with line {number} twice" for number in lines if lines.count(number) > 1]
    return ", ".join([*missing[:2], *extra[:2], *twice[:1]])


def whole(raw, row):
    """What is wrong with the raw text of a row, in words; None when it holds each value as it stands."""
    values = [value for value in row.values() if value]
    for place, value in enumerate(values, start=1):
        if not re.search(rf"(?<![\w.-]){re.escape(value)}(?![\w.-])", raw):
            return f"lacks its {'last ' if place == len(values) else ''}field “{value}”: {raw}"
    return "ends with a line break" if raw.endswith(("\r", "\n")) else None


def look(found):
    """What is told about refused rows, by facts."""
    facts = {"the table rejected": places(found), "each reason": "right", "each raw": "whole"}
    for number, (reason, row) in reversed(REFUSED.items()):
        # A row is known by its order or customer, as its line may be the very thing that is wrong.
        known = row["order_id"] or row["customer_id"]
        one = next((each for each in found if known in str(each[3])), None)
        one = one or next((each for each in found if each[1] == number), None)
        if one is None:
            continue
        if not str(one[2]).startswith(reason):
            facts["each reason"] = f"wrong: line {one[1]} says “{one[2]}”"
        lacking = whole(str(one[3]), row)
        if lacking:
            facts["each raw"] = f"not as in the file: line {one[1]} {lacking}"
    return facts


def others(database):
    """What became of the good rows, in words."""
    found = {row[0]: row for row in rows(database, f"SELECT {', '.join(CLEAN)} FROM orders")}
    wanted = wanted_orders()
    more = [key for key in found if key not in wanted]
    if more:
        return f"with {more[0]}, which is refused"
    if len(found) < len(wanted):
        return f"{len(found)} of {len(wanted)} orders"
    return differing(found, wanted) or "loaded as before"


def summary(out):
    """The numbers in the last line that a load prints, in words."""
    numbers = re.findall(r"\d+", last(out, 1))
    return "{} rows, {} orders, {} refused".format(*numbers) if len(numbers) == 3 else last(out, 1) or "nothing"


def main():
    database = Path(sys.argv[1]) / "orders.db"
    code, out, err = load(sample(database.with_name("bad.csv")), database)
    found = rejected(database)
    if code:
        facts = dict.fromkeys(("the table rejected", "each reason", "each raw"), f"not there: {last(err, 1)}")
    elif not found:
        facts = dict.fromkeys(("the table rejected", "each reason", "each raw"), "empty")
    elif len(found[0]) != len(KEPT):
        facts = dict.fromkeys(("the table rejected", "each reason", "each raw"), f"not there: {found[0][0]}")
    else:
        facts = look(found)
    facts |= {"sql/schema.sql": schema(), "the rest of the file": others(database), "what it prints": summary(out)}
    tell(facts)


if __name__ == "__main__":
    main()
