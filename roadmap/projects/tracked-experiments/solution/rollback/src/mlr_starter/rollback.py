"""Make the champion before the champion again.

Run it: python tasks.py rollback "why"
"""

import argparse

from .errors import ProblemError, end
from .registry import CHAMPION, MODEL, champion
from .tracking import connect, explained


def rollback(why: str) -> tuple[str, str]:
    """Move the alias back; gives the version that it left and the one that it came to.

    The way back is what promotion wrote down, not the number before: that may have been refused.
    """
    client = connect()
    now = champion(client)
    if now is None:
        raise ProblemError("There is no champion to take back.")
    before = now.tags.get("champion_before")
    if not before:
        raise ProblemError(f"Version {now.version} is the first champion: there is none before it.")
    client.set_model_version_tag(MODEL, now.version, "rolled_back", why)
    client.set_registered_model_alias(MODEL, CHAMPION, before)
    return str(now.version), before


def main(argv: list[str] | None = None) -> int:
    """Roll back, and say from where to where."""
    parser = argparse.ArgumentParser(prog="rollback", description="Make the champion before the champion again.")
    parser.add_argument("why", help="what was wrong with it, for those who ask later")
    options = parser.parse_args(argv)
    with explained():
        left, now = rollback(options.why)
    print(f"Version {now} is the {CHAMPION} again; version {left} was taken back: {options.why}")
    return 0


if __name__ == "__main__":
    end(main)
