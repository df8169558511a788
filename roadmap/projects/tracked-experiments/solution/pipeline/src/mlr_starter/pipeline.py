"""The three stages of dvc.yaml: what is up to date is not done again.

Run it: python tasks.py run
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from . import places
from .errors import ProblemError, end
from .evaluate import Metrics


def run_dvc(*arguments: str, cwd: Path | None = None) -> str:
    """Run DVC in a project's folder; gives what it printed, or its last words as a problem."""
    root = cwd or places.ROOT
    environment = os.environ | {
        "PYTHONPATH": str(root / "src"),
        "PYTHONUTF8": "1",
        "DVC_NO_ANALYTICS": "1",
        # The stages say python; it must be the one that runs here.
        "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", ""),
    }
    command = [sys.executable, "-m", "dvc", *arguments]
    # The command is ours, given as a list: no shell takes part.
    ran = subprocess.run(command, cwd=root, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    if ran.returncode != 0:
        said = (ran.stderr or ran.stdout).strip().splitlines()
        raise ProblemError("\n".join([f"dvc {' '.join(arguments)} did not succeed:", *said[-8:]]))
    return ran.stdout


def run_pipeline() -> Metrics:
    """Bring prepare, train and evaluate up to date; gives the metrics."""
    print(run_dvc("repro"), end="", file=sys.stderr)
    return json.loads(places.metrics().read_text(encoding="utf-8"))


def main() -> int:
    """Run the stages and print the metrics."""
    print(json.dumps(run_pipeline()))
    return 0


if __name__ == "__main__":
    end(main)
