"""The commands `verify` and `record`, over any number of articles."""

from __future__ import annotations

import signal
import sys
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from runnable.crew import Crew
from runnable.integration.discovery import find_documents
from runnable.shard import Shard, groups_of
from runnable.whole import find_whole

if TYPE_CHECKING:
    from runnable.document import Document
    from runnable.sample import Sample
    from runnable.verdict import Verdict

LEDGER = Path(".runnable")
RECORD = "runnable record {slow}{path}"
"""The command that records a document: {path} or {slug} of it, and {slow} where the option `--slow` may stand."""
TIER = "real"  # as `tier.REAL` has it; what that imports takes longer to load than to see that nothing has changed

NONE_SLOW = "There is no slow sample"
HINTS = {False: "If the page is to say what the run did", True: "To measure again what is slow"}


def verify(  # noqa: PLR0913 - each is an option of the command
    paths: Sequence[Path],
    *,
    ledger: Path = LEDGER,
    strict: bool = True,
    shard: Shard = Shard(),  # noqa: B008 - it is frozen
    tier: str = TIER,
    record_by: str = RECORD,
) -> int:
    """Bring each sample of the articles at `paths` to a verdict; 0 if all of them are proven, otherwise 1.

    `strict` as in `find_samples`. Only the samples of the `shard` are verified, of those of the `tier`. `record_by` is
    told where recording may help.
    """
    found = _find(paths)
    with Crew() as crew:
        if shard.count == 1 and tier == TIER:
            return max((_verify_all(path, ledger, record_by, crew, strict=strict) for path in found), default=1)
        from runnable.tier import SLOW, samples_of  # noqa: PLC0415 - see `open_document`

        documents = [open_document(path, ledger, strict=strict, slow=tier == SLOW) for path in found]
        there = list(filter(None, documents))
        own = shard.pick(group for document in there for group in groups_of(document.all_samples))
        own &= {sample for document in there for sample in samples_of(tier, document)}
        if tier == SLOW and not own:
            print(NONE_SLOW)
        return max((_verify(document, record_by, crew, own) if document else 1 for document in documents), default=1)


def record(
    paths: Sequence[Path], *, ledger: Path = LEDGER, strict: bool = True, slow: bool = False, record_by: str = RECORD
) -> int:
    """Write what the samples of the articles at `paths` print into their fences; 0 if all could be recorded.

    With `slow`, only articles that have slow samples are recorded, and of those what is slow or not proven; `record_by`
    is what their manifests name.
    """
    documents = [open_document(path, ledger, strict=strict, slow=slow) for path in _find(paths)]
    there = [document for document in documents if document]
    chosen = [document for document in there if not slow or any(one.options.slow for one in document.all_samples)]
    if slow and not chosen and there:
        print(NONE_SLOW)
    return max([len(there) < len(documents) or not documents, *(_record(one, record_by) for one in chosen)])


def mutate(paths: Sequence[Path], *, ledger: Path = LEDGER, most: int | None = None, record_by: str = RECORD) -> int:
    """Verify the articles at `paths`, then `most` mutants of each; 0 if every one was caught, otherwise 1."""
    return max((_mutate(path, ledger, most, record_by) for path in _find(paths)), default=1)


def report(paths: Sequence[Path], *, ledger: Path = LEDGER, json: bool = False) -> int:
    """Print how each code block of the articles at `paths` is proven; 0 if all are proven or excused. Runs nothing."""
    from runnable.accounts import accounts  # noqa: PLC0415 - see `open_document`
    from runnable.integration.report import as_json, as_text  # noqa: PLC0415

    documents = [open_document(path, ledger, strict=True) for path in _find(paths)]
    if not documents:
        return 1
    found = [account for document in documents if document for account in accounts(document)]
    print(as_json(found) if json else as_text(found))
    return int(None in documents or not all(account.settled for account in found))


def _find(paths: Sequence[Path]) -> list[Path]:
    found = find_documents(paths)
    if not found:
        print(f"no Markdown file at {', '.join(map(str, paths))}", file=sys.stderr)
    signal.signal(signal.SIGTERM, _leave)  # by way of all that clears up
    return found


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def record_command(template: str, document: Document, *, slow: bool = False) -> str:
    """The command that records `document`, or what is `slow` in it, made of a `template` such as RECORD."""
    if slow and "{slow}" not in template:
        template = RECORD
    return template.format(path=document.path, slug=document.slug, slow="--slow " * slow)


def _verify_all(path: Path, ledger: Path, record_by: str, crew: Crew, *, strict: bool) -> int:
    with suppress(OSError):
        if whole := find_whole(path, ledger, strict=strict):
            print(f"{path}: {_tell(whole.proven, 0, whole.unverified)}")
            return 0
    document = open_document(path, ledger, strict=strict)
    return _verify(document, record_by, crew) if document else 1


def _verify(document: Document, record_by: str, crew: Crew, own: Container[Sample] | None = None) -> int:
    """Verify the samples of `document`, or those that are among its `own`."""
    samples = [sample for sample in document.all_samples if own is None or sample in own]
    stale = sum(document.known(sample) is None for sample in samples)
    crew.verify(document, samples)
    verdicts = [document.verdict(sample) for sample in samples]
    document.save()
    for verdict in verdicts:
        tell_problems(verdict)
    if samples or own is None:
        print(summary(document, verdicts, stale, record_by))
    return int(not all(verdict.passed for verdict in verdicts))


def tell_problems(verdict: Verdict) -> None:
    """Print what is wrong, or why nothing is known."""
    from runnable.run.needs import MissingError  # noqa: PLC0415 - see below

    _report(verdict.problems)
    if verdict.missing:
        _report([f"{verdict.sample}: is not verified: {MissingError(verdict.missing)}"])


def summary(document: Document, verdicts: Sequence[Verdict], stale: int, record_by: str) -> str:
    """One line on all `verdicts` of `document`, of which so many were `stale`, and so run."""
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    if problems:
        return " ".join([f"{document.path}: {len(problems)} wrong.", *hints(document, verdicts, record_by)])
    lacking = sum(bool(verdict.missing) for verdict in verdicts)
    unverified = sum(bool(verdict.sample.options.unverified) for verdict in verdicts)
    told = _tell(len(verdicts) - unverified - lacking, stale - lacking, unverified)
    wanting = f", {lacking} not verified, for want of programs" if lacking else ""
    return f"{document.path}: {told}{wanting}"


def hints(document: Document, verdicts: Sequence[Verdict], record_by: str) -> Iterator[str]:
    """What may help where recording does, a sentence for each command."""
    kinds = {one.sample.options.slow for one in verdicts if any(problem.recordable for problem in one.problems)}
    for slow in sorted(kinds):
        yield f"{HINTS[slow]}: {record_command(record_by, document, slow=slow)}"


def _tell(proven: int, run: int, unverified: int) -> str:
    return f"{proven} proven ({run} run), {unverified} unverified with a reason"


def _record(document: Document, record_by: str) -> int:
    from runnable.record import record_document  # noqa: PLC0415 - see below

    command = record_command(record_by, document, slow=True)
    recorded = record_document(document, command.replace(str(document.path), _path_anywhere(document.path)))
    _report(recorded.problems)
    print(f"{document.path}: recorded {', '.join(recorded.changed) or 'nothing new'}")
    return int(bool(recorded.problems))


def _path_anywhere(path: Path) -> str:
    """`path` as it may stand in a file that goes to other machines: from here, or its name."""
    if not path.is_absolute():
        return str(path)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else path.name


def _mutate(path: Path, ledger: Path, most: int | None, record_by: str) -> int:
    from runnable.mutation import MOST, score  # noqa: PLC0415 - see below
    from runnable.sample import SampleError  # noqa: PLC0415

    document = open_document(path, ledger, strict=True)
    if document is None:
        return 1
    with Crew() as crew:
        if _verify(document, record_by, crew):
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


def open_document(
    path: Path, ledger: Path, *, strict: bool, slow: bool = False, before: Document | None = None
) -> Document | None:
    """The document at `path`, which once was `before`, and runs what is `slow` only if it says so.

    None where it can't be read, which is told.
    """
    # Here and not above: to read fences takes longer to load than to see that nothing has changed.
    from runnable.document import Document  # noqa: PLC0415
    from runnable.sample import SampleError  # noqa: PLC0415

    try:
        return Document(path, ledger, strict=strict, slow=slow, before=before)
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
