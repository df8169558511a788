"""What several tests share: a small project in a temporary folder."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from mlr_starter import places
from mlr_starter.make_customers import make_customers

HERE = Path(__file__).parent.parent


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
