"""Facts about a release while the service is sick: wholly, only at /health, or only at /predict."""

import os
import sys
from pathlib import Path

from verify_tools import PACKAGE, last, need, run, tell, train

WAYS = {"wholly": "/health /predict", "health": "/health", "predict": "/predict"}


def make_sick():
    """Lay the sick service, which came with this program, in the place of the project's."""
    service = Path("src") / PACKAGE / "service.py"
    service.rename(service.with_name("well_service.py"))
    service.with_name("sick_service.py").rename(service)


def release(model, registry):
    """Try to release: "refused", or what happened."""
    code, said = run("release", model, "--registry", registry)
    pointer = registry / "current"
    if code != 0 and not pointer.exists():
        return f"refused: {last(said, 2)}"
    return f"exit code {code}, and current {'names a release' if pointer.exists() else 'is not there'}"


def main(scratch):
    need("release")
    train(scratch / "model", "--rows", 1000)
    make_sick()
    facts = {}
    for name, paths in WAYS.items():
        os.environ["VERIFY_SICK_PATHS"] = paths
        facts[name] = release(scratch / "model", scratch / f"registry-{name}")
    tell(facts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
