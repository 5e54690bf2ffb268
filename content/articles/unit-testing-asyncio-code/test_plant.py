"""The program that plants faults: it has to tell a fault that is found from one that is not."""

import pytest

from plant import FAULTS, Fault, main


def test_a_harmless_change_survives(capsys):
    """What no test can find is counted, and makes the exit status 1."""
    harmless = Fault("other words", "packet.py", "A line such as", "A line like")
    assert main([harmless]) == 1
    assert "1 faults, 1 survived" in capsys.readouterr().out


def test_a_fault_is_found(capsys):
    """… and the status is 0."""
    assert main(FAULTS[:1]) == 0
    assert "found" in capsys.readouterr().out


def test_a_fault_needs_a_place():
    """Text that is not there, or twice, is refused: nothing would be planted, or too much."""
    for text, count in (("never there", 0), ("await", 2)):
        with pytest.raises(ValueError, match=f"is {count} times there"):
            main([Fault("lost", "handler.py", text, "")])


def test_the_faults_are_many_and_told_apart():
    """At least eight, and each by its own name."""
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 8
