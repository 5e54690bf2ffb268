"""Mutation of the record: a page is altered in many small ways, and each time its verdict has to turn red."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from hashlib import sha256
from math import floor
from pathlib import Path
from typing import Self

from runnable.document import Document
from runnable.fence import LINE_END
from runnable.ledger import Entry
from runnable.operators import OPERATORS, Edit, is_wildcard
from runnable.recording import Recording
from runnable.sample import Problem, Sample, SampleError
from runnable.verdict import ANY, fold

MOST = 5000
RUNS = {"session", "setup"}
"""The aspects of which a change changes what runs; any other is judged by what the sample did unchanged."""
WRITTEN = {"output", "transcript"}
"""The aspects in which `…` may allow what was changed."""
LENGTH = re.compile(rb'\s(?:d|points|width|height|r|x1?|y1?|cx|cy)="[^"]*?\d')
"""A number of an SVG that shows: not in the name of an id, nor in metadata."""


@dataclass(frozen=True)
class Mutant:
    """A document with one small lie: `edit` is done to the `lines` of its text, or `files` replace those of its bundle.

    `aspect`: what of `sample` it is about, a key of the table of operators. `files`: contents by their names.
    """

    sample: Sample
    aspect: str
    edit: Edit
    lines: tuple[str, ...] = field(repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The name of the sample."""
        return self.sample.name

    @property
    def line(self) -> int:
        """The first line of the Markdown file that differs, from 1."""
        return self.edit.start + self._first + 1

    @property
    def text(self) -> str:
        """The altered text of the Markdown file."""
        edit = self.edit
        return "\n".join([*self.lines[: edit.start], *edit.lines, *self.lines[edit.end :]])

    @property
    def _first(self) -> int:
        """Where, in the edit, the first line that differs stands."""
        old, new = self.lines[self.edit.start : self.edit.end], self.edit.lines
        pairs = enumerate(zip(old, new, strict=False))
        return next((number for number, (a, b) in pairs if a != b), min(len(old), len(new)))

    def diff(self) -> str:
        """The first line that differs: as it was, and as it is now."""
        sides = ("-", self.lines[self.edit.start : self.edit.end]), ("+", self.edit.lines)
        shown = [f"    {sign} {lines[self._first]}" for sign, lines in sides if self._first < len(lines)]
        return "\n".join(shown)

    def __str__(self) -> str:
        place = f"{self.sample.path}:{self.line}: {self.name}"
        return f"{place}: {self.edit.what}, and the verdict stayed green\n{self.diff()}".rstrip()


def mutants(document: Document) -> Iterator[Mutant]:
    """Every mutant of `document`, in the order of its samples; what is unverified says nothing to be caught in."""
    lines = tuple(LINE_END.split(document.text))
    for sample in document.samples:
        if sample.options.unverified:
            continue
        for aspect, operator in OPERATORS.items():
            yield from (Mutant(sample, aspect, edit, lines) for edit in operator(sample))
        yield from _other_pictures(document, sample, lines)


def _other_pictures(document: Document, sample: Sample, lines: tuple[str, ...]) -> Iterator[Mutant]:
    """The picture of `sample` with its first byte flipped, and with another number in it, or another byte."""
    name = sample.options.figure
    if not name or not document.bundle:
        return
    picture = (document.bundle / name).read_bytes()
    edit = Edit(sample.fence.start, sample.fence.start, (), f"the first byte of {name} was flipped")
    yield Mutant(sample, "figure", edit, lines, {name: bytes([picture[0] ^ 1]) + picture[1:]})
    number = LENGTH.search(picture) if name.endswith(".svg") else None
    place = number.end() - 1 if number else len(picture) // 2
    changed = picture[:place] + bytes([picture[place] ^ 1]) + picture[place + 1 :]  # of a digit it makes another one
    edit = replace(edit, what=f"byte {place} of {name} was flipped")
    yield Mutant(sample, "figure", edit, lines, {name: changed})


class Outcome(Enum):
    """What became of a mutant.

    ALLOWED: the lie is none, since `…` covers what was changed. EQUIVALENT: it runs in another way and says the same.
    """

    CAUGHT = "caught"
    SURVIVED = "survived"
    ALLOWED = "allowed"
    EQUIVALENT = "equivalent"


class Trial:
    """A copy of a document's bundle in which its mutants are judged; leaving the context removes it.

    The document has to be strict and proven: of another one each mutant would be red, whatever was changed.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def __enter__(self) -> Self:
        self._root = Path(tempfile.mkdtemp(prefix="mutants-"))
        path, bundle = self._document.path, self._document.bundle
        folder = self._root / path.resolve().parent.name
        if bundle:
            # What links lead to is copied as well: a mutant that is written must never be written through one.
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(bundle, folder, ignore=ignored, ignore_dangling_symlinks=True)
        else:
            folder.mkdir()
        self._path = folder / path.name
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._root)

    def control(self, tried: Iterable[Mutant]) -> list[Problem]:
        """The problems of the unaltered text, judged as the mutants `tried` are; with any, none of those counts."""
        problems: list[Problem] = []
        names = {mutant.name for mutant in tried}
        for sample in self._document.samples:
            if sample.name not in names:
                continue
            document = self._open(self._document.text, sample, runs=False)
            for twin in document.affected():
                verdict = document.verdict(twin)
                missing = [
                    Problem(sample.path, sample.line, f"{sample.name}: needs {name}") for name in verdict.missing
                ]
                problems += [*verdict.problems, *missing]
        return problems

    def survives(self, mutant: Mutant) -> bool:
        """Whether no verdict turns red at `mutant`, though it tells a lie."""
        return self.outcome(mutant) is Outcome.SURVIVED

    def outcome(self, mutant: Mutant) -> Outcome:
        """Bring `mutant` to a verdict; only one that changes what runs is run."""
        with self._altered(mutant.files):
            try:
                document = self._open(mutant.text, mutant.sample, runs=mutant.aspect in RUNS)
            except SampleError:
                return Outcome.CAUGHT
            samples = document.affected()
            if not all(document.verdict(sample).passed for sample in samples):
                return Outcome.CAUGHT
        if mutant.aspect in RUNS and samples:
            return Outcome.EQUIVALENT
        allowed = mutant.aspect in WRITTEN and _allows(samples[0], self._document.recording(mutant.sample))
        return Outcome.ALLOWED if allowed else Outcome.SURVIVED

    @contextmanager
    def _altered(self, files: Mapping[str, bytes]) -> Iterator[None]:
        """Put `files` in the place of those of the copy."""
        paths = {self._path.parent / name: content for name, content in files.items()}
        before = {path: path.read_bytes() for path in paths}
        try:
            _write(paths)
            yield
        finally:
            _write(before)

    def _open(self, text: str, altered: Sample, *, runs: bool) -> _Altered:
        _write({self._path: text.encode()})
        return _Altered(self._path, self._root / ".runnable", self._document, altered, runs=runs)


def _write(files: Mapping[Path, bytes]) -> None:
    for path, content in files.items():
        path.unlink(missing_ok=True)  # it may be a file that can only be read
        path.write_bytes(content)


class _Altered(Document):
    """An altered copy of the document `original`, where what the change leaves alone is not run again.

    Without `runs` nothing that is run has changed. It only replaces where recordings and ledger entries come from: how
    they are judged is the business of Document, which is on trial.
    """

    def __init__(self, path: Path, ledger: Path, original: Document, altered: Sample, *, runs: bool) -> None:
        super().__init__(path, ledger, strict=True)
        self._original, self._altered, self._runs = original, altered, runs
        twins = zip(self.all_samples, original.all_samples, strict=True)
        self._twins = {sample.name: twin for sample, twin in twins}
        if runs:
            for sample in original.all_samples:
                if entry := original.fresh(sample):
                    self.ledger.note(sample.name, entry)

    def fresh(self, sample: Sample) -> Entry | None:
        if self._runs:
            return super().fresh(sample)
        twin = self._twins[sample.name]
        return None if twin is self._altered else self._original.fresh(twin)

    def recording(self, sample: Sample) -> Recording:
        if self._runs or not sample.about.marked:  # data is read anew
            return super().recording(sample)
        return self._original.recording(self._twins[sample.name])

    def untouched(self, exercise: Sample) -> Recording:
        return super().untouched(exercise) if self._runs else self._original.untouched(self._twins[exercise.name])

    def recording_in_page(self, sample: Sample, *, untouched: bool = False) -> Recording:
        if self._runs:
            return super().recording_in_page(sample, untouched=untouched)
        return self._original.known_in_page(self._twins[sample.name], untouched=untouched)

    def affected(self) -> list[Sample]:
        """The samples whose verdicts the change may change; those that show a file come last."""
        stale = [sample for sample in self.all_samples if not sample.options.unverified and not self.fresh(sample)]
        return sorted(stale, key=lambda sample: bool(sample.options.file))


def _allows(sample: Sample, recording: Recording) -> bool:
    """Whether what `sample` shows allows for what the `recording` printed, as `re` reads it and not as verdicts do."""
    lines = sample.shown_output.removesuffix("\n").split("\n")
    patterns = [r"(?:.*\n)*" if is_wildcard(line) else f"{_pattern(line)}\n" for line in lines]
    printed = fold(recording.output, sample.options.fold).removesuffix("\n")
    return bool(re.fullmatch("".join(patterns), f"{printed}\n"))


def _pattern(line: str) -> str:
    return ".*".join(map(re.escape, line.split(ANY)))


# The score


@dataclass(frozen=True)
class Score:
    """How many mutants of a document were caught, and which survived.

    `outcomes`: how many of each. `open_lines`: the lines of outputs in which `…`, or the name of a fold, stands for
    what was printed. `left_out`: the mutants beyond the number asked for, which nobody judged.
    """

    path: Path
    outcomes: Mapping[Outcome, int]
    survivors: tuple[Mutant, ...]
    open_lines: int
    left_out: int = 0

    def __str__(self) -> str:
        caught = self.outcomes[Outcome.CAUGHT]
        total = caught + len(self.survivors)
        if not total:
            return f"{self.path}: nothing that a mutant could change"
        percent = floor(1000 * caught / total) / 10  # rounded down: 100 is all of them
        told = [
            f"{caught:,} of {total:,} mutants caught ({percent:.1f} %)",
            f"{self.open_lines:,} line{'s' * (self.open_lines != 1)} open by {ANY}",
            *(f"{number:,} {what}" for what, number in self._others().items() if number),
        ]
        return f"{self.path}: {', '.join(told)}"

    def _others(self) -> Mapping[str, int]:
        return {
            f"allowed by {ANY}": self.outcomes[Outcome.ALLOWED],
            "run otherwise and say the same": self.outcomes[Outcome.EQUIVALENT],
            "left out": self.left_out,
        }


def score(document: Document, most: int = MOST) -> Score:
    """Judge the mutants of the proven `document`, `most` of them at the most.

    Raises SampleError where a sample of it, run once more, is not what the page says.
    """
    every = list(mutants(document))
    tried = chosen(every, most)
    outcomes, survivors = Counter[Outcome](), []
    with Trial(document) as trial:
        if problems := trial.control(tried):
            raise SampleError(problems)
        for mutant in tried:
            outcome = trial.outcome(mutant)
            outcomes[outcome] += 1
            if outcome is Outcome.SURVIVED:
                survivors.append(mutant)
    return Score(document.path, outcomes, tuple(survivors), _open_lines(document), len(every) - len(tried))


def chosen(every: Sequence[Mutant], most: int) -> Sequence[Mutant]:
    """`most` of the mutants in their order, the same ones each time, without regard to where they stand."""

    def draw(mutant: Mutant) -> bytes:
        return sha256(repr((mutant.name, mutant.aspect, mutant.edit)).encode()).digest()

    if len(every) <= most:
        return every
    last = sorted(map(draw, every))[:most]
    kept = set(last)
    return [mutant for mutant in every if draw(mutant) in kept]


def _open_lines(document: Document) -> int:
    """The lines of outputs that stand for something else than what they say."""
    return sum(
        any(sign in line for sign in (ANY, *(f"<{name}>" for name in sample.options.fold)))
        for sample in document.samples
        if sample.options.run
        for line in sample.shown_output.split("\n")
    )
