"""What the checks of the Go twin share: how it is built."""

import os
import re
from pathlib import Path

from verify_tools import command, last


def build(folder):
    """Build the twin into a folder, or end with the compiler's words, their places seen from the project."""
    if not Path("go", "cmd", "orders").is_dir():
        raise SystemExit("there is no folder go/cmd/orders")
    program = Path(folder) / ("orders.exe" if os.name == "nt" else "orders")
    code, out, err = command("go", "build", "-buildvcs=false", "-o", program, "./cmd/orders", cwd="go")
    if code != 0:
        places = re.sub(r"^(?:\./)?(?=[\w/]+\.go:\d)", "go/", err or out, flags=re.M)
        raise SystemExit("go build says:\n" + last(places))
    return program
