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
        ledger = self.config.rootpath / ".runnable"
        try:
            document = Document(self.path, ledger, strict=self.config.getini("runnable_strict"))
        except (SampleError, UnicodeDecodeError) as error:
            raise self.CollectError(str(error)) from None
        for sample in document.all_samples:
            yield SampleItem.from_parent(self, name=sample.name, document=document, sample=sample)


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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("runnable_strict", "each code block of a Markdown file must be accounted for", "bool", default=False)


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> Bundle | None:
    return Bundle.from_parent(parent, path=path) if (path / "index.md").is_file() else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> MarkdownFile | None:
    return MarkdownFile.from_parent(parent, path=file_path) if file_path.suffix == ".md" else None
