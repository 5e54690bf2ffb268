"""What came of each attack, as the tests found it: outcomes.json, of which the article draws its matrix."""

import json
import os
from pathlib import Path

from playwright.sync_api import Browser

from attacks import ATTACKS
from bank import MODES

RECORDED = json.loads(Path(__file__).with_name("outcomes.json").read_text())


def compare(browser: Browser, name: str) -> None:
    """Run an attack against each place, and compare; OUTCOMES names a file to write it to."""
    found = {mode: ATTACKS[name](browser, mode) for mode in MODES}
    if path := os.environ.get("OUTCOMES"):
        written = json.loads(Path(path).read_text()) | {name: found}
        Path(path).write_text(json.dumps(written, indent=1) + "\n")
    assert found == RECORDED[name]
