"""The commands `verify` and `record`, over any number of articles."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from runnable.document import Document
from runnable.mutation import MOST, score
from runnable.record import record_document
from runnable.sample import Problem, SampleError

LEDGER = Path(".runnable")


def find_documents(paths: Iterable[Path]) -> list[Path]:
    """The Markdown files that `paths` name: themselves, or each `index.md` below a folder."""
    found = [file for path in paths for file in (sorted(path.rglob("index.md")) if path.is_dir() else [path])]
    return list(dict.fromkeys(found))


def verify(paths: Sequence[Path], *, ledger: Path = LEDGER) -> int:
    """Bring each sample of the articles at `paths` to a verdict; 0 if all of them are proven, otherwise 1."""
    return _each(paths, lambda path: _verify(path, ledger))


def record(paths: Sequence[Path], *, ledger: Path = LEDGER) -> int:
    """Write what the samples of the articles at `paths` print into their fences; 0 if all could be recorded."""
    return _each(paths, lambda path: _record(path, ledger))


def mutate(paths: Sequence[Path], *, ledger: Path = LEDGER, most: int = MOST) -> int:
    """Verify the articles at `paths`, then `most` mutants of each; 0 if every one was caught, otherwise 1."""
    return _each(paths, lambda path: _mutate(path, ledger, most))


def _each(paths: Sequence[Path], work: Callable[[Path], int]) -> int:
    documents = find_documents(paths)
    if not documents:
        print(f"no article at {', '.join(map(str, paths))}", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, _leave)  # by way of all that clears up
    return max(work(path) for path in documents)


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def _verify(path: Path, ledger: Path) -> int:
    document = _open(path, ledger)
    return 1 if document is None else _prove(document)


def _prove(document: Document) -> int:
    run, problems = 0, list[Problem]()
    for sample in document.all_samples:
        run += not sample.options.unverified and document.fresh(sample) is None
        problems += document.verdict(sample).problems
    _report(problems)
    if problems:
        recordable = any(problem.recordable for problem in problems)
        hint = f" If the page is to say what the runs did: ./inv record {document.slug}" if recordable else ""
        print(f"{document.path}: {len(problems)} wrong.{hint}")
        return 1
    unverified = sum(bool(sample.options.unverified) for sample in document.samples)
    proven = len(document.all_samples) - unverified
    print(f"{document.path}: {proven} proven ({run} run), {unverified} unverified with a reason")
    return 0


def _record(path: Path, ledger: Path) -> int:
    document = _open(path, ledger)
    if document is None:
        return 1
    recorded = record_document(document)
    _report(recorded.problems)
    print(f"{path}: recorded {', '.join(recorded.changed) or 'nothing new'}")
    return int(bool(recorded.problems))


def _mutate(path: Path, ledger: Path, most: int) -> int:
    document = _open(path, ledger)
    if document is None or _prove(document):
        return 1
    try:
        found = score(document, most)
    except SampleError as error:
        _report(error.problems)
        print(f"{path}: was proven, and is not when run once more; make the samples print the same each time")
        return 1
    _report(found.survivors)
    print(found)
    return int(bool(found.survivors))


def _open(path: Path, ledger: Path) -> Document | None:
    try:
        return Document(path, ledger, strict=True)
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
