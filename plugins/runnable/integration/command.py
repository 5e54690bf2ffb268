"""The commands `verify` and `record`, over any number of articles."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from runnable.ledger import Whole
from runnable.whole import find_whole

if TYPE_CHECKING:
    from runnable.document import Document
    from runnable.sample import Problem

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


def mutate(paths: Sequence[Path], *, ledger: Path = LEDGER, most: int | None = None) -> int:
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
    with suppress(OSError):
        if whole := find_whole(path, ledger, strict=True):
            return _say_proven(path, whole, run=0)

    document = _open(path, ledger)
    return 1 if document is None else _prove(document)


def _prove(document: Document) -> int:
    from runnable.run.needs import MissingError  # noqa: PLC0415 - see below

    path = document.path
    problems: list[Problem] = []
    lacking: list[str] = []
    run = 0
    for sample in document.all_samples:
        run += not sample.options.unverified and document.fresh(sample) is None
        verdict = document.verdict(sample)
        problems += verdict.problems
        if verdict.missing:
            lacking.append(f"{sample}: is not verified: {MissingError(verdict.missing)}")
    document.save()
    _report([*problems, *lacking])
    if problems:
        recordable = any(problem.recordable for problem in problems)
        hint = f" If the page is to say what the runs did: ./inv record {document.slug}" if recordable else ""
        print(f"{path}: {len(problems)} wrong.{hint}")
        return 1
    if lacking:
        proven = sum(document.fresh(sample) is not None for sample in document.all_samples)
        print(f"{path}: {proven} proven ({run - len(lacking)} run), {len(lacking)} not verified, for want of programs")
        return 1
    whole = document.whole()
    return _say_proven(path, whole, run=run) if whole else 1


def _say_proven(path: Path, whole: Whole, *, run: int) -> int:
    print(f"{path}: {whole.proven} proven ({run} run), {whole.unverified} unverified with a reason")
    return 0


def _record(path: Path, ledger: Path) -> int:
    from runnable.record import record_document  # noqa: PLC0415 - see above

    document = _open(path, ledger)
    if document is None:
        return 1
    recorded = record_document(document)
    _report(recorded.problems)
    print(f"{path}: recorded {', '.join(recorded.changed) or 'nothing new'}")
    return int(bool(recorded.problems))


def _mutate(path: Path, ledger: Path, most: int | None) -> int:
    from runnable.mutation import MOST, score  # noqa: PLC0415 - see below
    from runnable.sample import SampleError  # noqa: PLC0415

    document = _open(path, ledger)
    if document is None or _prove(document):
        return 1
    try:
        found = score(document, MOST if most is None else most)
    except SampleError as error:
        _report(error.problems)
        print(f"{path}: was proven, and is not when run once more; make the samples print the same each time")
        return 1
    _report(found.survivors)
    print(found)
    return int(bool(found.survivors))


def _open(path: Path, ledger: Path) -> Document | None:
    # Here and not above: to read fences takes longer to load than to see that nothing has changed.
    from runnable.document import Document  # noqa: PLC0415
    from runnable.sample import SampleError  # noqa: PLC0415

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
