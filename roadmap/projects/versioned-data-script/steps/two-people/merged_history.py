"""Tells whether a merge brought the colleague's commit into the history."""

from verify_tools import git, tell


def history():
    """How the colleague's commit came in, in words."""
    theirs = git("log", "--format=%H", "--grep=^Drill: colleague").split()
    if not theirs:
        return "no commit of the colleague is in this history: not merged, or squashed into another"
    merges = git("log", "--merges", "--ancestry-path", "--format=%H", f"{theirs[-1]}..HEAD")
    return "merged" if merges.strip() else "the commit is there, but no merge brought it in, as after a rebase"


def main():
    tell({"history": history()})


if __name__ == "__main__":
    main()
