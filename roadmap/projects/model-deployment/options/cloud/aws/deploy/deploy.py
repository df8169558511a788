"""Build the image, push it to ECR, and run it on Lambda behind a web address.

python -m deploy.deploy --region eu-central-1 --account 123456789012 --version 1.0.0 [--dry-run]
"""

import argparse
import re
from dataclasses import dataclass

from .shell import Step, agreed, run_all, show

PROJECT = "mlr-starter"
# Names in a cloud begin with a letter, have at least two characters, and are short.
FITS = PROJECT[0].isalpha() and len(PROJECT) > 1
NAME = (PROJECT if FITS else f"app-{PROJECT}")[:45].rstrip("-")
REGISTRY_STACK = f"{NAME}-registry"
COST = (
    "An idle service costs only its stored image, about 0.10 USD a GB and month; "
    "the first million requests a month are free (AWS prices, November 2026)."
)


@dataclass(frozen=True)
class Target:
    """Where to deploy, and what to call it."""

    region: str
    account: str
    version: str

    @property
    def registry(self) -> str:
        return f"{self.account}.dkr.ecr.{self.region}.amazonaws.com"

    @property
    def image(self) -> str:
        return f"{self.registry}/{NAME}:{self.version}"


def plan(target: Target) -> list[Step]:
    """Every command of a deployment, in order; an image that is stored already is used again."""
    here = ("--region", target.region)
    plain, adapted = f"{NAME}:{target.version}", f"{NAME}-lambda:{target.version}"
    # A tag names one image forever. So a version that was pushed is neither built nor pushed again,
    # and deploying an earlier version goes back to exactly what ran then.
    stored = (
        "aws", "ecr", "describe-images", *here, "--repository-name", NAME,
        "--image-ids", f"imageTag={target.version}",
    )  # fmt: skip
    return [
        Step("Make or update the image repository",
             ("aws", "cloudformation", "deploy", *here, "--stack-name", REGISTRY_STACK,
              "--template-file", "deploy/registry.yaml",
              "--parameter-overrides", f"Name={NAME}", "--no-fail-on-empty-changeset")),
        Step("Build the service's image",
             ("docker", "build", "--platform", "linux/amd64", "--provenance=false",
              "--tag", plain, "."), unless=stored),
        Step("Add what Lambda needs to talk HTTP to it",
             ("docker", "build", "--platform", "linux/amd64", "--provenance=false",
              "--build-arg", f"BASE={plain}", "--file", "deploy/Dockerfile.lambda",
              "--tag", adapted, "deploy"), unless=stored),
        Step("Log in to the repository",
             ("docker", "login", "--username", "AWS", "--password-stdin", target.registry),
             unless=stored, reads=("aws", "ecr", "get-login-password", *here)),
        Step("Name the image for the repository",
             ("docker", "tag", adapted, target.image), unless=stored),
        Step("Push it", ("docker", "push", target.image), unless=stored),
        Step("Create or update the service",
             ("aws", "cloudformation", "deploy", *here, "--stack-name", NAME,
              "--template-file", "deploy/service.yaml", "--capabilities", "CAPABILITY_IAM",
              "--parameter-overrides", f"Name={NAME}", f"Image={target.image}",
              "--no-fail-on-empty-changeset")),
        # TODO(learner): ask the new version for its health, and go back when it does not answer.
        Step("Show the web address",
             ("aws", "cloudformation", "describe-stacks", *here, "--stack-name", NAME,
              "--query", "Stacks[0].Outputs", "--output", "table")),
    ]  # fmt: skip


def target_from(argv: list[str] | None) -> tuple[Target, argparse.Namespace]:
    """Read the arguments, refusing what AWS would refuse later."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--region", required=True, help="such as eu-central-1")
    parser.add_argument("--account", required=True, help="the account's 12 digits")
    parser.add_argument("--version", default="1.0.0", help="becomes the image's tag")
    parser.add_argument("--dry-run", action="store_true", help="print the commands only")
    parser.add_argument("--yes", action="store_true", help="do not ask (for CI)")
    options = parser.parse_args(argv)
    if not re.fullmatch(r"\d{12}", options.account):
        parser.error("--account is the account's 12 digits")
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", options.region):
        parser.error("--region looks like eu-central-1")
    return Target(options.region, options.account, options.version), options


def main(argv: list[str] | None = None) -> int:
    """Show the plan, ask, and run it."""
    target, options = target_from(argv)
    steps = plan(target)
    show(steps)
    print(COST)
    if options.dry_run:
        return 0
    if not options.yes and not agreed(f"Deploy {target.image}?"):
        print("Nothing was done.")
        return 1
    return run_all(steps)


if __name__ == "__main__":
    raise SystemExit(main())
