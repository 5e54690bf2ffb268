"""Modules that only some samples need."""

from __future__ import annotations

import json
import sys
import tomllib

import pytest

from runnable.extra import NEEDS, need
from tests.runnable.house import PLUGINS


def test_a_module_that_is_there():
    """What is installed is imported."""
    assert need("yaml").safe_load("[1]") == json.loads("[1]")


@pytest.mark.parametrize("module", NEEDS)
def test_a_module_that_is_missing(monkeypatch, module):
    """What is not installed is told with the command that installs it, by an extra that there is."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ValueError, match=r"^[\w ]+ need: pip install 'pelican-runnable\[\w+\]'$"):
        need(module)
    project = tomllib.loads((PLUGINS / "runnable" / "pyproject.toml").read_text())["project"]
    assert NEEDS[module][0] in project["optional-dependencies"]
