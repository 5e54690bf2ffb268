"""What an info string says after the kind: one table names the options, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

LONGEST = 3600.0  # seconds
LOOSEST = 0.1  # of the pixels of a picture; one that differs in more is another


@dataclass(frozen=True)
class Options:
    """What the info string of a fence says after the kind; the README explains each for authors."""

    run: bool = False
    name: str = ""
    file: str = ""
    region: str = ""
    session: str = ""
    hidden: bool = False
    setup: str = ""
    server: str = ""
    headers: tuple[str, ...] = ("Content-Type", "Location")
    raises: str = ""
    exit: int = 0
    timeout: float = 10.0
    slow: bool = False
    max_output: int = 1 << 20
    requires: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    schema: str = ""
    fold: tuple[str, ...] = ()
    figure: str = ""
    tolerance: float | None = None
    alt: str = ""
    caption: str = ""
    cast: str = ""
    asks: tuple[str, ...] = ()
    browser: str = ""
    exercise: bool = False
    test: str = ""
    solution: str = ""
    hint: str = ""
    tool: str = ""
    unverified: str = ""
    title: str = ""
    hl_lines: tuple[int, ...] = ()
    linenums: bool = False
    diff: str = ""
    tab: str = ""
    remarks: bool = False


WORD = re.compile(r"""([^\s=]+)(?:=("[^"]*"|'[^']*'|[^\s"']\S*|))?(?=\s|$)""")
NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
SIZES = {"": 1, "kib": 1 << 10, "mib": 1 << 20}


def _flag(value: str | None) -> bool:
    if value is not None:
        raise ValueError("takes no value")
    return True


def _text(value: str | None) -> str:
    if not value:
        raise ValueError('needs a value: ="…"')
    return value


def _label(value: str | None) -> str:
    if not NAME.fullmatch(_text(value)):
        raise ValueError("takes letters, digits, '.', '_' and '-', with a letter or digit first")
    return _text(value)


def _one_label(value: str | None) -> tuple[str, ...]:
    return (_label(value),)


def _relative(value: str | None) -> str:
    parts = Path(_text(value)).parts
    if Path(_text(value)).is_absolute() or ".." in parts:
        raise ValueError("takes a path inside the article's folder")
    return _text(value)


def _picture(value: str | None) -> str:
    return _made(value, {".png", ".svg"}, "an .svg or .png file")


def _cast(value: str | None) -> str:
    return _made(value, {".cast"}, "a .cast file")


def _browser(value: str | None) -> str:
    """`yes`, or why not, or behind `other: ` why what it prints there is something else."""
    if value is None:
        return "yes"
    if not re.fullmatch(r"(?:other|no): (?!other: )\S.*", value):
        raise ValueError('takes no value, or ="no: reason", or ="other: reason"')
    return value.removeprefix("no: ")


def _function(value: str | None) -> str:
    if not _text(value).isidentifier():
        raise ValueError("takes the name of a function")
    return _text(value)


def _made(value: str | None, suffixes: set[str], what: str) -> str:
    """The path of a file that `record` writes; none that begins with a dot, which no bundle is said to have."""
    path = Path(_relative(value))
    if path.suffix not in suffixes or any(part.startswith(".") for part in path.parts):
        raise ValueError(f"takes the name of {what}")
    return _text(value)


def _share(value: str | None) -> float:
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,9})?)\s*%", value or "", re.ASCII)
    if not match or float(match[1]) / 100 > LOOSEST:
        raise ValueError(f"takes a percentage, {LOOSEST:.0%} at the most")
    return float(match[1]) / 100


def _status(value: str | None) -> int:
    if not re.fullmatch(r"\d{1,3}", value or "") or int(value or 0) > 255:  # noqa: PLR2004 - the range of an exit status
        raise ValueError("takes an exit status, 0 to 255")
    return int(value or 0)


def _seconds(value: str | None) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", value or "", re.ASCII) or not 0 < float(value or 0) <= LONGEST:
        raise ValueError(f"takes a number of seconds above 0, {LONGEST:.0f} at the most")
    return float(value or 0)


def _size(value: str | None) -> int:
    match = re.fullmatch(r"(\d+)\s*(kib|mib|)", (value or "").lower())
    if not match:
        raise ValueError("takes a number of bytes, or one with KiB or MiB behind it")
    return int(match[1]) * SIZES[match[2]]


def _words(value: str | None) -> tuple[str, ...]:
    words = tuple(word for word in re.split(r"[,\s]+", _text(value)) if word)
    if not words:
        raise ValueError("names nothing")
    return words


def _prompts(value: str | None) -> tuple[str, ...]:
    prompts = tuple(prompt for part in _text(value).split(",") if (prompt := part.strip()))
    if not prompts:
        raise ValueError("names nothing")
    return prompts


def _folds(value: str | None) -> tuple[str, ...]:
    known = ("address", "duration", "path", "port", "time", "uuid")
    if unknown := [word for word in _words(value) if word not in known]:
        raise ValueError(f"does not know {unknown[0]!r}; it takes {', '.join(known)}")
    return _words(value)


def _lines(value: str | None) -> tuple[int, ...]:
    numbers: list[int] = []
    for word in _words(value):
        match = re.fullmatch(r"([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?", word)
        numbers.extend(range(int(match[1]), int(match[2] or match[1]) + 1) if match else ())
        if not match or (match[2] and int(match[2]) < int(match[1])):
            raise ValueError('takes line numbers and ranges: ="2 4-6"')
    return tuple(numbers)


OPTIONS: Mapping[str, Callable[[str | None], Any]] = {
    "run": _flag,
    "name": _label,
    "file": _relative,
    "region": _label,
    "session": _label,
    "hidden": _flag,
    "setup": _label,
    "server": _label,
    "headers": _words,
    "raises": _text,
    "exit": _status,
    "timeout": _seconds,
    "slow": _flag,
    "max_output": _size,
    "requires": _words,
    "needs": _words,
    "environment": _one_label,
    "schema": _relative,
    "fold": _folds,
    "figure": _picture,
    "tolerance": _share,
    "alt": _text,
    "caption": _text,
    "cast": _cast,
    "asks": _prompts,
    "browser": _browser,
    "exercise": _flag,
    "test": _label,
    "solution": _label,
    "hint": _text,
    "tool": _function,
    "unverified": _text,
    "title": _text,
    "hl_lines": _lines,
    "linenums": _flag,
    "diff": _label,
    "tab": _text,
    "remarks": _flag,
}
assert tuple(OPTIONS) == tuple(option.name for option in fields(Options))  # noqa: S101 - two halves of one table


def unknown(what: str, word: str, known: list[str]) -> str:
    """Say that `word` is none of the `known` ones, and which of them it may have meant to be."""
    close = get_close_matches(word, known, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"unknown {what} {word!r}.{hint} There are: {', '.join(sorted(known)) or 'none'}"


def parse_options(words: str) -> Options:
    """Read the part of an info string that follows the kind; ValueError says what is wrong with it."""
    found: dict[str, Any] = {}
    position = 0
    for match in WORD.finditer(words):
        if words[position : match.start()].strip():
            break
        position = match.end()
        name, value = match[1], match[2]
        if name not in OPTIONS:
            raise ValueError(unknown("option", name, list(OPTIONS)))
        if name in found:
            raise ValueError(f"option {name!r} is given twice")
        found[name] = _parse_value(name, value)
    if rest := words[position:].strip():
        raise ValueError(f"can't read {rest!r}; options are words or name=value, with quotes around blanks")
    return Options(**found)


def _parse_value(name: str, value: str | None) -> Any:
    if value and value[0] in "\"'":
        value = value[1:-1]
    try:
        return OPTIONS[name](value)
    except ValueError as error:
        raise ValueError(f"option {name!r} {error}") from None
