# needs: chromium
"""Attacks by a form on a page of others, against each place, in a real Chromium."""

import shutil

import pytest

if not shutil.which("chromium"):
    pytest.skip("missing: chromium", allow_module_level=True)

from attacks import ATTACKS
from lab import chromium
from outcomes import compare


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("name", [name for name in ATTACKS if "form" in name])
def test_attack(browser, name):
    """The form succeeds where outcomes.json, of which the article draws its matrix, says so."""
    compare(browser, name)
