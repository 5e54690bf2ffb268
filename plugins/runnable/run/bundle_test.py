"""The tests of a bundle: each `test_*.py` is a Python sample that no page shows, which runs pytest on it."""

from __future__ import annotations

from pathlib import Path

from runnable.fence import Fence
from runnable.options import Options
from runnable.sample import Sample

SECONDS = 240.0
PYTEST = """\
import pytest
raise SystemExit(pytest.main(["-q", "--tb=short", "-c/dev/null", "--rootdir=.", "-pno:cacheprovider",
                              "--import-mode=importlib", "-Werror", {name!r}]))
"""


def find_tests(bundle: Path) -> list[Sample]:
    """The tests at the top of the folder `bundle`, as samples named by their files."""
    return [_test(path) for path in sorted(bundle.glob("test_*.py"))]


def _test(path: Path) -> Sample:
    options = Options(run=True, name=path.name, hidden=True, timeout=SECONDS)
    code = PYTEST.format(name=path.name)
    return Sample(path, path.name, "python", code, options, Fence("", code, start=0, end=0))
