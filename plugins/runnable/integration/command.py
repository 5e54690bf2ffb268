"""The commands `verify` and `record`, over any number of articles."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from runnable.document import Document
from runnable.integration.discovery import find_documents
from runnable.record import record_document
from runnable.sample import Problem, Sample, SampleError
from runnable.shard import Shard, groups_of

LEDGER = Path(".runnable")
RECORD = "runnable record {path}"
"""The command that records a document, which may say {path} or {slug} of it."""


def verify(
    paths: Sequence[Path],
    *,
    ledger: Path = LEDGER,
    strict: bool = True,
    shard: Shard = Shard(),  # noqa: B008 - it is frozen
    record_by: str = RECORD,
) -> int:
    """Bring each sample of the articles at `paths` to a verdict; 0 if all of them are proven, otherwise 1.

    `strict` as in `find_samples`. Only the samples of the `shard` are verified. `record_by` is told where recording
    may help.
    """

    def work(documents: Sequence[Document]) -> Iterable[int]:
        own = shard.pick(group for document in documents for group in groups_of(document.all_samples))
        for document in documents:
            samples = [sample for sample in document.all_samples if sample in own]
            if samples or shard.count == 1:
                yield _verify(document, samples, record_by)

    return _each(paths, work, ledger=ledger, strict=strict)


def record(paths: Sequence[Path], *, ledger: Path = LEDGER, strict: bool = True) -> int:
    """Write what the samples of the articles at `paths` print into their fences; 0 if all could be recorded."""
    return _each(paths, lambda documents: map(_record, documents), ledger=ledger, strict=strict)


def _each(
    paths: Sequence[Path], work: Callable[[Sequence[Document]], Iterable[int]], *, ledger: Path, strict: bool
) -> int:
    found = find_documents(paths)
    if not found:
        print(f"no Markdown file at {', '.join(map(str, paths))}", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, _leave)  # by way of all that clears up
    opened = [_open(path, ledger, strict=strict) for path in found]
    documents = [document for document in opened if document]
    return max([int(len(documents) < len(opened)), *work(documents)])


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def record_command(template: str, document: Document) -> str:
    """The command that records `document`, made of a `template` such as RECORD."""
    return template.format(path=document.path, slug=document.slug)


def _verify(document: Document, samples: Sequence[Sample], record_by: str) -> int:
    run, problems = 0, list[Problem]()
    for sample in samples:
        run += not sample.options.unverified and document.fresh(sample) is None
        problems += document.verdict(sample).problems
    _report(problems)
    if problems:
        recordable = any(problem.recordable for problem in problems)
        hint = f" If the page is to say what the runs did: {record_command(record_by, document)}" if recordable else ""
        print(f"{document.path}: {len(problems)} wrong.{hint}")
        return 1
    unverified = sum(bool(sample.options.unverified) for sample in samples)
    print(f"{document.path}: {len(samples) - unverified} proven ({run} run), {unverified} unverified with a reason")
    return 0


def _record(document: Document) -> int:
    recorded = record_document(document)
    _report(recorded.problems)
    print(f"{document.path}: recorded {', '.join(recorded.changed) or 'nothing new'}")
    return int(bool(recorded.problems))


def _open(path: Path, ledger: Path, *, strict: bool) -> Document | None:
    try:
        return Document(path, ledger, strict=strict)
    except SampleError as error:
        _report(error.problems)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        print(f"{path}:{line}: is not UTF-8 ({error.reason}); save it as UTF-8", file=sys.stderr)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
    return None


def _report(problems: Iterable[object]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)
