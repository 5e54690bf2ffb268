"""Statements: the lines of Python code that a run can execute."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from types import FunctionType
from typing import Any

from coverage import parser
from coverage.bytecode import ByteParser
from coverage.exceptions import NotPython

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

    What stands between two excused statements, such as a blank line, goes with the first. Raises ValueError for what
    is not Python.
    """
    if not re.search(EXCUSE, source):
        return {}
    parser = _parsed(source)
    every = sorted(parser.statements)
    excuses = parser.statements - statements(source)
    ends = {parser.first_line(line): line for line in range(1, source.count("\n") + 2)}
    found: dict[int, int] = {}
    for first, following in zip(every, [*every[1:], 0], strict=True):
        if first in excuses:
            end = following - 1 if following in excuses else ends[first]
            found |= dict.fromkeys(range(first, end + 1), first)
    return found


@lru_cache(maxsize=1 << 10)  # a page may show many parts of one file, and another page adds all of them up
def _parsed(source: str, exclude: str | None = None) -> parser.PythonParser:
    parsed = _Parser(text=source, exclude=exclude)
    try:
        parsed.parse_source()
    except NotPython as error:
        raise ValueError(str(error)) from None
    return parsed


class _AwaitingByteParser(ByteParser):
    """Reads code that awaits outside of a function, too, which a sample may.

    Such code begins with what makes a coroutine of it, on line 1, whatever stands there.
    """

    def __init__(self, *, text: str, filename: str) -> None:
        tree = ast.parse(text, filename)
        self._first = min((node.lineno for node in ast.walk(tree) if hasattr(node, "lineno")), default=1)
        super().__init__(code=compile(text, filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True))

    def find_statements(self) -> Iterator[int]:
        yield from (line for line in super().find_statements() if line >= self._first)


class _Parser(parser.PythonParser):
    """coverage.py's parser, by that reader of bytecode: it names its own, and takes no other."""

    _raw_parse: Any = FunctionType(
        parser.PythonParser._raw_parse.__code__,  # noqa: SLF001 - as above
        {**vars(parser), "ByteParser": _AwaitingByteParser},
    )


def stretches(missing: set[int], all_statements: set[int]) -> Iterator[tuple[int, int]]:
    """The first and last lines of stretches of `missing` statements, between which no other statement stands."""
    for is_missing, lines in groupby(sorted(all_statements), key=missing.__contains__):
        if is_missing:
            first, *_, last = [*(stretch := list(lines)), stretch[-1]]
            yield first, last
