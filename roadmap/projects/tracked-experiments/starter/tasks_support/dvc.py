"""What DVC needs around it."""

import hashlib
import json
import sys
import time
from pathlib import Path

from .places import ROOT


def repair_locks() -> None:
    """Remove the list of DVC's locks when it cannot be read: a run was ended while it was written."""
    locks = ROOT / ".dvc" / "tmp" / "rwlock"
    # Writing takes less than a second, so no other run is writing it now.
    if locks.exists() and time.time() - locks.stat().st_mtime > 1:
        try:
            json.loads(locks.read_bytes())
        except ValueError:
            locks.unlink()
            print(f"Removed {locks.relative_to(ROOT)}, left half written by a run that was ended.", file=sys.stderr)


def is_named_by(pointer: Path, file: Path) -> bool:
    """Whether a file is of the version that its pointer names."""
    made = hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()
    return made in pointer.read_text(encoding="utf-8")
