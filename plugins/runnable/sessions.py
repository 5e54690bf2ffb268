"""Sessions: which samples of a document share a process, and which of them decide on what another does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from runnable.sample import Sample


class Sessions:
    """The sessions of all `samples` of a document, in the order of the text."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._samples = samples
        self._by_name = {sample.name: sample for sample in samples}

    def process(self, sample: Sample) -> list[Sample]:
        """The samples of the process that `sample` runs in: its session, and what sets that up."""
        return self._processes[sample.name]

    def members(self, sample: Sample) -> list[Sample]:
        """The samples of the session of `sample`, which may be the only one."""
        return [other for other in self.process(sample) if share(sample, other)]

    @cached_property
    def _processes(self) -> dict[str, list[Sample]]:
        sessions: dict[str, list[Sample]] = {}
        for sample in self._samples:
            sessions.setdefault(_session(sample), []).append(sample)
        processes: dict[str, list[Sample]] = {}
        for members in sessions.values():
            asks = members[0].options.server  # then each has a process of its own, and its set-ups in that
            process = members if asks else self.with_setups(members)
            processes |= {member.name: process for member in members}
        return processes | self._of_exercises(processes)

    def _of_exercises(self, processes: dict[str, list[Sample]]) -> dict[str, list[Sample]]:
        """The processes of solutions, each in the place of its exercise, and of tests, each behind the solution."""
        found: dict[str, list[Sample]] = {}
        for sample in self._samples:
            if exercise := self.exercise(sample):
                process = processes[sample.name]
                before = process[: process.index(sample)]
                found |= {one.name: [*before, *exercise[: number + 1]] for number, one in enumerate(exercise)}
        return found

    def exercise(self, sample: Sample) -> tuple[Sample, ...]:
        """The solution and the test of an exercise; nothing of a sample that is none."""
        options = sample.options
        return (self._by_name[options.solution], self._by_name[options.test]) if options.exercise else ()

    @cached_property
    def tests(self) -> frozenset[str]:
        """The names of the tests of exercises."""
        return frozenset(sample.options.test for sample in self._samples if sample.options.exercise)

    def with_setups(self, samples: Iterable[Sample]) -> list[Sample]:
        """The `samples`, each behind what sets it up; none is there twice."""
        # By their names, since to hash whole samples takes long.
        return list({one.name: one for sample in samples for one in (*self.setups(sample), sample)}.values())

    def setups(self, sample: Sample) -> list[Sample]:
        """What sets `sample` up, in the order in which it runs."""
        setup = self._by_name.get(sample.options.setup)
        if not setup:  # or it is a file
            return []
        return [*self.setups(setup), setup]

    def deciding(self, sample: Sample) -> list[Sample]:
        """The samples that decide on what `sample` does: those before it in its process, and itself, and all set-ups.

        Of a server's log, all that ask it decide.
        """
        process = self.process(sample)
        is_server = sample.options.server and process[0] is sample
        return self.with_setups(process if is_server else process[: process.index(sample) + 1])

    def tried(self, sample: Sample) -> list[Sample]:
        """Those that decide, and of an exercise its test, too."""
        return [*self.deciding(sample), *self.exercise(sample)[1:]]

    def is_last(self, sample: Sample) -> bool:
        """Whether `sample` is the last of its process, so that what exit handlers print is its output."""
        return self.process(sample)[-1] is sample


def _session(sample: Sample) -> str:
    """What samples that share a process have in common; that of a test is its file."""
    session, asked = sample.options.session, sample.options.server
    if asked:
        return f"server {asked}"
    return f"session {sample.path.name} {session}" if session else f"sample {sample.name}"


def share(sample: Sample, other: Sample) -> bool:
    """Whether both run in one process."""
    return _session(sample) == _session(other)
