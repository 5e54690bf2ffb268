from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.tasks.house import ROOT

if TYPE_CHECKING:
    from tests.tasks.house import House


def names(text: str) -> set[str]:
    """Return the distributions that a requirements file names."""
    return {re.split(r"[\[=<>~; ]", line)[0].lower() for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)}


@pytest.mark.parametrize("kind", ["pinned", "hashed"])
def test_everything_that_is_required_is_pinned_and_hashed(kind: str) -> None:
    """requirements.txt has each name of requirements.in, with a version and hashes."""
    required = (ROOT / "requirements.txt").read_text()
    entries = re.findall(
        r"^(\S+)==(\S+)(?: ;.*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", required, re.MULTILINE
    )
    if kind == "pinned":
        assert names((ROOT / "requirements.in").read_text()) <= {name for name, _, _ in entries}
    else:
        assert {name for name, _, _ in entries} == names(required)


def test_lock_writes_what_requirements_in_names(house: House) -> None:
    """The file says by which command it was made; here it names nothing, so that no network is needed."""
    (house.root / "requirements.in").write_text("# nothing\n")
    done = house.inv("lock", UV_OFFLINE="1")
    assert done.returncode == 0, done.stdout
    written = (house.root / "requirements.txt").read_text()
    assert "./inv lock" in written
    assert names(written) == set()
    assert str(house.root) not in written
