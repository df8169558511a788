"""Tells whether a merge brought the colleague's commit into the history."""

from verify_tools import command, git, tell

BRANCH = "colleague/refunds"


def waiting():
    """Whether the project that was cloned is in the middle of a merge."""
    project = git("config", "remote.origin.url").strip()
    return command("git", "-C", project, "rev-parse", "--quiet", "--verify", "MERGE_HEAD")[0] == 0


def brings(merge, commit):
    """Whether a merge has a commit on one of its sides, and not on another."""
    sides = git("log", "-1", "--format=%P", merge).split()
    return len({command("git", "merge-base", "--is-ancestor", commit, side)[0] for side in sides}) > 1


def history():
    """How the colleague's commit came in, in words."""
    theirs = git("log", "--format=%H %an, %cn", "--grep=^Drill: colleague").splitlines()
    if not theirs and waiting():
        return "waiting for the commit that ends your merge"
    if not theirs and git("for-each-ref", f"refs/remotes/origin/{BRANCH}"):
        return f"in the branch {BRANCH} and not in this history: not merged, or squashed into another"
    if not theirs:
        return "not in this history, nor in a branch: the drill was not run, or a squash took it away"
    found = [line.split(" ", 1) for line in theirs]
    original = [commit for commit, names in found if len(set(names.split(", "))) == 1]
    if not original:
        return "here as a copy alone, as after a cherry-pick or a rebase"
    merges = git("log", "--merges", "--ancestry-path", "--format=%H", f"{original[-1]}..HEAD").split()
    if any(brings(merge, original[-1]) for merge in merges):
        return "merged"
    return "in this history, but no merge brought it in, as after a rebase"


def main():
    tell({"the commit of the colleague": history()})


if __name__ == "__main__":
    main()
