"""Remove everything that deploy.py made.

python -m deploy.teardown --region eu-central-1 --account 123456789012 [--dry-run]
"""

from .deploy import NAME, REGISTRY_STACK, Target, target_from
from .shell import Step, agreed, run_all, show


def plan(target: Target) -> list[Step]:
    """Every command that removes the service, its logs and its images."""
    here = ("--region", target.region)

    def remove(what: str, stack: str) -> list[Step]:
        name = (*here, "--stack-name", stack)
        return [
            Step(f"Remove {what}", ("aws", "cloudformation", "delete-stack", *name),
                 only_if=("aws", "cloudformation", "describe-stacks", *name)),
            Step(f"Wait until {what} is gone",
                 ("aws", "cloudformation", "wait", "stack-delete-complete", *name)),
        ]  # fmt: skip

    return [*remove("the service", NAME), *remove("the store of images", REGISTRY_STACK)]


def main(argv: list[str] | None = None) -> int:
    """Show the plan, ask, and run it."""
    target, options = target_from(argv)
    steps = plan(target)
    show(steps)
    if options.dry_run:
        return 0
    if not options.yes and not agreed(f"Remove {NAME} from {target.region} with all its images?"):
        print("Nothing was done.")
        return 1
    return run_all(steps)


if __name__ == "__main__":
    raise SystemExit(main())
