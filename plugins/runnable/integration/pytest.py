"""pytest: each sample of a Markdown file is a test item, `index.md::name`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from runnable.integration.command import RECORD, hints
from runnable.integration.discovery import walk
from runnable.shard import Shard, groups_of, parse_shard
from runnable.whole import find_whole

if TYPE_CHECKING:
    from runnable.document import Document
    from runnable.sample import Sample
    from runnable.verdict import Verdict

SHARD = pytest.StashKey[Shard]()
DOCUMENTS = pytest.StashKey["list[Document]"]()
ENTRY_POINT = "runnable"


class SampleFailedError(AssertionError):
    """A sample is not what its page says; carries the verdict."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(verdict.explain())


class Bundle(pytest.File):
    """The folder of an article, of which only Markdown is collected.

    No `pytest.Directory`: of such a one pytest would load the `conftest.py`, and run its tests, in its own process.
    """

    def collect(self) -> Iterator[pytest.Collector]:  # folder by folder, as pytest looks for what an id names
        parts = [path.relative_to(self.path).parts[0] for path in sorted(walk(self.path))]
        for path in dict.fromkeys(self.path / part for part in parts):
            if self.ihook.pytest_ignore_collect(collection_path=path, config=self.config):
                continue  # as `--ignore` says
            yield (Bundle if path.is_dir() else MarkdownFile).from_parent(self, path=path)


class MarkdownFile(pytest.File):
    """A Markdown file, whose items are its samples and the tests of its bundle."""

    def collect(self) -> Iterator[pytest.Item]:
        strict, ledger = self.config.getini("runnable_strict"), self.config.rootpath / ".runnable"
        known = find_whole(self.path, ledger, strict=strict) if self.config.stash[SHARD].count == 1 else None
        if known:
            for name, line, unverified in known.samples:
                yield ProvenItem.from_parent(self, name=name, line=line, unverified=unverified)
            return
        # Here and not above: where nothing has changed, to load them would take as long as all the rest.
        from runnable.document import Document  # noqa: PLC0415
        from runnable.sample import SampleError  # noqa: PLC0415

        try:
            document = Document(self.path, ledger, strict=strict)
        except (SampleError, UnicodeDecodeError) as error:
            raise self.CollectError(str(error)) from None
        self.config.stash[DOCUMENTS].append(document)
        for sample in document.all_samples:
            yield SampleItem.from_parent(self, name=sample.name, document=document, sample=sample)


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
        self.document, self.sample = document, sample

    def runtest(self) -> None:
        if reason := self.sample.options.unverified:
            pytest.skip(f"unverified: {reason}")
        from runnable.run.needs import MissingError  # noqa: PLC0415 - as above

        verdict = self.document.verdict(self.sample)
        if verdict.missing and not verdict.problems:
            pytest.skip(str(MissingError(verdict.missing)))
        if not verdict.passed:
            raise SampleFailedError(verdict)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if not isinstance(excinfo.value, SampleFailedError):
            return super().repr_failure(excinfo, style)
        told = hints(self.document, [excinfo.value.verdict], self.config.getini("runnable_record"))
        return "\n".join([str(excinfo.value), *(f"\n{hint}, and review the diff." for hint in told)])

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.sample.path, self.sample.line - 1, self.name


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    own = pluginmanager.get_name(sys.modules[__name__])
    for name in {ENTRY_POINT, __name__} - {own}:
        pluginmanager.set_blocked(name)  # a conftest.py may load by module what is loaded by its entry point already
    parser.addini("runnable_strict", "each code block of a Markdown file must be accounted for", "bool", default=False)
    command = "the command that records a file: {path}, or {slug}, of it, and {slow} where --slow may stand"
    parser.addini("runnable_record", command, default=RECORD)
    shard = "run only part I of N of the tests; the parts together are all"
    parser.getgroup("runnable").addoption("--shard", metavar="I/N", default="1/1", help=shard)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[DOCUMENTS] = []
    try:
        config.stash[SHARD] = parse_shard(config.getoption("shard"))
    except ValueError as error:
        raise pytest.UsageError(f"--shard: {error}") from None


@pytest.hookimpl(trylast=True)  # of what others selected
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    shard = config.stash[SHARD]
    if shard.count > 1:
        own = shard.pick(_groups(items))
        config.hook.pytest_deselected(items=[item for item in items if item not in own])
        items[:] = [item for item in items if item in own]
    wanted: dict[Document, list[Sample]] = {document: [] for document in config.stash[DOCUMENTS]}
    for item in items:
        if isinstance(item, SampleItem):
            wanted[item.document].append(item.sample)
    for document, samples in wanted.items():
        document.want(samples)


def _groups(items: list[pytest.Item]) -> list[list[pytest.Item]]:
    """The `items` in groups that should run together: samples as `groups_of` says, other tests by their file."""
    leads: dict[Document, dict[Sample, Sample]] = {}
    groups: dict[Any, list[pytest.Item]] = {}
    for item in items:
        key: Any = item.nodeid.partition("::")[0]
        if isinstance(item, SampleItem):
            document = item.document
            if document not in leads:
                together = groups_of(document.all_samples)
                leads[document] = {sample: group[0] for group in together for sample in group}
            key = document, leads[document][item.sample]
        groups.setdefault(key, []).append(item)
    return list(groups.values())


def pytest_sessionfinish(session: pytest.Session) -> None:
    for document in session.config.stash[DOCUMENTS]:
        document.save()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Run a sample without the fixtures, captures and clean-up that a test may need, which cost as much as its run."""
    if not isinstance(item, ProvenItem | SampleItem):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    call = pytest.CallInfo.from_call(item.runtest, "call", reraise=(pytest.exit.Exception, KeyboardInterrupt))
    report = _passed(item, "call") if call.excinfo is None else _failed(item, call)
    report.duration = call.duration
    for each in (report, _passed(item, "teardown")):  # by which those know the end who write files of reports
        item.ihook.pytest_runtest_logreport(report=each)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _passed(item: pytest.Item, when: Any) -> pytest.TestReport:
    return pytest.TestReport(item.nodeid, item.location, {}, "passed", None, when)


def _failed(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
    """The report of a sample that failed or was skipped, after those were told that look into failures."""
    report: pytest.TestReport = item.ihook.pytest_runtest_makereport(item=item, call=call)
    if report.failed:
        item.ihook.pytest_exception_interact(node=item, call=call, report=report)
    return report


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> Bundle | None:
    return Bundle.from_parent(parent, path=path) if (path / "index.md").is_file() else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> MarkdownFile | None:
    return MarkdownFile.from_parent(parent, path=file_path) if file_path.suffix == ".md" else None
