"""Do the task that the command line names."""

import sys
from collections.abc import Callable, Mapping

from .running import listen

Tasks = Mapping[str, Callable[..., int]]


def main(tasks: Tasks, text: str) -> int:
    """Do the task that the command line names; text explains all of them."""
    listen()
    task = tasks.get(sys.argv[1]) if len(sys.argv) > 1 else None
    if task is None:
        print(text)
        return 0 if sys.argv[1:] in ([], ["help"]) else 2
    try:
        return task(*sys.argv[2:])
    except KeyboardInterrupt:
        print("\nStopped. The same command starts it again.", file=sys.stderr)
        return 130
