"""Remove everything that deploy.py made.

python -m deploy.teardown --project my-project --region europe-west3 [--dry-run]
"""

from .deploy import NAME, Target, target_from
from .shell import Step, agreed, run_all, show


def plan(target: Target) -> list[Step]:
    """Every command that removes the service, its images and its account."""
    here = ("--project", target.project, "--quiet")

    def remove(what: str, verbs: tuple[str, ...], *name: str) -> Step:
        there = ("gcloud", *verbs, "describe", *name, *here)
        return Step(f"Remove {what}", ("gcloud", *verbs, "delete", *name, *here), only_if=there)

    return [
        remove("the service", ("run", "services"), NAME, "--region", target.region),
        remove("the images and their repository", ("artifacts", "repositories"),
               NAME, "--location", target.region),
        remove("the service's account", ("iam", "service-accounts"), target.account),
        Step("Show what is left: there should be nothing of this name",
             ("gcloud", "run", "services", "list", "--region", target.region, *here)),
    ]  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Show the plan, ask, and run it."""
    target, options = target_from(argv)
    steps = plan(target)
    show(steps)
    if options.dry_run:
        return 0
    if not options.yes and not agreed(f"Remove {NAME} from {target.project} with all its images?"):
        print("Nothing was done.")
        return 1
    return run_all(steps)


if __name__ == "__main__":
    raise SystemExit(main())
