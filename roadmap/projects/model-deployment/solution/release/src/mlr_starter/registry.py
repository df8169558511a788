"""Released models, side by side: registry/<version>/, and a file that names the one in use.

Going back means naming another folder, so it takes no training, no build and no copy.
"""

import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .artifact import CURRENT, METADATA_FILE, MODEL_FILE

HISTORY = "history.jsonl"


@dataclass(frozen=True)
class Registry:
    """A folder of released models."""

    folder: Path

    def current(self) -> str | None:
        """The version in use; None before the first release."""
        path = self.folder / CURRENT
        return path.read_text(encoding="utf-8").strip() if path.is_file() else None

    def place_of(self, version: str) -> Path:
        """The folder of one version."""
        return self.folder / version

    def add(self, candidate: Path, version: str) -> None:
        """Keep a model under its version; what was kept before is never written over."""
        target = self.place_of(version)
        if target.exists():
            return
        # A copy that breaks off must not look like a model.
        unfinished = target.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for name in (MODEL_FILE, METADATA_FILE):
            shutil.copy2(candidate / name, unfinished / name)
        unfinished.rename(target)

    def switch(self, version: str, action: str) -> None:
        """Put a version into use, and write down when and why."""
        before = self.current()
        unfinished = self.folder / f"{CURRENT}.part"
        unfinished.write_text(version + "\n", encoding="utf-8")
        # In one move: a service that starts just now finds the old version or the new one.
        os.replace(unfinished, self.folder / CURRENT)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"at": now, "action": action, "version": version, "before": before}
        with (self.folder / HISTORY).open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
