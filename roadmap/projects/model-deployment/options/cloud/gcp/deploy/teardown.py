"""Remove everything that deploy.py made.

python -m deploy.teardown --project my-project --region europe-west3 [--dry-run]
"""

from .deploy import NAME, Target, account_of, target_from
from .shell import Step, agreed, run_all, show


def plan(target: Target) -> list[Step]:
    """Every command that removes the service, its images and its account."""
    here = ("--project", target.project, "--quiet")
    account = f"{account_of(NAME)}@{target.project}.iam.gserviceaccount.com"
    return [
        Step("Remove the service",
             ("gcloud", "run", "services", "delete", NAME, "--region", target.region, *here),
             may_fail=True),
        Step("Remove the images and their repository",
             ("gcloud", "artifacts", "repositories", "delete", NAME,
              "--location", target.region, *here), may_fail=True),
        Step("Remove the service's account",
             ("gcloud", "iam", "service-accounts", "delete", account, *here), may_fail=True),
        Step("Show what is left: there should be nothing",
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
