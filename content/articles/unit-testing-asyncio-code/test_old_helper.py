"""What became of asyncio.get_event_loop() without a loop."""

# environment: newer

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def newer():
    """A Python 3.12 or newer, as a path; nothing if there is none."""
    own = sys.executable if sys.version_info >= (3, 12) else None
    folder = os.environ.get("ENVIRONMENT_NEWER")
    found = str(Path(folder, "bin", "python")) if folder else None
    return own or found or shutil.which("python3.13") or shutil.which("python3.12")


def run(python, *options):
    return subprocess.run(
        [python, *options], capture_output=True, text=True, timeout=60, check=False
    )


def version(python):
    code = "import sys; print(*sys.version_info[:2])"
    return tuple(map(int, run(python, "-c", code).stdout.split()))


@pytest.mark.parametrize("which", ["this", "newer"])
def test_the_helper_warns_since_3_12_and_fails_since_3_14(which):
    """Before 3.12 it is silent; on 3.12 and 3.13 it warns; after that it raises."""
    python = sys.executable if which == "this" else newer()
    if which == "newer" and (not python or version(python) < (3, 12)):
        pytest.skip("there is no Python 3.12 or 3.13 on this machine")
    if version(python) < (3, 12):
        told = run(python, "-W", "error", "old_helper.py")
        assert (told.returncode, told.stdout, told.stderr) == (0, "42\n", "")
    elif version(python) < (3, 14):
        told = run(python, "-W", "error", "old_helper.py")
        assert told.returncode == 1
        assert "DeprecationWarning: There is no current event loop" in told.stderr
    else:
        told = run(python, "old_helper.py")
        assert "RuntimeError: There is no current event loop" in told.stderr


def test_the_helper_fails_after_a_run():
    """One asyncio.run before it, and there is no loop to get; 3.11 and older, too."""
    told = run(sys.executable, "old_helper.py", "after")
    assert told.returncode == 1
    assert "RuntimeError: There is no current event loop" in told.stderr
