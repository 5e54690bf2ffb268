"""The tests of a bundle: each test function of a `test_*.py` is a sample that no page shows, and has its own verdict.

pytest runs a file once, in a process of its own, and tells of each of its functions.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeGuard

from runnable.fence import Fence
from runnable.job import Job, Part, Result
from runnable.options import LONGEST as LONGEST_RUN
from runnable.options import Options, unknown
from runnable.recording import Ending, Recording
from runnable.run.needs import limits
from runnable.sample import Problem, Sample, SampleError
from runnable.sandbox import Sandbox

SECONDS = 240.0
LONGEST = 4 << 20  # bytes of what all functions of a file told
HEAD = 20  # lines of a file among which it says what it needs, and its tier
# What each function did goes into a file: how often it passed, and how it failed. What is configured, and which plugins
# load by themselves, is the bundle's to say: its tests have to pass wherever its files are unpacked. Without
# `--confcutdir`, pytest would look into each folder beside the sandbox; what those tests read as Markdown is theirs.
PYTEST = """\
import os
try:
    import pytest
except ModuleNotFoundError:
    raise SystemExit("the tests of a bundle need: pip install 'pelican-runnable[pytest]'") from None


class Outcomes:
    def __init__(self):
        self.passed, self.failed = {{}}, {{}}
    def pytest_collectreport(self, report):
        if report.failed:
            self.failed["*"] = self.failed.get("*", "") + report.longreprtext + "\\n"
    def pytest_runtest_logreport(self, report):
        name = report.nodeid.partition("::")[2].partition("[")[0]
        if report.failed:
            self.failed[name] = self.failed.get(name, "") + report.longreprtext + "\\n"
        elif report.when == "call" and report.passed:
            self.passed[name] = self.passed.get(name, 0) + 1

outcomes, place = Outcomes(), os.environ["TMPDIR"]
own = ["-cpytest.ini"] if os.path.isfile("pytest.ini") else ["-c/dev/null", "--disable-plugin-autoload"]
status = pytest.main(["-q", "--tb=short", *own, "--rootdir=.", "-pno:cacheprovider",
                      "-pno:runnable", "--confcutdir=.", "--import-mode=importlib", "-Werror", {name!r}], [outcomes])
with open(place + "/outcomes", "w") as stream:
    stream.write(repr((int(status), outcomes.passed, outcomes.failed)))
"""


def find_tests(bundle: Path) -> list[Sample]:
    """The test functions in the folder `bundle`, as samples named `test_file.py::test_function`.

    A file without any is a sample by itself: it may make its functions while it is loaded. SampleError where one names
    a tier that there is not.
    """
    return [test for path in sorted(bundle.rglob("test_*.py")) for test in _tests(path, bundle)]


def _tests(path: Path, bundle: Path) -> Iterator[Sample]:
    file = path.relative_to(bundle).as_posix()
    code, slow = PYTEST.format(name=file), _is_slow(path)
    needs, environments = _named(path, "needs"), _named(path, "environment")
    for name, line in [*_functions(path)] or [("", 1)]:
        options = Options(
            run=True,
            name=f"{file}::{name}".removesuffix("::"),
            hidden=True,
            timeout=LONGEST_RUN if slow else SECONDS,
            slow=slow,
            needs=needs,
            environment=environments,
            session=file,
        )
        yield Sample(path, options.name, "test", code, options, Fence("", code, start=line - 1, end=line))


def _named(path: Path, what: str) -> tuple[str, ...]:
    """What a file of tests names in a line such as `# needs: postgresql` among its first."""
    return tuple(word for _, line in _said(path, what) for word in re.split(r"[,\s]+", line) if word)


def _is_slow(path: Path) -> bool:
    """Whether a file of tests says `# tier: slow` among its first lines; SampleError where it names another tier."""
    tiers = _said(path, "tier")
    problems = [Problem(path, line, unknown("tier", tier, ["slow"])) for line, tier in tiers if tier != "slow"]
    if problems:
        raise SampleError(problems)
    return bool(tiers)


def _said(path: Path, key: str) -> list[tuple[int, str]]:
    """What the first lines of a file say after `# key:`, each with its line, from 1."""
    head = path.read_bytes()[:2000].decode("utf-8", "replace").splitlines()[:HEAD]
    matches = ((number, re.match(rf"#\s*{key}:\s*(.*?)\s*$", line)) for number, line in enumerate(head, 1))
    return [(number, match[1]) for number, match in matches if match]


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """The names of the tests of a file as pytest has them, and their lines, from 1."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return
    for node in tree.body:
        if _is_test(node):
            yield node.name, node.lineno
        elif isinstance(node, ast.ClassDef) and (node.name.startswith("Test") or _is_case(node)):
            yield from ((f"{node.name}::{inner.name}", inner.lineno) for inner in node.body if _is_test(inner))


def _is_test(node: ast.AST) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")


def _is_case(node: ast.ClassDef) -> bool:
    """Whether a class is a test case of unittest, as far as its own line tells."""
    return any(ast.unparse(base).endswith("TestCase") for base in node.bases)


@dataclass(frozen=True)
class Outcomes:
    """What pytest told of a file: by function how often it passed and how it failed, and its exit status."""

    status: int = 1
    passed: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)

    def failure(self, name: str, known: Collection[str]) -> str:
        """How the function `name` failed, or those that are not `known`, or the file itself; nothing if none did."""
        return self.failed.get(name) or "".join(text for other, text in self.failed.items() if other not in known)


def run(samples: Sequence[Sample], sandbox: Sandbox, *, trace: bool) -> list[Recording]:
    """Run the file that the test functions `samples` are of."""
    part = Part(samples[0].code, "pytest", 1)
    result = sandbox.run(Job(parts=[part], timeout=samples[0].options.timeout, limits=limits(samples), trace=trace))
    outcomes = _read(sandbox)
    known = {_name(sample) for sample in samples}
    return [_recording(_name(sample), result, outcomes, known) for sample in samples]


def _name(sample: Sample) -> str:
    return sample.name.partition("::")[2]


def _read(sandbox: Sandbox) -> Outcomes:
    try:
        told = sandbox.room.read(sandbox.room.temporary / "outcomes", LONGEST) or b""
        status, passed, failed = ast.literal_eval(told.decode())
        return Outcomes(int(status), dict(passed), dict(failed))
    except (OSError, ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return Outcomes()


def _recording(name: str, result: Result, outcomes: Outcomes, known: Collection[str]) -> Recording:
    """What the function `name` did; where it has none, what its file did."""
    part = result.parts[-1]
    recording = Recording(
        result.ending, part.output, part.raised, lines=part.lines, opened=part.opened, modules=part.modules
    )
    if result.ending is not Ending.FINISHED or part.raised:
        return recording
    if failure := outcomes.failure(name, known):
        return replace(recording, output=failure, detail="the test failed")
    if outcomes.passed.get(name) or (not name and outcomes.passed and not outcomes.status):
        return replace(recording, output="")
    return replace(recording, detail="no form of this test passed: it was skipped, or pytest did not find it")
