"""A document: a Markdown file with its bundle and its samples, and the way to their verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from runnable.ledger import Entry, Ledger
from runnable.recording import Lines, Recording
from runnable.region import Region, read_region
from runnable.run import RUNNERS
from runnable.run.bundle_test import find_tests
from runnable.run.needs import MissingError, may_skip, missing, require, stamp
from runnable.sample import Problem, Sample, SampleError, find_samples
from runnable.statement import statements, stretches
from runnable.verdict import Verdict, judge
from runnable.versions import engine_digest, python_version, versions_of

# What may tell a sample, or its output, where in the text it stands.
PLACE = re.compile(r"index\.md|lineno|\bline \d|traceback|inspect|warn")


@dataclass(frozen=True)
class Verification:
    """What a page may say of itself: the day of its oldest verdict (ISO), versions, and the number of samples."""

    date: str
    versions: tuple[str, ...]
    samples: int


class Document:
    """The samples of one Markdown file.

    `bundle` is the folder of an `index.md`, of which each sample gets a copy to run in. A file of another name may
    share its folder with much else: it has no bundle, and its samples run in an empty folder.
    """

    def __init__(self, path: Path, ledger_folder: Path, *, strict: bool = False) -> None:
        self.path = path
        self.text = path.read_bytes().decode("utf-8-sig")
        self.bundle = path.parent if path.stem == "index" else None
        self.samples = find_samples(self.text, path, strict=strict)
        _refuse_names_of_tests(self.all_samples)
        self._ledger_folder = ledger_folder
        self._recordings: dict[str, Recording] = {}
        self._verdicts: dict[str, Verdict] = {}

    @property
    def slug(self) -> str:
        """What commands call it: the name of its folder, or its own."""
        return self.path.parent.name if self.bundle else self.path.stem

    @cached_property
    def all_samples(self) -> list[Sample]:
        """The samples of the text, and the tests of the bundle if the text has any sample."""
        return [*self.samples, *find_tests(self.bundle)] if self.samples and self.bundle else self.samples

    @cached_property
    def _by_name(self) -> dict[str, Sample]:
        return {sample.name: sample for sample in self.all_samples}

    @cached_property
    def ledger(self) -> Ledger:
        """What is known of earlier runs."""
        return Ledger(self._ledger_folder, self.path)

    # Freshness

    @cached_property
    def _bundle_digest(self) -> bytes:
        digest = sha256(engine_digest().encode())
        digest.update(b"traced" if self._traces else b"")
        for name, path in _files(self.bundle) if self.bundle else ():
            if path != self.path:
                digest.update(repr(name).encode() + sha256(path.read_bytes()).digest())
        return digest.digest()

    def digest(self, sample: Sample) -> str:
        """A digest of all that the verdict of `sample` depends on.

        Where it stands in the text is no part of it, unless it may print that, as a traceback does.
        """
        digest = sha256(self._bundle_digest)
        for other in [*self._until(sample), *self.runs_of(sample)]:
            expected = other.expected.body if other.expected else None
            line = other.line if PLACE.search(other.code + other.shown_output) else None
            digest.update(repr((other.name, other.kind, other.code, expected, asdict(other.options), line)).encode())
            digest.update(repr(stamp(other)).encode())
        return digest.hexdigest()

    def fresh(self, sample: Sample) -> Entry | None:
        """What the ledger knows of `sample` as it is now."""
        return self.ledger.find(sample.name, self.digest(sample))

    def verification(self) -> Verification | None:
        """What the page may say, or None while any sample of it has no fresh verdict."""
        proven = [sample for sample in self.all_samples if not sample.options.unverified]
        entries = [self.fresh(sample) for sample in proven]
        known = [entry for entry in entries if entry]
        if not known or len(known) < len(entries):
            return None
        versions = sorted({version for entry in known for version in entry.versions}, key=str.casefold)
        return Verification(min(entry.verified for entry in known), (python_version(), *versions), len(known))

    # Verdicts

    def verdict(self, sample: Sample, *, anew: bool = False) -> Verdict:
        """The verdict of `sample`: from the ledger where it is fresh, otherwise from a run, which is noted there."""
        if sample.name in self._verdicts:
            return self._verdicts[sample.name]
        if sample.options.unverified or (not anew and self.fresh(sample)):
            return Verdict(sample)
        verdict = self._verdicts[sample.name] = self._reach_verdict(sample)
        self._note(verdict)
        return verdict

    def _reach_verdict(self, sample: Sample) -> Verdict:
        try:
            versions_of([], sample.options.requires)
            if sample.options.file:
                return self._verdict_of_region(sample)
            verdict = judge(sample, self.recording(sample), self._figure(sample))
            return self._prove_lines(verdict) if verdict.passed and _shows_code(sample) else verdict
        except (ValueError, OSError) as error:
            if isinstance(error, MissingError) and may_skip():
                return Verdict(sample, missing=error.programs)
            return Verdict(sample, (Problem(sample.path, sample.line, f"{sample.name}: {error}"),))

    def _prove_lines(self, verdict: Verdict) -> Verdict:
        """Add to `verdict` the lines of its sample that the run, though it ended well, did not execute."""
        sample = verdict.sample
        source = "\n" * (sample.code_line - 1) + sample.code
        every = statements(source)
        missing = every - statements(source, self.recording(sample).lines.get(self.path.name, ()))
        return Verdict(sample, tuple(_unreached(sample, self.path, missing, every)))

    def _note(self, verdict: Verdict) -> None:
        sample = verdict.sample
        if verdict.passed:
            recording = self._recordings.get(sample.name)
            lines = {file: sorted(numbers) for file, numbers in recording.lines.items()} if recording else {}
            self.ledger.note(sample.name, self.digest(sample), self._versions(sample), lines)
        else:
            self.ledger.forget(sample.name)
        self.ledger.save([other.name for other in self.all_samples])

    def _versions(self, sample: Sample) -> list[str]:
        if sample.path != self.path:  # a test: what it tests is named, what it tests with is not
            return []
        source = self.region(sample).path.read_text(encoding="utf-8") if sample.options.file else sample.code
        return versions_of([source] if sample.kind == "python" else [], sample.options.requires)

    # Runs

    def recording(self, sample: Sample) -> Recording:
        """Run `sample`, and with it all of its session, once."""
        if sample.name not in self._recordings:
            process = self._process(sample)
            require(process)
            trace = self._traces or any(_shows_code(member) for member in process)
            recordings = zip(process, RUNNERS[sample.kind](process, self.bundle, trace=trace), strict=True)
            own = {member.name: recording for member, recording in recordings if _share(sample, member)}
            self._recordings |= own
        return self._recordings[sample.name]

    @cached_property
    def _traces(self) -> bool:
        """Whether each run is to tell which lines of the bundle's files it executes."""
        return any(sample.options.file and sample.about.marked for sample in self.samples)

    def _process(self, sample: Sample) -> list[Sample]:
        """The samples of the process that `sample` runs in: its session, and what sets that up."""
        process: list[Sample] = []
        for member in [other for other in self.all_samples if _share(sample, other)]:
            process += [other for other in [*self._setups(member), member] if other not in process]
        return process

    def _until(self, sample: Sample) -> list[Sample]:
        """The samples that decide on what `sample` does: those before it in its process, and itself."""
        process = self._process(sample)
        return process[: process.index(sample) + 1]

    def _setups(self, sample: Sample) -> list[Sample]:
        if not sample.options.setup:
            return []
        setup = self._by_name[sample.options.setup]
        return [*self._setups(setup), setup]

    def runs_of(self, sample: Sample) -> list[Sample]:
        """The samples whose runs prove a shown region: all of the document that run, tests first."""
        if not sample.options.file or not sample.about.marked:
            return []
        runs = [other for other in self.all_samples if other.options.run]
        return sorted(runs, key=lambda other: (other.path == self.path, other.line))

    # Regions

    def _figure(self, sample: Sample) -> bytes | None:
        path = (self.bundle or self.path.parent) / sample.options.figure
        return path.read_bytes() if sample.options.figure and path.is_file() else None

    def region(self, sample: Sample) -> Region:
        """The region that `sample` shows; ValueError says what is missing."""
        if not self.bundle:
            raise ValueError("file= is for an index.md, which has its folder to itself")
        return read_region(sample, self.bundle)

    def _verdict_of_region(self, sample: Sample) -> Verdict:
        region = self.region(sample)
        changed, last = _changed(sample, region), len(region.numbers)
        if max(sample.options.hl_lines, default=0) > last:
            raise ValueError(f"hl_lines= points below the last line, {last}")
        if not sample.about.marked:
            return Verdict(sample, (*changed, *self._misread(sample, region)))
        unreached = self._unreached(sample, region)
        if unreached and may_skip() and (lacking := [name for run in self.runs_of(sample) for name in missing(run)]):
            return Verdict(sample, tuple(changed), missing=tuple(dict.fromkeys(lacking)))
        return Verdict(sample, (*changed, *unreached))

    def _misread(self, sample: Sample, region: Region) -> Iterator[Problem]:
        """Problems of the whole file, of which `sample` shows data, by the lines of that file."""
        require([sample])
        text = region.path.read_text(encoding="utf-8-sig")
        whole = replace(sample, path=region.path, code=text, fence=replace(sample.fence, start=-1))
        (recording,) = RUNNERS[sample.kind]([whole], self.bundle, trace=False)
        for problem in judge(whole, recording).problems:
            yield replace(problem, line=max(problem.line, 1), message=f"{problem.message}, which {sample} shows")

    def _unreached(self, sample: Sample, region: Region) -> Sequence[Problem]:
        """Problems for the shown lines that no verified run executed; runs only as many samples as it takes."""
        missing = region.statements()
        if not missing:
            raise ValueError("nothing in it can be run; what is no code belongs into a text fence")
        for other in self.runs_of(sample):
            if not missing:
                return []
            missing -= region.statements(self._executed(other).get(sample.options.file, frozenset()))
        return _unreached(sample, region.path, missing, region.statements())

    def _executed(self, sample: Sample) -> Lines:
        if entry := self.fresh(sample):
            return {file: frozenset(numbers) for file, numbers in entry.lines.items()}
        return self.recording(sample).lines if self.verdict(sample, anew=True).passed else {}


def _refuse_names_of_tests(samples: list[Sample]) -> None:
    """Raise SampleError where a sample has the name of a test of its bundle, which it would hide."""
    tests = {sample.name for sample in samples if sample.path.suffix == ".py"}
    message = "the name {!r} is taken by the test of that name"
    problems = [
        Problem(sample.path, sample.line, message.format(sample.name))
        for sample in samples
        if sample.name in tests and sample.path.suffix != ".py"
    ]
    if problems:
        raise SampleError(problems)


def _share(sample: Sample, other: Sample) -> bool:
    """Whether both run in one process."""
    return other is sample or bool(sample.options.session and sample.options.session == other.options.session)


def _files(bundle: Path) -> Iterator[tuple[str, Path]]:
    """The files of a bundle with their names in it, less what programs and version control leave there."""
    for path in sorted(bundle.rglob("*")):
        relative = path.relative_to(bundle)
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in relative.parts):
            yield relative.as_posix(), path


def _changed(sample: Sample, region: Region) -> list[Problem]:
    """A problem for the first line in which the recorded text and the file differ; an empty fence records nothing."""
    recorded, actual = sample.code.split("\n"), region.text.split("\n")
    if recorded == actual or not sample.code.strip():
        return []
    pairs = enumerate(zip(recorded, actual, strict=False))
    at = next((number for number, (a, b) in pairs if a != b), min(len(recorded), len(actual)))
    line = region.numbers[min(at, len(region.numbers) - 1)]
    shown, now = (lines[at] if at < len(lines) else "(nothing)" for lines in (recorded, actual))
    message = (
        f"{sample.name}: the page shows another text than {sample.options.file}:{line}\n    - {shown}\n    + {now}"
    )
    return [Problem(sample.path, sample.code_line + at, message, recordable=True)]


def _unreached(sample: Sample, path: Path, missing: set[int], every: set[int]) -> list[Problem]:
    """Problems for the `missing` lines of the `every` that begin a statement in `path`, which `sample` shows."""
    return [
        Problem(path, first, f"no verified run executes this line{_until(first, last)}, which {sample} shows")
        for first, last in stretches(missing, every)
    ]


def _until(first: int, last: int) -> str:
    return f" (up to line {last})" if last > first else ""


def _shows_code(sample: Sample) -> bool:
    """Whether the page shows the code of `sample` as that of a script."""
    return sample.kind == "python" and sample.options.run and not sample.options.hidden
