"""A document: a Markdown file with its bundle and its samples, and the way to their verdicts."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from runnable import programs
from runnable.browser.archives import GROUPS
from runnable.browser.jobs import Jobs, seconds
from runnable.bundle import Bundle, measures
from runnable.environment import FOLDER as ENVIRONMENTS
from runnable.environment import Environment, Environments, variable
from runnable.form import form_of
from runnable.ledger import Entry, Ledger, Whole
from runnable.manifest import ENGINE, Manifest, read_ranges, written_ranges
from runnable.measurement import NO_BUNDLE, Measurements, made_by, parts_of, pictures
from runnable.options import Options
from runnable.proof import changed_lines, each_line_is_in, unreached_lines
from runnable.recording import Ending, Lines, Recording
from runnable.region import Region, read_region
from runnable.run import RUNNERS, pyodide, server
from runnable.run.bundle_test import find_tests
from runnable.run.needs import MissingError, may_skip, missing, program_versions, require, stamp
from runnable.run.services import environment_for
from runnable.sample import Problem, Sample, SampleError, find_samples
from runnable.sandbox import Sandbox
from runnable.sessions import Sessions, share
from runnable.statement import statements
from runnable.verdict import Verdict, judge, judge_in_page, judge_untouched
from runnable.versions import (
    distributions_of,
    engine_digest,
    imports,
    installed_digest,
    is_installed,
    normal,
    python_version,
    versions_of,
)
from runnable.whole import bundle_of, digest_whole
from runnable.workshop import ENVIRONMENT, workshop

NOTHING = Recording(Ending.SKIPPED, opened=frozenset(), modules=frozenset())  # of what is not run
PAGE_HAS = tuple(name for group in GROUPS.values() for name in group.distributions)
PATIENCE = 1.0  # seconds of work that are lost at the most when a run is cut short
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
    share its folder with much else: it has no bundle, and its samples run in an empty folder. `before` is the document
    as it was: what has not changed since is taken from there. With `slow`, its slow samples are run; otherwise their
    manifests stand for them.
    """

    def __init__(
        self,
        path: Path,
        ledger_folder: Path,
        *,
        strict: bool = False,
        slow: bool = False,
        before: Document | None = None,
    ) -> None:
        self.path, self.strict, self.slow = path, strict, slow
        self.source = path.read_bytes()
        self.text = self.source.decode("utf-8-sig")
        self.files: Bundle | None = before.files.renewed() if before and before.files else bundle_of(path)
        self.bundle = self.files.folder if self.files else None
        self._failures: dict[str, tuple[str, Verdict]] = {}
        if before:
            self._take_over(before)
        self.samples = find_samples(self.text, path, strict=strict)
        _refuse_names_of_tests(self.all_samples)
        _refuse_strays(self)
        self.ledger_folder = ledger_folder
        self._wanted: frozenset[str] | None = None
        self._recordings: dict[str, Recording] = {}
        self._trials: dict[str, Recording] = {}  # of the tests of exercises, on the starting points
        self._seconds: dict[str, float] = {}
        self._verdicts: dict[str, Verdict] = {}
        self._saved = time.monotonic()
        self._noting = threading.RLock()

    def _take_over(self, before: Document) -> None:
        """Keep what is known from `before`; where nothing at all has changed, what failed is to be tried again."""
        if self.files is before.files:
            self._tests = before._tests
        if before.ledger.is_current:
            self.ledger = before.ledger
        if self.source != before.source or self.files is not before.files:
            self._failures = dict(before._failures)

    @property
    def slug(self) -> str:
        """What commands call it: the name of its folder, or its own."""
        return self.path.parent.name if self.bundle else self.path.stem

    @cached_property
    def all_samples(self) -> list[Sample]:
        """The samples of the text, and the tests of the bundle if the text has any sample."""
        return [*self.samples, *self._tests] if self.samples else []

    @cached_property
    def _tests(self) -> list[Sample]:
        return find_tests(self.bundle) if self.bundle else []

    @cached_property
    def _by_name(self) -> dict[str, Sample]:
        return {sample.name: sample for sample in self.all_samples}

    @cached_property
    def _sessions(self) -> Sessions:
        return Sessions(self.all_samples)

    @cached_property
    def ledger(self) -> Ledger:
        """What is known of earlier runs."""
        return Ledger(self.ledger_folder, self.path)

    # Freshness

    def _digest(self, sample: Sample, opened: Iterable[str] | None, distributions: Iterable[str] | None) -> str:
        """A digest of all that the verdict of `sample` depends on, if its run `opened` these files.

        Where it stands in the text is no part of it, unless it may print that, as a traceback does.
        """
        digest = sha256(engine_digest().encode() + installed_digest(distributions).encode())
        digest.update(repr((self._traces, self._sessions.is_last(sample))).encode())
        deciding = self._sessions.tried(sample)
        for other in deciding:
            digest.update(self._description(other))
        if self._runs_in_page(sample):
            digest.update(installed_digest(PAGE_HAS).encode())
        if self.files:
            names = self.files.names if opened is None or self._measures(deciding, opened) else opened
            shown = (sample.options.figure, sample.options.file, sample.options.cast)
            digest.update(
                self.files.names_digest.encode() + self.files.digest_of({*names, *filter(None, shown)}).encode()
            )
        return digest.hexdigest()

    def _description(self, sample: Sample) -> bytes:
        """What the verdict of `sample`, and of those after it in its process, depends on of itself."""
        if sample.name not in self._descriptions:
            expected = sample.expected.body if sample.expected else None
            line = sample.line if _may_tell_place(sample.code + sample.shown_output) else None
            told = (sample.name, sample.kind, sample.code, expected, sample.options, line)
            used = programs.stamps(self._programs(sample))
            environments = [self._environments.stamp(name) for name in sample.options.environment]
            self._descriptions[sample.name] = repr((told, stamp(sample), used, environments)).encode()
        return self._descriptions[sample.name]

    def _programs(self, sample: Sample) -> list[str]:
        return programs.used(sample.kind, sample.options.needs, in_page=self._runs_in_page(sample))

    @cached_property
    def _descriptions(self) -> dict[str, bytes]:
        return {}

    def _measures(self, deciding: Iterable[Sample], opened: Iterable[str]) -> bool:
        """Whether the samples, or the files that they opened, may ask for the sizes of files that they don't open."""
        if any(measures(sample.code.encode()) for sample in deciding):
            return True
        return any(self.files.measures(name) for name in opened) if self.files else False

    def fresh(self, sample: Sample) -> Entry | None:
        """What the ledger knows of `sample` as it is now."""
        if sample.name not in self._fresh:
            entry = self._measured(sample) if sample.options.slow else self.ledger.find(sample.name)
            self._fresh[sample.name] = entry if entry and self._holds(sample, entry) else None
        return self._fresh[sample.name]

    @cached_property
    def _fresh(self) -> dict[str, Entry | None]:
        return {}

    def _measured(self, sample: Sample) -> Entry | None:
        """What the manifest of the slow `sample` says of it, if that holds and stands for a run."""
        manifest = None if self.slow else self.measurements.find(sample)
        if not manifest:
            return None
        lines = {file: read_ranges(numbers) for file, numbers in manifest.lines.items()}
        return Entry(manifest.digest, manifest.date, manifest.labels[1:], lines)

    def _holds(self, sample: Sample, entry: Entry) -> bool:
        if sample.options.slow:
            return True
        if entry.digest != self._digest(sample, entry.opened, entry.distributions):
            return False
        proofs = ((self._by_name.get(name), digest) for name, digest in entry.proven_by.items())
        return all(run and (known := self.fresh(run)) and known.digest == digest for run, digest in proofs)

    def verification(self) -> Verification | None:
        """What the page may say, or None while any sample of it has no fresh verdict."""
        whole = self.whole()
        if not whole or not whole.verified:
            return None
        return Verification(whole.verified, (python_version(), *whole.versions), len(whole.in_ledger))

    def whole(self) -> Whole | None:
        """The document with all of its samples, or None while any of them has no fresh verdict."""
        digest = digest_whole(self.source, self.files, strict=self.strict)
        if known := self.ledger.whole(digest):
            return known
        entries = [self.fresh(sample) for sample in self.all_samples if not sample.options.unverified]
        if not all(entries):
            return None
        in_ledger = [one for one in self.all_samples if not one.options.unverified and not one.options.slow]
        known_entries = [entry for one in in_ledger if (entry := self.fresh(one))]
        versions = sorted({version for entry in known_entries for version in entry.versions}, key=str.casefold)
        samples = tuple((sample.name, sample.line, sample.options.unverified) for sample in self.all_samples)
        programs = tuple({program for sample in self.all_samples for program in stamp(sample)})
        day = min((entry.verified for entry in known_entries), default="")
        slow = tuple(sample.name for sample in self.all_samples if sample.options.slow)
        return Whole(digest, day, tuple(versions), samples, programs, slow)

    # Verdicts

    def want(self, samples: Iterable[Sample]) -> None:
        """Say that no verdicts but those of `samples` will be asked for, so that no session has to go on after them.

        Of a shown file the runs that prove it are not known before.
        """
        wanted = list(samples)
        whole = any(sample.options.file for sample in wanted)
        self._wanted = None if whole else frozenset(sample.name for sample in wanted)

    def verdict(self, sample: Sample) -> Verdict:
        """The verdict of `sample`: from the ledger where it is fresh, otherwise from a run, which is noted there."""
        if known := self.known(sample):
            return known
        verdict = self._reach_verdict(sample)
        with self._noting:
            self._verdicts[sample.name] = verdict
            if not sample.options.slow:
                self._note(verdict)
            for kept in self._recordings, self._trials:  # they may be large; who wants one again runs it again
                kept.pop(sample.name, None)
        return verdict

    def known(self, sample: Sample) -> Verdict | None:
        """The verdict of `sample`, if no run is needed to reach it."""
        if sample.name in self._verdicts:
            return self._verdicts[sample.name]
        if sample.options.unverified or self.fresh(sample):
            return Verdict(sample)
        if sample.options.slow:
            return None if self.slow else self._verdict_of_manifest(sample)
        state, verdict = self._failures.get(sample.name, ("", None))
        return verdict if verdict and state == self._state(sample) else None

    def _state(self, sample: Sample) -> str:
        """What all the problems of `sample` depend on, the lines that they name included."""
        lines = [(other.line, other.expected and other.expected.start) for other in self._sessions.deciding(sample)]
        return f"{self._digest(sample, None, None)} {lines}"

    def verdicts(self, samples: Iterable[Sample]) -> list[Verdict]:
        """The verdict of each of `samples`; may be asked for by several threads, for those of different processes."""
        return [self.verdict(sample) for sample in samples]

    def save(self) -> None:
        """Write what was learned into the ledger."""
        if whole := self.whole():
            self.ledger.note_whole(whole)
        self.ledger.save([other.name for other in self.all_samples])
        self._saved = time.monotonic()

    def _reach_verdict(self, sample: Sample) -> Verdict:
        try:
            self.refuse_missing(sample)
            if sample.options.file:
                return self._verdict_of_region(sample)
            if sample.options.tool:
                form_of(sample, self.bundle)
            return self._verdict_of_run(sample)
        except SampleError as error:
            return Verdict(sample, error.problems)
        except (ValueError, OSError) as error:
            if isinstance(error, MissingError) and may_skip():
                return Verdict(sample, missing=error.programs)
            return Verdict(sample, (Problem(sample.path, sample.line, f"{sample.name}: {error}"),))

    def _verdict_of_run(self, sample: Sample) -> Verdict:
        """What becomes of `sample` in each engine, up to the first that tells of something wrong."""
        verdict = judge(sample, self.recording(sample), self._figure(sample))
        if verdict.passed and sample.options.exercise:
            verdict = judge_untouched(sample, self.untouched(sample))
        if verdict.passed and _shows_code(sample):
            verdict = self._prove_lines(verdict)
        return self._verdict_in_page(sample) if verdict.passed and self._runs_in_page(sample) else verdict

    def _verdict_in_page(self, sample: Sample) -> Verdict:
        python = pyodide.pack().python
        verdict = judge_in_page(sample, self.recording_in_page(sample), python, self._figure(sample))
        if verdict.passed and sample.options.exercise:
            where = f"in a page (Python {python}): "
            verdict = judge_untouched(sample, self.recording_in_page(sample, untouched=True), where)
        return verdict

    def _prove_lines(self, verdict: Verdict) -> Verdict:
        """Add to `verdict` the lines of its sample that the run, though it ended well, did not execute."""
        sample = verdict.sample
        executed = self.recording(sample).lines.get(self.path.name, frozenset())
        if each_line_is_in(executed, sample):
            return verdict
        source = "\n" * (sample.code_line - 1) + sample.code
        every = statements(source)
        missing = every - statements(source, executed)
        return Verdict(sample, tuple(unreached_lines(sample, self.path, missing, every)))

    def _note(self, verdict: Verdict) -> None:
        sample = verdict.sample
        if verdict.passed:
            entry = self._entry(sample)
            self.ledger.note(sample.name, entry)
            self._fresh[sample.name] = self.ledger.find(sample.name)
        else:
            self.ledger.forget(sample.name)
            self._fresh[sample.name] = None
        if verdict.problems and not sample.options.file:
            self._failures[sample.name] = self._state(sample), verdict
        if time.monotonic() - self._saved > PATIENCE:
            self.save()

    def _entry(self, sample: Sample) -> Entry:
        recording = self._recordings.get(sample.name, NOTHING)
        if sample.options.file:
            recording = NOTHING
        opened = None if recording.opened is None else tuple(sorted(recording.opened))
        distributions = self._distributions(sample, recording)
        return Entry(
            self._digest(sample, opened, distributions),
            versions=(*self._versions(sample), *recording.programs),
            lines={file: tuple(sorted(numbers)) for file, numbers in recording.lines.items() if numbers},
            opened=opened,
            distributions=distributions,
            proven_by=self._proofs.get(sample.name, {}),
        )

    def _distributions(self, sample: Sample, recording: Recording) -> tuple[str, ...] | None:
        if recording.modules is None or "*" in recording.modules:
            return None
        own = {name.partition("/")[0].removesuffix(".py") for name in self.files.names} if self.files else set()
        found = distributions_of({*recording.modules, *imports(sample.code)} - own)
        return tuple(sorted({*found, *map(normal, sample.options.requires)}))

    def _versions(self, sample: Sample) -> list[str]:
        labels = [programs.label(name) for name in self._programs(sample)]
        if sample.options.environment:
            places = map(self._environments.get, sample.options.environment)
            return [*labels, *(found for place in places for found in place.versions_of(sample.options.requires))]
        if sample.path != self.path or self._ran_elsewhere(sample):
            return labels  # of a test: what it tests is named, what it tests with is not
        source = self.region(sample).path.read_text(encoding="utf-8") if sample.options.file else sample.code
        return [*labels, *versions_of(imports(source) if sample.kind == "python" else [], sample.options.requires)]

    def _ran_elsewhere(self, sample: Sample) -> bool:
        """Whether the file that `sample` shows ran in environments only, so that what is installed here did not."""
        runs = [self._by_name[name] for name in self._proofs.get(sample.name, ())]
        return bool(runs) and all(run.options.environment and run.kind != "test" for run in runs)

    # Runs

    def recording(self, sample: Sample) -> Recording:
        """Run `sample`, and with it those of its session that come before, and such as come after and are wanted."""
        if sample.name not in self._recordings:
            process = [member for member in self._sessions.process(sample) if self._may_run(member)]
            require(process)
            trace = self._traces or any(_shows_code(member) for member in process)
            process = self._up_to_wanted(self._sessions.process(sample), sample)
            began = time.monotonic()
            for member, recording in zip(process, self._run(process, trace=trace), strict=True):
                if share(sample, member):
                    self._recordings[member.name] = recording
                    self._seconds[member.name] = time.monotonic() - began
        return self._recordings[sample.name]

    def _up_to_wanted(self, process: list[Sample], sample: Sample) -> list[Sample]:
        """The samples of `process` up to the last that is wanted, `sample` if there is none.

        They are followed by one without code, so that what exit handlers print is no more theirs than in the whole.
        """
        wanted = {one.name for one in process if self._may_run(one)}
        if process[-1].kind not in {"python", "pycon"} or sample.options.server:
            return [one for one in process if one.name in wanted]
        if self._wanted is not None:
            wanted &= {sample.name, *self._wanted}
        last = max(place for place, one in enumerate(process) if one.name in wanted)
        after = [
            replace(one, kind="python", code="", options=Options(run=True)) for one in process[last + 1 : last + 2]
        ]
        return [*process[: last + 1], *after]

    def untouched(self, exercise: Sample) -> Recording:
        """What the test of an `exercise` does before a reader has done anything."""
        self.recording(exercise)
        if exercise.name not in self._trials:
            self._try_untouched(exercise)
        return self._trials[exercise.name]

    def _try_untouched(self, exercise: Sample) -> None:
        """Run the test of an `exercise` on the starting point.

        What that executes of the exercise, opens and imports is noted of the exercise.
        """
        tried, tested = self._run(self._sessions.tried(exercise), trace=True)[-2:]
        own, file = self._recordings[exercise.name], self.path.name
        executed = frozenset[int]().union(*(one.lines.get(file, ()) for one in (own, tried, tested)))
        noted = {**own.lines, file: executed} if executed else own.lines
        self._recordings[exercise.name] = replace(own, lines=noted, opened=tested.opened, modules=tested.modules)
        self._trials[exercise.name] = tested

    def _runs_in_page(self, sample: Sample) -> bool:
        """Whether `sample` is run in the second engine; of an exercise, its test behind its solution."""
        return sample.runs_in_page or sample.name in self._sessions.tests

    @cached_property
    def jobs(self) -> Jobs:
        """What the samples need in a page."""
        return Jobs(self.all_samples, self._sessions, self.files, pyodide.pack().modules)

    def recording_in_page(self, sample: Sample, *, untouched: bool = False) -> Recording:
        """Run `sample`, and what is before it in its process, in the second engine; with `untouched`, and its test."""
        deciding = self._sessions.tried(sample) if untouched else self._sessions.deciding(sample)
        job = self.jobs.of_process(deciding, last=untouched or self._sessions.is_last(sample))
        return pyodide.run(job, seconds(deciding))

    @lru_cache(maxsize=1 << 10)  # noqa: B019 - both live as long as a command does
    def known_in_page(self, sample: Sample, *, untouched: bool) -> Recording:
        """The same, run once."""
        return self.recording_in_page(sample, untouched=untouched)

    def deciding(self, sample: Sample) -> list[Sample]:
        """The samples whose runs decide on the verdict of `sample`, itself among them.

        For a region of a file all of the document that run, since it is not known before which of them prove it.
        """
        return [sample, *self.runs_of(sample)] if sample.options.file else list(self._sessions.process(sample))

    def _may_run(self, sample: Sample) -> bool:
        return self.slow or not sample.options.slow

    def stale_process(self, sample: Sample) -> Sequence[Sample]:
        """The samples of the session that `sample` has to run in, in their order; none if it has not to run."""
        if not sample.options.run or not self._may_run(sample) or self.fresh(sample):
            return ()
        return self._sessions.members(sample)

    def _run(self, process: Sequence[Sample], *, trace: bool) -> list[Recording]:
        """Run the samples of one process."""

        def run_one(sample: Sample, sandbox: Sandbox) -> Recording:
            return RUNNERS[sample.kind]([*self._sessions.setups(sample), sample], sandbox, trace=trace)[-1]

        environments = self._environments_of(process)
        workshop().show(folder for environment in environments for folder in environment.shown)
        with environment_for(process) as services:

            def variables(sample: Sample) -> Mapping[str, str]:
                return {**services, **self._variables(sample)}

            if process[0].options.server:
                return list(server.run(process, self.files, run_one, variables, trace=trace))
            with Sandbox(self.files, environment=variables(process[-1])) as sandbox:
                return RUNNERS[process[-1].kind](process, sandbox, trace=trace)

    @cached_property
    def _environments(self) -> Environments:
        return Environments(self.bundle, self.ledger_folder / ENVIRONMENTS)

    def _environments_of(self, samples: Iterable[Sample]) -> list[Environment]:
        """The environments that any of the `samples` names, made where they are not there."""
        return [self._environments.get(name) for sample in samples for name in sample.options.environment]

    def _variables(self, sample: Sample) -> Mapping[str, str]:
        """How `sample` finds its environments: a shell by its search path, a test by a variable for each."""
        environments = self._environments_of([sample])
        if sample.kind == "test":
            return {variable(environment.name): str(environment.folder) for environment in environments}
        return environments[0].variables(ENVIRONMENT["PATH"]) if environments else {}

    def refuse_missing(self, sample: Sample) -> None:
        """Raise ValueError where `sample` names a distribution by `requires=` that is not there."""
        if not sample.options.environment:
            versions_of([], sample.options.requires)
        for environment in self._environments_of([sample]):
            environment.versions_of(sample.options.requires)

    @cached_property
    def _traces(self) -> bool:
        """Whether each run is to tell which lines of the bundle's files it executes."""
        return any(sample.options.file and sample.about.marked for sample in self.samples)

    def runs_of(self, sample: Sample) -> list[Sample]:
        """The samples whose runs prove a shown region: all of the document that run, tests first."""
        if not sample.options.file or not sample.about.marked:
            return []
        runs = [other for other in self.all_samples if other.options.run]
        return sorted(runs, key=lambda other: (other.options.slow, other.path == self.path, other.line))

    # Measurements

    @cached_property
    def measurements(self) -> Measurements:
        """The manifests of the slow samples."""
        return Measurements(self.files, self._sessions)

    def _verdict_of_manifest(self, sample: Sample) -> Verdict:
        """The verdict of a slow `sample` that does not run."""
        if self.measurements.find(sample):
            return Verdict(sample)
        message = f"{sample.name}: {self.measurements.objection(sample)}"
        return Verdict(sample, (Problem(sample.path, sample.line, message, recordable=True),))

    def measure(self, sample: Sample, command: str, after: Document) -> Manifest:
        """The manifest of the slow `sample`, which was run; `after` is the document as that was recorded.

        `command`: the line that makes it anew.
        """
        if not self.files or not after.files:
            raise ValueError(NO_BUNDLE)
        recording, twin = self.recording(sample), after._by_name[sample.name]
        deciding = self._sessions.deciding(sample)
        opened = recording.opened
        names = set(opened or ())
        if opened is None or self._measures(deciding, opened):
            # Not what others make: of two that are slow, each would make the other stale when it is measured.
            names |= set(self.files.names) - pictures(self.all_samples)
        names = names & set(self.files.names) - made_by(deciding)
        return Manifest(
            command,
            date.today().isoformat(),  # noqa: DTZ011 - the author's day
            python_version().removeprefix("Python "),
            self._versions_measured(sample, recording),
            round(self._seconds[sample.name]),
            parts_of(twin, after._sessions.deciding(twin), after.files),
            {name: self.files.digest(name) for name in names},
            {file: written_ranges(lines) for file, lines in recording.lines.items() if file in names and lines},
        )

    def _versions_measured(self, sample: Sample, recording: Recording) -> dict[str, str]:
        labels = [*self._versions(sample), *recording.programs]
        if sample.path != self.path:  # a test, which no page shows: its manifest names all that it imported
            used = self._distributions(sample, recording) or ()
            labels += versions_of([], [name for name in used if is_installed(name)])
        told = dict(label.rpartition(" ")[::2] for label in labels)
        return {**program_versions(sample), **told, ENGINE: engine_digest()[:12]}

    def reopened(self) -> Document:
        """The document as it is on the disk now."""
        return Document(self.path, self.ledger_folder, strict=self.strict, slow=self.slow)

    def functions_beside(self, sample: Sample) -> list[Sample]:
        """All functions of the file that the test `sample` is of."""
        return self._sessions.members(sample)

    def refuse_unreached(self, sample: Sample) -> None:
        """ValueError for a line of the code of `sample`, which was run, that the run did not execute."""
        if _shows_code(sample):
            for problem in self._prove_lines(Verdict(sample)).problems:
                raise ValueError(f"{problem.message.partition(',')[0]}: line {problem.line}")

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
        changed, last = changed_lines(sample, region), len(region.numbers)
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
        with Sandbox(self.files) as sandbox:
            (recording,) = RUNNERS[sample.kind]([whole], sandbox, trace=False)
        for problem in judge(whole, recording).problems:
            yield replace(problem, line=max(problem.line, 1), message=f"{problem.message}, which {sample} shows")

    def _unreached(self, sample: Sample, region: Region) -> Sequence[Problem]:
        """Problems for the shown lines that no verified run executed; runs only as many samples as it takes."""
        missing = region.statements()
        if not missing:
            raise ValueError("nothing in it can be run; what is no code belongs into a text fence")
        proofs = self._proofs[sample.name] = {}
        for other in self.runs_of(sample):
            if not missing:
                return []
            executed = region.statements(self._executed(other).get(sample.options.file, frozenset()))
            if executed & missing and (entry := self.fresh(other)):
                proofs[other.name] = entry.digest
                missing -= executed
        return unreached_lines(sample, region.path, missing, region.statements())

    @cached_property
    def _proofs(self) -> dict[str, dict[str, str]]:
        """For each region that was proven: the digests of the samples whose runs did, by their names."""
        return {}

    def _executed(self, sample: Sample) -> Lines:
        if self.fresh(sample) or self.verdict(sample).passed:
            entry = self.fresh(sample)
            return {file: frozenset(numbers) for file, numbers in entry.lines.items()} if entry else {}
        return {}


def _refuse_strays(document: Document) -> None:
    """Raise SampleError where the folder of manifests has a file that is the manifest of no slow sample."""
    message = "is the manifest of no slow sample; remove it"
    strays = document.measurements.strays(document.all_samples)
    if strays:
        raise SampleError([Problem(document.path.parent / name, 1, message) for name in strays])


@lru_cache(maxsize=1 << 12)
def _may_tell_place(text: str) -> bool:
    return bool(PLACE.search(text))


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


def _shows_code(sample: Sample) -> bool:
    """Whether the page shows the code of `sample` as that of a script."""
    return sample.kind == "python" and sample.options.run and not sample.options.hidden
