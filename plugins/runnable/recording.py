"""What a run printed, raised and made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

Lines = Mapping[str, frozenset[int]]
"""Executed lines of the bundle's files, by their paths in it."""


class Ending(Enum):
    """How a run came to its end; the value completes "the sample …"."""

    FINISHED = "finished"
    TIMEOUT = "ran longer than it may"
    FLOOD = "printed more than it may"
    DISK = "wrote more than it may"
    MEMORY = "took more memory than there is"
    DIED = "ended its process before its last line"
    SKIPPED = "did not run, since one before it failed"


@dataclass(frozen=True)
class Raised:
    """An exception that a run did not catch: `type` as tracebacks name it, `line` the last line of ours it passed."""

    type: str
    message: str
    traceback: str
    line: int

    def __str__(self) -> str:
        return f"{self.type}: {self.message}" if self.message else self.type


@dataclass(frozen=True)
class Recording:
    """One run of one sample.

    `output`: what it printed, both streams in the order of writing. `lines`: what it executed of the
    bundle's files. `figure`: the picture it made, if it was to make one. `detail`: what the kind has to say besides.
    `opened`: the files of the bundle that were opened up to its end; None: it can't be said, as well as all. `modules`:
    what was imported up to its end, by first names, with `*` among them where a child may have imported more; None: it
    can't be said. `log`: what the server that it asked printed. `faults`: what a parser does not accept, by lines of
    the file. `programs`: what it ran in, as a badge names it. `shown`: by command of a console with a cast, what its
    terminal showed, colours and all.
    """

    ending: Ending
    output: str = ""
    raised: Raised | None = None
    exit: int = 0
    lines: Lines = field(default_factory=dict)
    figure: bytes | None = None
    detail: str = ""
    opened: frozenset[str] | None = None
    modules: frozenset[str] | None = None
    log: str = ""
    faults: Sequence[tuple[int, str]] = ()
    programs: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
