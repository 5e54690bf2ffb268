"""Each cell of the table of capabilities, proven."""

import pytest

from capabilities import LIBRARIES, PROOFS, table


@pytest.mark.parametrize(
    ("capability", "library"), PROOFS, ids=[" ".join(cell) for cell in PROOFS]
)
def test_capability(capability, library):
    """The library does it by what the table names, or shows that it does not do it."""
    _, proof = PROOFS[capability, library]
    proof()


def test_no_cell_is_without_a_proof():
    """Every capability has one for every library."""
    capabilities = {capability for capability, _ in PROOFS}
    assert set(PROOFS) == {
        (capability, library) for capability in capabilities for library in LIBRARIES
    }


def test_the_table_is_made_of_the_proofs():
    """One line for the libraries, one for each capability, with the names that the proofs give."""
    lines = list(table())
    assert len(lines) == 1 + len(PROOFS) / len(LIBRARIES)
    assert lines[1].split() == ["tries", "tries=", "stop_after_attempt", "attempts=", "total="]
