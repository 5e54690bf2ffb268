"""Statements: the lines of Python code that a run can execute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from coverage.exceptions import NotPython
from coverage.parser import PythonParser

EXCUSE = r"#\s*not run:\s*\S"


def statements(source: str, executed: Iterable[int] | None = None) -> set[int]:
    """The lines of `source`, from 1, that begin a statement; with `executed` lines, those that were executed.

    In coverage.py's terms: a statement of several lines counts by its first, a docstring does not count, and neither
    does what `# not run: reason` excuses. Raises ValueError for what is not Python.
    """
    parser = _parser(source)
    return set(parser.statements) if executed is None else parser.statements & parser.translate_lines(executed)


@lru_cache(maxsize=64)  # a file is asked after once for each sample that may have executed it
def _parser(source: str) -> PythonParser:
    parser = PythonParser(text=source, exclude=EXCUSE)
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
