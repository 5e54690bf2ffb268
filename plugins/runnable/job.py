"""Jobs: what to run in one process, and what came of it. Plain data, without a way to run it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from runnable.recording import Ending, Lines, Raised


@dataclass(frozen=True)
class Part:
    """A piece of source that runs in one go.

    `line`: where it begins in the Markdown file, or 0 where its lines count from 1 (a statement of a session).
    `go_on`: an exception here does not keep the parts after it from running. `forked`: it runs in a fork of the process
    that ran the part before. `timeout` (seconds) and `max_output` (bytes) are for this part and those after it that
    have none.
    """

    source: str
    filename: str = "index.md"
    line: int = 0
    interactive: bool = False
    go_on: bool = False
    forked: bool = False
    timeout: float | None = None
    max_output: int | None = None


@dataclass(frozen=True)
class Job:
    """What to run in one process: Python `parts`, or a program `argv` that reports its parts itself.

    Beside an `argv`, `parts` say nothing but how long each may run, and how much print. `environment` and `limits` are
    added to what each job has.
    """

    parts: Sequence[Part] = ()
    argv: Sequence[str] = ()
    part_count: int = 1
    timeout: float = 10.0
    max_output: int = 1 << 20
    trace: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class PartResult:
    """What one part did.

    `lines`: those lines of the bundle's files that it was the first to execute. `opened`: the files of the bundle that
    it opened, or None where that can't be said. `modules`: what was imported by its end, by first names.
    """

    output: str
    raised: Raised | None = None
    exit: int = 0
    lines: Lines = field(default_factory=dict)
    opened: frozenset[str] | None = None
    modules: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Result:
    """What a job did.

    `parts`: those that ended; one that was cut short is the last, with what it printed until then. `ending`: how the
    whole ended.
    """

    ending: Ending
    parts: Sequence[PartResult]
    protected: bool = True


def opened_by(parts: Iterable[PartResult]) -> frozenset[str] | None:
    """The files of the bundle that any of the `parts` opened, or None where that can't be said."""
    opened = [part.opened for part in parts]
    return None if None in opened else frozenset().union(*(files for files in opened if files))
