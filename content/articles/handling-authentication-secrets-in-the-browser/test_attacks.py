# needs: chromium
"""Each attack against each place for a secret, in a real Chromium; outcomes.json has what came of it.

With OUTCOMES in the environment, the name of a file, what came of it is written there.
"""

import json
import os
import shutil
from pathlib import Path

import pytest

if not shutil.which("chromium"):
    pytest.skip("missing: chromium", allow_module_level=True)

from attacks import ATTACKS
from bank import MODES
from lab import chromium

RECORDED = json.loads(Path(__file__).with_name("outcomes.json").read_text())


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def outcomes():
    outcomes = {}
    yield outcomes
    if path := os.environ.get("OUTCOMES"):
        Path(path).write_text(json.dumps(outcomes, indent=1) + "\n")


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(browser, outcomes, name):
    """The attack succeeds where outcomes.json, of which the article draws its matrix, says so."""
    outcomes[name] = {mode: ATTACKS[name](browser, mode) for mode in MODES}
    assert outcomes[name] == RECORDED[name]


def test_nothing_else_is_recorded():
    """outcomes.json has these attacks, in their order, and no other."""
    assert [*RECORDED] == [*ATTACKS]
