"""The project's own check: style, types, tests and coverage. The same runs in CI and before a commit."""

from .environment import need_environment
from .places import PYTHON
from .running import run

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest", "-q", "--cov"),
)


def check() -> int:
    """Look at style and types, and run the tests with their coverage."""
    need_environment()
    for arguments in CHECKS:
        code = run(str(PYTHON), "-m", *arguments)
        if code != 0:
            print(f"Not green yet: {' '.join(arguments)} found something above.")
            if arguments[0] == "ruff":
                print("This corrects most of it: python tasks.py format")
            return code
    print("All green.")
    return 0


def tidy() -> int:
    """Format the code, and apply the linter's own corrections."""
    need_environment()
    return run(str(PYTHON), "-m", "ruff", "check", "--fix", ".") or run(str(PYTHON), "-m", "ruff", "format", ".")


def hooks() -> int:
    """Let Git run the check before each commit; it needs no network."""
    need_environment()
    return run(str(PYTHON), "-m", "pre_commit", "install")
