# environment: library
"""The library does what the article's table says."""

import os
import subprocess

import pytest

PLACE = os.environ.get("ENVIRONMENT_LIBRARY")


@pytest.mark.skipif(not PLACE, reason="no ENVIRONMENT_LIBRARY: see environments/library.txt")
def test_the_verdicts_of_the_library():
    """It hides in SELECT, of tables too, and has no part in DELETE."""
    command = [f"{PLACE}/bin/python", "-m", "compare.library"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    verdicts = [line.split()[-1] for line in told.stdout.splitlines()[2:]]
    assert verdicts == ["hidden", "hidden", "shown", "lost", "lost", "lost"]
