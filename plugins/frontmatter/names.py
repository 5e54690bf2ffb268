"""Names that become addresses: of tags, series, authors and categories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from problems import Problem

__all__ = ["Name", "address_of", "check_names", "place"]


@dataclass(frozen=True)
class Name:
    """What an author called a thing of this kind, such as ``"tag"``, and where."""

    kind: str
    text: str
    path: Path
    line: int


def check_names(names: Iterable[Name], content: Path) -> Iterator[Problem]:
    """Yield each name that has no address, or that of an earlier name of its kind which is spelled differently."""
    seen: dict[tuple[str, str], Name] = {}
    for name in names:
        address = address_of(name.text)
        first = seen.setdefault((name.kind, address), name)
        if not address:
            message = f"the {name.kind} {name.text!r} has neither a letter nor a digit, and so no address"
            yield Problem(name.path, name.line, f"{message}; choose another one")
        elif first.text != name.text:
            where = f"{place(first.path, content)}:{first.line}"
            message = f"the {name.kind} {name.text!r} has the same address as {first.text!r} in {where}"
            yield Problem(name.path, name.line, f"{message}; {_way_out(name, first)}")


def address_of(name: str) -> str:
    """Return the part of an address that Pelican makes of a name."""
    from pelican.settings import DEFAULT_CONFIG  # noqa: PLC0415  # slow, and most checks do without
    from pelican.utils import slugify  # noqa: PLC0415  # Pelican is slow to import

    return str(slugify(name, regex_subs=DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]))


def place(path: Path, content: Path) -> str:
    """Return the path of a file in the content folder as authors see it, wherever the folder lies."""
    return f"content/{path.relative_to(content).as_posix()}"


def _way_out(name: Name, first: Name) -> str:
    if _folded(name.text) == _folded(first.text):
        return "write both alike"
    return "say one of them in other words, such as `C sharp` for `C#`"


def _folded(text: str) -> str:
    return re.sub(r"[-_\s]+", " ", text).strip().casefold()
