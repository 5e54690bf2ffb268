"""What is wrong, and where: the one form in which the site's checks report to authors."""

from __future__ import annotations

import difflib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Problem", "ProblemsFound", "fail_on", "hint"]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that somebody has to mend.

    Its text is a location that editors and terminals can open: ``path:line: message``, where the path is as short as
    the current folder allows.
    """

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        here = Path.cwd()
        path = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        return f"{path}:{self.line}: {self.message}"


class ProblemsFound(SystemExit):
    """Ends a build with exit status 1, after its problems were printed.

    It is no `Exception`: those Pelican either logs and forgets, or prints with a traceback that hides the message.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(1)
        self.problems = problems


def fail_on(problems: Iterable[Problem]) -> None:
    """Print the problems, one a line, and raise `ProblemsFound`; do nothing if there are none.

    Printed here and not logged, because Pelican's log wraps lines and its level can be turned down.
    """
    if found := sorted(set(problems)):
        for problem in found:
            print(problem, file=sys.stderr)
        raise ProblemsFound(found)


def hint(word: str, allowed: Iterable[str]) -> str:
    """Return what may stand in a wrong word's place: the nearest allowed word, if one is near, and all of them.

    Such as ``"; did you mean 'Flask'? Allowed: Flask, Python"``.
    """
    by_folded = {candidate.casefold(): candidate for candidate in allowed}
    everything = ", ".join(by_folded.values()) or "none yet"
    nearest = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f"; did you mean {by_folded[nearest[0]]!r}? Allowed: {everything}" if nearest else f"; allowed: {everything}"
