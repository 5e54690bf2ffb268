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
    if document is None:
        return 1
    from runnable.run.needs import MissingError  # noqa: PLC0415 - see below
    from runnable.sample import Problem  # noqa: PLC0415

    run, problems, skipped = 0, list[Problem](), list[Problem]()
    for sample in document.all_samples:
        run += not sample.options.unverified and document.fresh(sample) is None
        verdict = document.verdict(sample)
        problems += verdict.problems
        if verdict.missing:
            message = f"{sample.name}: is not verified: {MissingError(verdict.missing)}"
            skipped.append(Problem(sample.path, sample.line, message))
    document.save()
    _report([*problems, *skipped])
    if problems:
        recordable = any(problem.recordable for problem in problems)
        hint = f" If the page is to say what the runs did: ./inv record {document.slug}" if recordable else ""
        print(f"{path}: {len(problems)} wrong.{hint}")
        return 1
    if skipped:
        unverified = sum(bool(sample.options.unverified) for sample in document.samples)
        proven = len(document.all_samples) - unverified - len(skipped)
        print(
            f"{path}: {proven} proven ({run - len(skipped)} run), {unverified} unverified with a reason,"
            f" {len(skipped)} not verified, for want of programs"
        )
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
