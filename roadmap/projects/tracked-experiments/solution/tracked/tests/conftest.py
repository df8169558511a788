"""What several tests share: a small project in a temporary folder, with its own Git and tracking store."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from mlr_starter import places, tracking
from mlr_starter.make_customers import make_customers

HERE = Path(__file__).parent.parent


def git(cwd: Path, *arguments: str) -> str:
    """Run Git as somebody who is nobody."""
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tracking store with nothing in it; making one takes seconds, copying it does not."""
    file = tmp_path_factory.mktemp("store") / "mlflow.db"
    tracking.make_store(file)
    return file


@pytest.fixture
def repository(project: Path, empty_store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project as a clean commit, with an empty store."""
    git(project, "init", "--quiet", "--initial-branch", "main")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Begin")
    shutil.copy(empty_store, project / "mlflow.db")
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    return project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with raw data and parameters, which the commands take for the project's."""
    root = tmp_path / "project"
    (root / "data" / "raw").mkdir(parents=True)
    (root / "data" / "raw" / "customers.csv").write_text(make_customers(), encoding="utf-8", newline="")
    for name in ("params.yaml", "requirements.txt", ".gitignore"):
        shutil.copy(HERE / name, root)
    monkeypatch.setattr(places, "ROOT", root)
    return root


@pytest.fixture
def change(project: Path) -> Callable[..., None]:
    """Change parameters: change(train={"depth": 3})."""

    def write(**blocks: dict[str, object]) -> None:
        file = project / "params.yaml"
        params = yaml.safe_load(file.read_text(encoding="utf-8"))
        for name, values in blocks.items():
            params[name] |= values
        file.write_text(yaml.safe_dump(params), encoding="utf-8")

    return write
