"""The four files of .vscode: that they are read, and say what the article says."""

from pathlib import Path

import pytest

import jsonc

FOLDER = Path(__file__).parent / "project" / "vscode"
FILES = {path.stem: jsonc.loads(path.read_text()) for path in FOLDER.glob("*.json")}


def test_the_files():
    assert set(FILES) == {"extensions", "launch", "settings", "tasks"}


@pytest.mark.parametrize(
    "found", FILES["launch"]["configurations"], ids=lambda found: found["name"]
)
def test_a_configuration(found):
    """Each has what every configuration needs, and the type that is not deprecated."""
    assert found["type"] == "debugpy"
    assert found["request"] in {"launch", "attach"}
    named = {"module", "program", "connect"} & set(found)
    assert len(named) == 1


def test_all_configurations():
    names = [found["name"] for found in FILES["launch"]["configurations"]]
    assert names == ["Flask", "Current file", "Tests", "Attach"]


def test_the_settings():
    settings = FILES["settings"]
    assert settings["python.testing.pytestEnabled"]
    assert settings["chat.disableAIFeatures"]
    assert settings["[python]"]["editor.defaultFormatter"] == "charliermarsh.ruff"
    gone = ("python.linting.", "python.formatting.", "python.pythonPath")
    assert not [name for name in settings if name.startswith(gone)]


def test_the_extensions():
    found = FILES["extensions"]["recommendations"]
    assert {"ms-python.python", "ms-python.debugpy", "charliermarsh.ruff"} <= set(found)
