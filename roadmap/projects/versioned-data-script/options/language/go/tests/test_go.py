"""The Go program is laid out, sound and tested; left out, and said so, where Go is not there."""

import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "go"
GO = shutil.which("go")


@pytest.fixture(scope="module", autouse=True)
def go_is_there(request: pytest.FixtureRequest) -> None:
    """Say it on the screen: a skipped test alone is one letter among others."""
    screen = request.config.pluginmanager.getplugin("capturemanager")
    with screen.global_and_fixture_disabled():
        if GO is None:
            print("\nGo is not here, so the program in go/ was left out. Install Go from go.dev/doc/install, or let CI test it.")
        else:
            print("\nTesting the program in go/. The first time it is fetched and compiled, which takes a minute or two.")
    if GO is None:
        pytest.skip("Go is not there")


def go(*arguments: str) -> str:
    """What the go command says when all is well, or a failure with its words."""
    command = [str(GO), *arguments]
    answer = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    if answer.returncode != 0:
        pytest.fail(f"go {' '.join(arguments)}\n{answer.stdout}{answer.stderr}", pytrace=False)
    return answer.stdout


def test_it_is_sound_and_its_tests_pass() -> None:
    go("vet", "./...")
    go("test", "./...")


def test_it_is_laid_out_as_gofmt_does() -> None:
    # It is a program beside the go command, which may be there without it.
    program = shutil.which("gofmt")
    if program is None:
        pytest.skip("gofmt is not there")
    answer = subprocess.run([program, "-l", "."], cwd=FOLDER, capture_output=True, text=True, check=True)  # noqa: S603
    assert answer.stdout == "", "run: gofmt -w ."
