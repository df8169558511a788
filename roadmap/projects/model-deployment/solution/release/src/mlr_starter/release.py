"""Release a model: gate, health, then the switch; whatever fails leaves the old model in use.

Run it: python tasks.py release [CANDIDATE], a folder with a trained model.
"""

import argparse
import sys
from pathlib import Path

from . import gate
from .artifact import ModelUnavailableError, load_model
from .health import UnhealthyError, check_health
from .registry import Registry


def release(candidate: Path, registry: Registry) -> str:
    """Put the model in `candidate` into use; return its version.

    Raises ModelUnavailableError, RefusedError or UnhealthyError, and then has changed nothing.
    """
    model = load_model(candidate)
    current = registry.current()
    if current == model.version:
        return current
    if current is not None:
        verdict = gate.compare(model.pipeline, load_model(registry.folder).pipeline)
        print(verdict)
        if not verdict.passed:
            raise RefusedError("the gate refused it")
    check_health(candidate, model.version)
    registry.add(candidate, model.version)
    # What was copied is what was tried.
    load_model(registry.place_of(model.version))
    registry.switch(model.version, "release")
    return model.version


class RefusedError(Exception):
    """The candidate is worse than the model in use."""


def main(argv: list[str] | None = None) -> int:
    """Release, and say what is in use now."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("candidate", type=Path, nargs="?", default=Path("models"),
                        help="folder of the new model")  # fmt: skip
    parser.add_argument("--registry", type=Path, default=Path("registry"),
                        help="folder of the released models")  # fmt: skip
    options = parser.parse_args(argv)
    registry = Registry(options.registry)
    before = registry.current()
    try:
        version = release(options.candidate, registry)
    except (ModelUnavailableError, RefusedError, UnhealthyError) as error:
        print(f"Not released: {error}. In use: {before or 'nothing'}.", file=sys.stderr)
        return 1
    if version == before:
        print(f"{version} is in use already.")
    else:
        print(f"Released {version}; before: {before or 'nothing'}. Restart the service to use it.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
