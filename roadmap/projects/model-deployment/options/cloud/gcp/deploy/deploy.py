"""Build the image, push it to Artifact Registry, and run it on Cloud Run.

python -m deploy.deploy --project my-project --region europe-west3 --version 1.0.0 [--dry-run]
"""

import argparse
import re
from dataclasses import dataclass

from .shell import Step, agreed, run_all, show

PROJECT = "mlr-starter"
# Names in a cloud begin with a letter, have at least two characters, and are short.
FITS = PROJECT[0].isalpha() and len(PROJECT) > 1
NAME = (PROJECT if FITS else f"app-{PROJECT}")[:45].rstrip("-")
COST = (
    "An idle service costs only its stored image, about 0.10 USD a GB and month beyond the first "
    "half GB; the first two million requests a month are free (Google Cloud prices, November 2026)."
)


@dataclass(frozen=True)
class Target:
    """Where to deploy, and what to call it."""

    project: str
    region: str
    version: str

    @property
    def registry(self) -> str:
        return f"{self.region}-docker.pkg.dev"

    @property
    def image(self) -> str:
        return f"{self.registry}/{self.project}/{NAME}/{NAME}:{self.version}"

    @property
    def account(self) -> str:
        return f"{account_of(NAME)}@{self.project}.iam.gserviceaccount.com"


def plan(target: Target) -> list[Step]:
    """Every command of a deployment, in order; an image that is stored already is used again."""
    here = ("--project", target.project, "--quiet")
    place = (NAME, "--location", target.region)
    accounts = ("gcloud", "iam", "service-accounts")
    # A tag names one image forever. So a version that was pushed is neither built nor pushed again,
    # and deploying an earlier version goes back to exactly what ran then.
    stored = ("gcloud", "artifacts", "docker", "images", "describe", target.image, *here)
    return [
        Step("Switch on the services that are needed",
             ("gcloud", "services", "enable", "artifactregistry.googleapis.com",
              "run.googleapis.com", *here)),
        Step("Make the image repository",
             ("gcloud", "artifacts", "repositories", "create", *place,
              "--repository-format", "docker", "--immutable-tags", *here),
             unless=("gcloud", "artifacts", "repositories", "describe", *place, *here)),
        Step("Let Docker push there",
             ("gcloud", "auth", "configure-docker", target.registry, "--quiet"), unless=stored),
        Step("Build the service's image",
             ("docker", "build", "--platform", "linux/amd64", "--tag", target.image, "."),
             unless=stored),
        Step("Push it", ("docker", "push", target.image), unless=stored),
        Step("Make the service's own account, without any rights",
             (*accounts, "create", account_of(NAME), *here),
             unless=(*accounts, "describe", target.account, *here)),
        Step("Create or update the service",
             ("gcloud", "run", "deploy", NAME, "--image", target.image, "--region", target.region,
              "--service-account", target.account,
              "--port", "8000", "--cpu", "1", "--memory", "512Mi",
              "--min-instances", "0", "--max-instances", "2", "--concurrency", "40",
              "--no-allow-unauthenticated", *here)),
        # TODO(learner): ask the new version for its health, and go back when it does not answer.
        Step("Show the web address",
             ("gcloud", "run", "services", "describe", NAME, "--region", target.region,
              "--format", "value(status.url)", *here)),
    ]  # fmt: skip


def account_of(name: str) -> str:
    """The service account's id, which has 6 to 30 characters."""
    return f"run-{name}"[:30].rstrip("-").ljust(6, "0")


def target_from(argv: list[str] | None) -> tuple[Target, argparse.Namespace]:
    """Read the arguments, refusing what Google Cloud would refuse later."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", required=True, help="the project's id")
    parser.add_argument("--region", required=True, help="such as europe-west3")
    parser.add_argument("--version", default="1.0.0", help="becomes the image's tag")
    parser.add_argument("--dry-run", action="store_true", help="print the commands only")
    parser.add_argument("--yes", action="store_true", help="do not ask (for CI)")
    options = parser.parse_args(argv)
    if not re.fullmatch(r"[a-z][a-z0-9-]{4,28}[a-z0-9]", options.project):
        parser.error("--project is a project's id, such as my-project-123")
    if not re.fullmatch(r"[a-z]+-[a-z]+\d+", options.region):
        parser.error("--region looks like europe-west3")
    return Target(options.project, options.region, options.version), options


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
