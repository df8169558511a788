"""Problems that a user can fix are said in a sentence, without a traceback."""

import sys
from collections.abc import Callable


class ProblemError(Exception):
    """Something is wrong, and the message says how to fix it."""


def end(main: Callable[[], int]) -> None:
    """Run a command's main and end with its exit code; a known problem ends with 1 and its sentence."""
    try:
        code = main()
    except ProblemError as problem:
        print(problem, file=sys.stderr)
        code = 1
    raise SystemExit(code)
