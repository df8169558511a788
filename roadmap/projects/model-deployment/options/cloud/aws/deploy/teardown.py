"""Remove everything that deploy.py made.

python -m deploy.teardown --region eu-central-1 --account 123456789012 [--dry-run]
"""

from .deploy import NAME, Target, target_from
from .shell import Step, agreed, run_all, show


def plan(target: Target) -> list[Step]:
    """Every command that removes the service, its logs and its images."""

    def delete(stack: str) -> tuple[str, ...]:
        return (
            "aws", "cloudformation", "delete-stack", "--region", target.region,
            "--stack-name", stack,
        )  # fmt: skip

    def wait(stack: str) -> tuple[str, ...]:
        return (
            "aws", "cloudformation", "wait", "stack-delete-complete", "--region", target.region,
            "--stack-name", stack,
        )  # fmt: skip

    return [
        Step("Remove the service", delete(NAME)),
        Step("Wait until it is gone", wait(NAME)),
        Step("Remove the images and their repository", delete(f"{NAME}-registry")),
        Step("Wait until they are gone", wait(f"{NAME}-registry")),
    ]


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
