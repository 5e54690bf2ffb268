"""Accounts: how each code block of a document is proven, and whether the ledger vouches for it. Nothing is run here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from runnable.document import Document
from runnable.fence import Fence, Unread, find_blocks
from runnable.ledger import Entry
from runnable.manifest import Manifest
from runnable.sample import EXEMPT, Sample
from runnable.statement import Execution, excused, statements

TYPED = {"pycon": "typed at the prompt, answers compared", "console": "typed into a shell, output compared"}
DONE = {"http": "sent to its server"}  # what is not just "run"
EXECUTED = "from a file, each statement executed"
PRINTED = "printed by the sample above"
UNVERIFIED = "unverified"
MEASURED = "measured on demand"
TEST = "test"
NOTHING = "nothing"
MOST_NAMES = 3  # of the runs that a line of the report names


class State(Enum):
    """What the ledger says of a block as it is now."""

    PROVEN = "proven"
    STALE = "stale"
    NEVER = "never run"
    EXCUSED = "excused"
    UNACCOUNTED = "not accounted for"


@dataclass(frozen=True)
class Account:
    """How one code block of a document is proven, or one test beside it.

    `line` counts from 1 in `path`. `proof` is the way, in the same words for all that go it; `detail` is what there is
    to say of this block. `verified`: the day of the verdict (ISO), if the ledger has one. `versions`: what took part in
    it. `compared`: whether it shows an output. `execution`: of a block that shows Python, once it is proven.
    `measured`: whether a manifest stands for it, and `verified` is the day of that. `in_page`: whether the Python of
    pages ran it as well.
    """

    path: Path
    line: int
    kind: str
    name: str
    proof: str
    detail: str = ""
    state: State = State.EXCUSED
    verified: str = ""
    versions: tuple[str, ...] = ()
    compared: bool = False
    execution: Execution | None = None
    measured: bool = False
    in_page: bool = False

    @property
    def how(self) -> str:
        """The proof with its detail, such as "unverified: needs a licence"."""
        return f"{self.proof}: {self.detail}" if self.detail else self.proof

    @property
    def settled(self) -> bool:
        """Whether it is proven or excused."""
        return self.state in {State.PROVEN, State.EXCUSED}

    @property
    def told(self) -> str:
        """Its state in words, with the day of the verdict."""
        return f"{self.state.value} on {self.verified}" if self.state is State.PROVEN else self.state.value


def accounts(document: Document) -> list[Account]:
    """The account of each code block of `document` in the order of the text, then of each test of its bundle."""
    return list(Accounting(document).accounts())


class Accounting:
    """What the ledger knows of the samples of one `document`, looked up once."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def accounts(self) -> Iterator[Account]:
        """See `accounts`."""
        samples = {sample.fence.start: sample for sample in self.document.samples}
        outputs = {sample.expected.start: sample for sample in self.document.samples if sample.expected}
        for block, _ in find_blocks(self.document.text):
            if block.start in samples:
                yield self._of_sample(samples[block.start])
            elif block.start in outputs:
                yield self._of_output(outputs[block.start], block.start + 1)
            else:
                yield self._of_other(block)
        yield from map(self._of_test, self._tests)

    def execution(self, sample: Sample) -> Execution | None:
        """How much of `sample` was executed; None while it is not proven, or where it shows no Python code.

        `sample` may come from another reading of the same text; one that the document does not have has no proof.
        """
        own = self._samples.get(sample.name)
        if (
            own is None
            or own != sample
            or own.kind != "python"
            or own.options.hidden
            or not self._entries.get(own.name)
        ):
            return None
        return self._of_region(own) if own.options.file else self._of_script(own)

    def measurement(self, sample: Sample) -> Manifest | None:
        """What the slow `sample` was measured on, while that holds; None for one that the document does not have."""
        return self.document.measurements.find(sample) if self._samples.get(sample.name) == sample else None

    @cached_property
    def _samples(self) -> Mapping[str, Sample]:
        return {sample.name: sample for sample in self.document.samples}

    @cached_property
    def _entries(self) -> Mapping[str, Entry | None]:
        return {sample.name: self.document.fresh(sample) for sample in self.document.all_samples}

    @cached_property
    def _tests(self) -> list[Sample]:
        return [sample for sample in self.document.all_samples if sample.path != self.document.path]

    # Accounts

    def _of_sample(self, sample: Sample) -> Account:
        proof, detail = _way(sample)
        about = (sample.path, sample.line, sample.kind, sample.name, proof)
        if sample.options.unverified:
            return Account(*about, detail)
        execution, entry = self.execution(sample), self._entries[sample.name]
        if entry is None or (execution is None and _shows_python(sample)):
            return Account(*about, detail, self._open(sample))
        if execution and sample.options.file:
            detail = f"{execution.executed} by {_listed(list(self._executed_by(sample)))}"
        state = (State.PROVEN, entry.verified, entry.versions)
        compared, measured, in_page = sample.about.transcript, sample.options.slow, sample.runs_in_page
        return Account(*about, detail, *state, compared, execution, measured, in_page)

    def _of_output(self, sample: Sample, line: int) -> Account:
        """The account of an output fence: what its sample has been proven to print."""
        entry = self._entries[sample.name]
        about = (sample.path, line, "output", sample.name, PRINTED)
        if entry is None:
            return Account(*about, state=self._open(sample))
        measured = sample.options.slow
        return Account(*about, state=State.PROVEN, verified=entry.verified, compared=True, measured=measured)

    def _of_test(self, sample: Sample) -> Account:
        entry = self._entries[sample.name]
        measured = sample.options.slow
        about = (sample.path, sample.line, TEST, sample.name, MEASURED if measured else "run by pytest")
        if entry is None:
            return Account(*about, state=self._open(sample))
        state = (State.PROVEN, entry.verified, entry.versions)
        return Account(*about, "", *state, measured=measured)

    def _of_other(self, block: Fence | Unread) -> Account:
        path, line = self.document.path, block.start + 1
        if isinstance(block, Unread):
            return Account(path, line, "code", "", NOTHING, block.why, State.UNACCOUNTED)
        if block.language in EXEMPT and block.language != "output":
            return Account(path, line, block.language, "", block.language, "not code")
        return Account(path, line, block.language, "", NOTHING, "no kind or option says how", State.UNACCOUNTED)

    def _open(self, sample: Sample) -> State:
        """Why a sample is not proven: the ledger, or its manifest, has it as it was, or does not know it."""
        known = (
            self.document.measurements.has(sample) if sample.options.slow else self.document.ledger.find(sample.name)
        )
        return State.STALE if known else State.NEVER

    # Lines

    def _of_script(self, sample: Sample) -> Execution | None:
        """All of it: without that, the script would have no verdict. The ledger's lines are those of an older text."""
        lines = range(1, sample.code.count("\n") + 2)
        return _execution(sample.code, lines, lines)

    def _of_region(self, sample: Sample) -> Execution | None:
        region = self.document.region(sample)
        executed = {line for run in self._runs for line in self._lines_of(run, sample.options.file)}
        return _execution(region.path.read_text(encoding="utf-8-sig"), region.numbers, executed)

    def _executed_by(self, sample: Sample) -> Iterator[str]:
        """The names of as few runs as it takes to execute each statement that `sample` shows, tests first."""
        region = self.document.region(sample)
        missing = region.statements()
        for run in self._runs:
            if not missing:
                return
            found = missing & region.statements(self._lines_of(run, sample.options.file))
            if found:
                yield run.name
            missing -= found

    @cached_property
    def _runs(self) -> list[Sample]:
        return [*self._tests, *(sample for sample in self.document.samples if sample.options.run)]

    def _lines_of(self, run: Sample, file: str) -> Iterable[int]:
        entry = self._entries[run.name]
        return entry.lines.get(file, ()) if entry else ()


def _way(sample: Sample) -> tuple[str, str]:
    """How `sample` is to be proven, and what else there is to say."""
    options, about = sample.options, sample.about
    if options.unverified:
        return UNVERIFIED, options.unverified
    if options.slow:
        return MEASURED, "hidden" if options.hidden else ""
    if options.file:
        return EXECUTED, f"of {options.file}"
    if not about.marked:
        return f"tested by {about.needs[0]}" if about.needs else f"parsed as {about.label}", ""
    where = "in a page, too" if sample.runs_in_page else "hidden" if options.hidden else ""
    if about.transcript:
        return TYPED.get(sample.kind, "typed in, output compared"), where
    things = {"output": sample.expected, "exception": options.raises, "exit status": options.exit,
              "picture": options.figure}  # fmt: skip
    compared = " and ".join(thing for thing, there in things.items() if there)
    done = DONE.get(sample.kind, "run")
    return f"{done}, {compared} compared" if compared else done, where


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _shows_python(sample: Sample) -> bool:
    return sample.kind == "python" and not sample.options.hidden


def _execution(source: str, shown: Iterable[int], executed: Iterable[int]) -> Execution | None:
    """Of the lines `shown` of `source`; None if a statement was not among the `executed`, as in a verdict grown old."""
    numbers = {number: place for place, number in enumerate(shown, 1)}
    wanted = statements(source) & numbers.keys()
    if wanted - statements(source, executed):
        return None
    excuses = {line: first for line, first in excused(source).items() if line in numbers}
    return Execution(len(wanted), len(set(excuses.values())), frozenset(numbers[line] for line in excuses))


# Sums


@dataclass(frozen=True)
class Tally:
    """The sum of accounts.

    `samples`: by kind and proof, how many are proven. `statements` of Python shown, of which `executed` were executed
    (the others say why not). `outputs` compared, `tests` passed, blocks of `texts`; `measured`: how many of the samples
    and tests a manifest stands for; `in_page`: how many samples the Python of pages ran as well; `since`: the day of
    the oldest verdict besides those (ISO), or nothing.
    """

    samples: Mapping[tuple[str, str], int]
    statements: int
    executed: int
    outputs: int
    tests: int
    texts: int
    measured: int
    in_page: int
    unverified: tuple[Account, ...]
    since: str

    @property
    def sample_count(self) -> int:
        """The number of proven samples, tests not among them."""
        return sum(self.samples.values())


def tally(found: Iterable[Account]) -> Tally:
    """Add up accounts; what is not proven is in no number."""
    all_of_them = list(found)
    proven = [account for account in all_of_them if account.state is State.PROVEN]
    executions = [account.execution for account in proven if account.execution]
    return Tally(
        samples=Counter((account.kind, account.proof) for account in proven if account.kind not in {"output", TEST}),
        statements=sum(execution.statements for execution in executions),
        executed=sum(execution.executed for execution in executions),
        outputs=sum(account.compared for account in proven),
        tests=sum(account.kind == TEST for account in proven),
        texts=sum(account.proof in EXEMPT for account in all_of_them),
        measured=sum(account.proof == MEASURED for account in proven),
        in_page=sum(account.in_page for account in proven),
        unverified=tuple(account for account in all_of_them if account.proof == UNVERIFIED),
        since=min((account.verified for account in proven if not account.measured), default=""),
    )
