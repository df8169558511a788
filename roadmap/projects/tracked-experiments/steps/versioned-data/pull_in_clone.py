"""Pull the data in a clean clone of the last commit, from the project's DVC remote.

Run in the project's own folder, which it only reads: python - SCRATCH
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

RAW = Path("data/raw/customers.csv")


def end(why):
    """Say why nothing can be pulled, and end."""
    print(json.dumps({"place": why, "pulled": why}))
    raise SystemExit


def md5(file):
    """A file's version, as DVC names it."""
    return hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()


def git(*words):
    """What Git says; a failure ends the check."""
    ran = subprocess.run(["git", *words], capture_output=True, encoding="utf-8", errors="replace")
    if ran.returncode != 0:
        end(f"git {words[0]}: {' '.join(ran.stderr.split())[:200]}")
    return ran.stdout.rstrip("\n")


def cloned(scratch):
    """The project's folder in a clean clone."""
    # The project may lie below the top of its repository.
    top, prefix = git("rev-parse", "--show-toplevel"), git("rev-parse", "--show-prefix")
    git("clone", "--quiet", "--no-hardlinks", top, str(scratch / "clone"))
    return scratch / "clone" / prefix


def remote():
    """The default remote's name and address, as the project sees it."""
    from dvc.repo import Repo

    config = Repo(".").config
    name = config["core"].get("remote")
    if not name:
        end("DVC has no default remote")
    return name, config["remote"].get(name, {}).get("url", "")


def pulled(clone):
    """Pull the table there, and compare it with the one here."""
    from dvc.exceptions import DvcException
    from dvc.repo import Repo

    try:
        # The table alone: what stages make of it later need not be in the remote.
        Repo(str(clone)).pull(targets=[str(clone / f"{RAW.as_posix()}.dvc")])
        if not (clone / RAW).exists():
            return f"dvc pull in a clean clone brings no {RAW.as_posix()}"
        if RAW.exists() and md5(RAW) != md5(clone / RAW):
            return "another version than lies here: dvc add, dvc push and git commit bring it there"
    except (DvcException, OSError) as error:
        return f"dvc pull in a clean clone: {' '.join(str(error).split())[:200]}"
    return "the same file"


def main(scratch):
    os.environ["DVC_NO_ANALYTICS"] = "1"
    clone = cloned(scratch)
    if not (clone / ".dvc" / "config").exists():
        end("the last commit has no .dvc/config")
    name, url = remote()
    inside = False
    if "://" not in url:
        inside = Path(url).resolve().is_relative_to(Path.cwd())
        # A remote beside the project is not beside the clone.
        settings = f"['remote \"{name}\"']\n    url = {Path(url).resolve().as_posix()}\n"
        (clone / ".dvc" / "config.local").write_text(settings, encoding="utf-8")
    print(json.dumps({"place": "inside the project" if inside else "outside", "pulled": pulled(clone)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
