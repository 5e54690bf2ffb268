"""The tests of a bundle: each `test_*.py` is a Python sample that no page shows, which runs pytest on it."""

from __future__ import annotations

from pathlib import Path

from runnable.fence import Fence
from runnable.options import Options
from runnable.sample import Sample

SECONDS = 240.0
# A file in which no test passed, since all were skipped, proves nothing. Without `--confcutdir`, pytest would look into
# each folder beside the sandbox; what those tests read as Markdown is theirs.
PYTEST = """\
try:
    import pytest
except ModuleNotFoundError:
    raise SystemExit("the tests of a bundle need: pip install 'pelican-runnable[pytest]'") from None

class Passed:
    count = 0
    def pytest_runtest_logreport(self, report):
        self.count += report.when == "call" and report.passed

passed = Passed()
status = pytest.main(["-q", "--tb=short", "-c/dev/null", "--rootdir=.", "-pno:cacheprovider",
                      "-pno:runnable", "--confcutdir=.", "--import-mode=importlib", "-Werror", {name!r}], [passed])
raise SystemExit(status or (0 if passed.count else 5))
"""


def find_tests(bundle: Path) -> list[Sample]:
    """The tests in the folder `bundle`, as samples named by their files."""
    return [_test(path, path.relative_to(bundle).as_posix()) for path in sorted(bundle.rglob("test_*.py"))]


def _test(path: Path, name: str) -> Sample:
    options = Options(run=True, name=name, hidden=True, timeout=SECONDS)
    code = PYTEST.format(name=name)
    return Sample(path, name, "python", code, options, Fence("", code, start=0, end=0))
