"""Go back to a model that was in use before. It asks nobody, because it is for when things burn.

Run it: python tasks.py rollback, or with --to VERSION for a certain one.
"""

import argparse
import sys
from pathlib import Path

from .artifact import ModelUnavailableError, load_model
from .registry import Registry


class NoWayBackError(Exception):
    """There is no such version to go back to."""


def roll_back(registry: Registry, to: str | None = None) -> str:
    """Put an earlier version into use; return it. What is wrong is left where it is, to be studied.

    Raises NoWayBackError or ModelUnavailableError, and then has changed nothing.
    """
    known = registry.released()
    if to is not None and to not in known:
        raise NoWayBackError(f"{to} was never released; there are {', '.join(known) or 'none'}")
    trail = registry.trail()
    if to is None and len(trail) < 2:
        raise NoWayBackError("no model was in use before this one")
    target = to or trail[-2]
    # The one look that is quick: whether the files are those that were saved.
    load_model(registry.place_of(target))
    registry.switch(target, "rollback")
    return target


def main(argv: list[str] | None = None) -> int:
    """Go back, and say what is in use now."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", metavar="VERSION", help="otherwise the one before the current")
    parser.add_argument("--registry", type=Path, default=Path("registry"),
                        help="folder of the released models")  # fmt: skip
    options = parser.parse_args(argv)
    registry = Registry(options.registry)
    before = registry.current()
    try:
        version = roll_back(registry, options.to)
    except (NoWayBackError, ModelUnavailableError) as error:
        print(f"Not rolled back: {error}. In use: {before or 'nothing'}.", file=sys.stderr)
        return 1
    print(f"In use: {version}; before: {before}. Restart the service to use it.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
