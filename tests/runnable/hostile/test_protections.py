"""What the kernel is asked to keep samples from, tried from the inside."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.runnable.house import PLUGINS, SHARED_MEMORY

ASK = f"import sys; sys.path.insert(0, {str(PLUGINS)!r}); from runnable.sandbox import workshop; print(*workshop().lane.got)"

pytestmark = pytest.mark.skipif(not SHARED_MEMORY, reason="this user may not have a view of the files of its own")


def test_an_environment_may_be_a_link(tmp_path):
    """Where the interpreter is reached by way of a link, its samples are as protected as any."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "linked").symlink_to(sys.prefix)
    python = tmp_path / "deep" / "linked" / "bin" / "python"
    done = subprocess.run([python, "-c", ASK], capture_output=True, text=True, timeout=60, check=False)
    assert "files" in done.stdout.split(), done.stderr
