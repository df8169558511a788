"""Loads an export with faulty rows, and tells what is then in the table of refused rows."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from verify_tools import COLUMNS, ids, must_load, order, rejected, tell

# For each line that must be refused: what its reason begins with, and a value that it keeps.
WANTED = {
    3: ("amount", "free"),
    6: ("ordered_at", "2026-02-30"),
    7: ("country", "Atlantis"),
    8: ("customer_id", "A-8"),
    9: ("fields", "A-9"),
    10: ("fields", "extra"),
}


def line(number, **changes):
    """A row of an export as a line of text; none of its values needs quotes."""
    return ",".join(order(number, **changes).values())


def sample(path):
    """Write an export with an empty line and six faulty rows; each has the number of its line as its order's."""
    lines = [
        ",".join(COLUMNS),
        line(1),
        line(3, amount="free"),
        "",
        line(2),
        line(6, ordered_at="2026-02-30"),
        line(7, country="Atlantis"),
        line(8, customer_id=""),
        "A-9,C0009,2026-10-05",
        line(10) + ",extra",
        *(line(number) for number in range(100, 140)),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return path


def schema_columns():
    """The columns of the table that sql/schema.sql creates, in words."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.executescript(Path("sql", "schema.sql").read_text(encoding="utf-8"))
        except sqlite3.Error as error:
            return f"sql/schema.sql: {error}"
        names = [row[1] for row in connection.execute("PRAGMA table_info(rejected)")]
    missing = [name for name in ("source", "line", "reason", "raw") if name not in names]
    if not names:
        return "sql/schema.sql creates no table rejected"
    return f"without {', '.join(missing)}" if missing else "source, line, reason, raw"


def look(found):
    """What is told about refused rows, by facts."""
    by_line = {row[1]: row for row in found}
    sources = ", ".join(sorted({str(row[0]) for row in found}))
    facts = {
        "lines": f"{', '.join(map(str, sorted(by_line)))} of {sources}",
        "reasons": "as they should be",
        "raw": "as they stood there",
    }
    for number, (reason, value) in reversed(WANTED.items()):
        # A row is known by its order, as its line may be the very thing that is wrong.
        row = next((each for each in found if f"A-{number}" in str(each[3])), by_line.get(number))
        if row and not str(row[2]).startswith(reason):
            facts["reasons"] = f"line {row[1]}: {row[2]}"
        if row and value not in str(row[3]):
            facts["raw"] = f"line {row[1]}: {row[3]}"
    return facts


def main():
    database = Path(sys.argv[1]) / "orders.db"
    must_load(sample(database.with_name("bad.csv")), database)
    found = rejected(database)
    if not found:
        facts = dict.fromkeys(("lines", "reasons", "raw"), "it is empty")
    elif len(found[0]) != 4:
        facts = dict.fromkeys(("lines", "reasons", "raw"), str(found[0][0]))
    else:
        facts = look(found)
    loaded = ids(database).split()
    count = f"{len(loaded)} orders" + (", with A-10" if "A-10" in loaded else "")
    tell(facts | {"table": schema_columns(), "orders": count})


if __name__ == "__main__":
    main()
