"""Statements: the lines of Python code that a run can execute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from coverage.exceptions import NotPython
from coverage.parser import PythonParser

EXCUSE = r"#\s*not run:\s*\S"


@dataclass(frozen=True)
class Execution:
    """How much of the code that a page shows was executed.

    `executed`: the number of its statements that were. `excuses`: the number of those that `# not run: reason`
    excuses. `excused`: the lines of these, from 1 in the shown text.
    """

    executed: int
    excuses: int = 0
    excused: frozenset[int] = frozenset()

    @property
    def statements(self) -> int:
        """The number of statements shown."""
        return self.executed + self.excuses


def statements(source: str, executed: Iterable[int] | None = None) -> set[int]:
    """The lines of `source`, from 1, that begin a statement; with `executed` lines, those that were executed.

    In coverage.py's terms: a statement of several lines counts by its first, a docstring does not count, and neither
    does what `# not run: reason` excuses. Raises ValueError for what is not Python.
    """
    parser = _parsed(source, EXCUSE)
    return set(parser.statements) if executed is None else parser.statements & parser.translate_lines(executed)


def excused(source: str) -> dict[int, int]:
    """The lines of `source`, from 1, that `# not run: reason` excuses, each with the line that begins its statement.

    Raises ValueError for what is not Python.
    """
    parser = _parsed(source)
    begins = parser.statements - statements(source)
    lines = range(1, source.count("\n") + 2)
    return {line: first for line in lines if (first := parser.first_line(line)) in begins}


@lru_cache(maxsize=64)  # a page may show many parts of one file
def _parsed(source: str, exclude: str | None = None) -> PythonParser:
    parser = PythonParser(text=source, exclude=exclude)
    try:
        parser.parse_source()
    except NotPython as error:
        raise ValueError(str(error)) from None
    return parser


def stretches(missing: set[int], all_statements: set[int]) -> Iterator[tuple[int, int]]:
    """The first and last lines of stretches of `missing` statements, between which no other statement stands."""
    for is_missing, lines in groupby(sorted(all_statements), key=missing.__contains__):
        if is_missing:
            first, *_, last = [*(stretch := list(lines)), stretch[-1]]
            yield first, last
