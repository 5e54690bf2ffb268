"""pytest: each sample of a Markdown file is a test item, `index.md::name`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runnable.document import Document
from runnable.run.needs import MissingError
from runnable.sample import Sample, SampleError
from runnable.verdict import Verdict
from runnable.whole import find_whole

DOCUMENTS = pytest.StashKey[list[Document]]()


class SampleFailedError(AssertionError):
    """A sample is not what its page says; carries the verdict."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(verdict.explain())


class Bundle(pytest.File):
    """The folder of an article, of which only the text is collected.

    No `pytest.Directory`: of such a one pytest would load the `conftest.py`, and run its tests, in its own process.
    """

    def collect(self) -> Iterator[pytest.Collector]:
        yield MarkdownFile.from_parent(self, path=self.path / "index.md")


class MarkdownFile(pytest.File):
    """A Markdown file, whose items are its samples and the tests of its bundle."""

    def collect(self) -> Iterator[pytest.Item]:
        strict, ledger = self.config.getini("runnable_strict"), self.config.rootpath / ".runnable"
        if whole := find_whole(self.path, ledger, strict=strict):
            for name, line, unverified in whole.samples:
                yield ProvenItem.from_parent(self, name=name, line=line, unverified=unverified)
            return
        try:
            document = self._open(ledger, strict=strict)
        except (SampleError, UnicodeDecodeError) as error:
            raise self.CollectError(str(error)) from None
        for sample in document.all_samples:
            yield SampleItem.from_parent(self, name=sample.name, document=document, sample=sample)

    def _open(self, ledger: Path, *, strict: bool) -> Document:
        document = Document(self.path, ledger, strict=strict)
        self.config.stash[DOCUMENTS].append(document)
        return document


class ProvenItem(pytest.Item):
    """A sample of a document in which nothing has changed since all of it was verified."""

    def __init__(self, *, line: int, unverified: str, **options: Any) -> None:
        super().__init__(**options)
        self._line, self.unverified = line, unverified

    def runtest(self) -> None:
        if self.unverified:
            pytest.skip(f"unverified: {self.unverified}")

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self._line - 1, self.name


class SampleItem(pytest.Item):
    """One sample; it fails where its page does not tell the truth."""

    def __init__(self, *, document: Document, sample: Sample, **options: Any) -> None:
        super().__init__(**options)
        self._document, self._sample = document, sample

    def runtest(self) -> None:
        if reason := self._sample.options.unverified:
            pytest.skip(f"unverified: {reason}")
        verdict = self._document.verdict(self._sample)
        if verdict.missing and not verdict.problems:
            pytest.skip(str(MissingError(verdict.missing)))
        if not verdict.passed:
            raise SampleFailedError(verdict)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if not isinstance(excinfo.value, SampleFailedError):
            return super().repr_failure(excinfo, style)
        if not any(problem.recordable for problem in excinfo.value.verdict.problems):
            return str(excinfo.value)
        command = f"./inv record {self._document.slug}"
        return f"{excinfo.value}\n\nIf the page is to say what the run did: {command}, and review the diff."

    def reportinfo(self) -> tuple[Path, int, str]:
        return self._sample.path, self._sample.line - 1, self.name


def pytest_configure(config: pytest.Config) -> None:
    config.stash[DOCUMENTS] = []


def pytest_sessionfinish(session: pytest.Session) -> None:
    for document in session.config.stash[DOCUMENTS]:
        document.save()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Report what is known to be proven without the fixtures, captures and clean-up that a test may need."""
    if not isinstance(item, ProvenItem) or item.unverified:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for when in ("call", "teardown"):  # what counts the tests looks at the one, what writes files of them at the other
        report = pytest.TestReport(item.nodeid, item.location, {}, "passed", None, when)
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("runnable_strict", "each code block of a Markdown file must be accounted for", "bool", default=False)


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> Bundle | None:
    return Bundle.from_parent(parent, path=path) if (path / "index.md").is_file() else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> MarkdownFile | None:
    return MarkdownFile.from_parent(parent, path=file_path) if file_path.suffix == ".md" else None
