# needs: chromium
"""Attacks by a script in the page, and by a copied secret, against each place, in a real Chromium."""

import shutil

import pytest

if not shutil.which("chromium"):
    pytest.skip("missing: chromium", allow_module_level=True)

from attacks import ATTACKS
from lab import chromium
from outcomes import RECORDED, compare


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("name", [name for name in ATTACKS if "form" not in name])
def test_attack(browser, name):
    """The attack succeeds where outcomes.json, of which the article draws its matrix, says so."""
    compare(browser, name)


def test_nothing_else_is_recorded():
    """outcomes.json has these attacks, in their order, and no other."""
    assert [*RECORDED] == [*ATTACKS]
