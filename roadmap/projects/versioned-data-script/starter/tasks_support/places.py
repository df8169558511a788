"""Where the project's environment is, and which Python may make it."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements-dev.txt"
STAMP = VENV / ".installed"
OLDEST, NEWEST = (3, 11), (3, 13)
