"""Casts: what was typed at a terminal, and what that showed, as a recording that plays; the format is asciicast v2.

The text is what the page shows, and so is what plays: a wildcard is not filled in, and a folded time not told. Its
colours are those of the terminal. The pace is that of no machine, so that the same session gives the same bytes.
Format: https://docs.asciinema.org/manual/asciicast/v2/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from runnable.transcript import PROMPTS, Entry, answer, ends, read_entries

HEADER = {"version": 2, "width": 80, "height": 24, "env": {"TERM": "xterm-256color", "SHELL": "/bin/bash"}}
"""The terminal on which the commands were typed (see inside/terminal/)."""

# Milliseconds
BEFORE_TYPING = 700  # between a prompt and the first key, while what was printed is read
PER_KEY = 50  # twenty keys a second: fast for a hand, and slow enough to follow
AFTER_ENTER = 400  # while the command runs
PER_LINE = 30  # of what is printed, which scrolls and does not jump
AT_THE_END = 1500  # while the last output is read, before a player begins anew

NEWLINE = "\r\n"  # a terminal goes down and back
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but a tab and the end of a line
COLOUR = re.compile(r"\x1b\[[\d;:]*[mK]")  # SGR of ECMA-48, and the end of the line erased in that colour
RESET = "\x1b[0m"
BLANKS = re.compile(r"[ \t]+$", re.MULTILINE)
Event = tuple[str, int]
"""What appears, and the milliseconds until the next event."""


def plain(shown: str) -> str:
    """What can be read of what a terminal `shown`: no colours, and no blanks at the ends of lines."""
    return BLANKS.sub("", COLOUR.sub("", shown))


def write_cast(transcript: str, shown: Sequence[str] = (), asks: Sequence[str] = ()) -> bytes:
    """The cast of a console's `transcript`, UTF-8: a line for the header and one for each event.

    `shown` is what each command showed on the terminal: a line that the transcript has as it was has its colours.
    `asks` are the prompts at which something was typed into a program. ValueError where the transcript has a character
    that a terminal would obey and a page does not show.
    """
    if found := CONTROL.search(transcript):
        line = transcript.count("\n", 0, found.start()) + 1
        raise ValueError(f"line {line} has the control character U+{ord(found[0]):04X}, which a terminal would obey")
    lines, now = [_json(HEADER)], 0
    for text, pause in _events(transcript, shown, asks):
        lines.append(_json([now / 1000, "o", text]))
        now += pause
    lines.append(_json([(now + AT_THE_END) / 1000, "o", ""]))
    return "".join(f"{line}\n" for line in lines).encode()


def cast_difference(shown: bytes, made: bytes) -> str:
    """The first line in which the cast `shown` is not the one that was `made`, in words; empty where they are equal."""
    pairs = enumerate(zip_longest(shown.split(b"\n"), made.split(b"\n")))
    for number, (mine, theirs) in pairs:
        if mine != theirs:
            what = f"event {number}" if number else "the header"
            return f"{what} differs\n    - {_readable(mine)}\n    + {_readable(theirs)}"
    return ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _readable(line: bytes | None) -> str:
    return line[:200].decode("utf-8", "backslashreplace") if line else "(nothing)"


def _events(transcript: str, shown: Sequence[str], asks: Sequence[str]) -> Iterator[Event]:
    lines = transcript.removesuffix("\n").split("\n")
    entries = read_entries(transcript, *PROMPTS["console"])
    texts = [*shown, *[""] * len(entries)]
    for entry, end, text in zip(entries, ends(entries, len(lines)), texts, strict=False):
        yield from _typed(entry)
        printed = lines[entry.line + entry.typed.count("\n") : end]
        for line, coloured in zip(printed, _coloured(printed, text), strict=True):
            typed = answer(line, asks)
            yield from [(coloured + NEWLINE, PER_LINE)] if typed is None else _answered(line, typed)


def _typed(entry: Entry) -> Iterator[Event]:
    first, more = PROMPTS["console"]
    lines = entry.source.removesuffix("\n").split("\n")
    for number, line in enumerate(lines):
        yield (more, PER_KEY) if number else (first, BEFORE_TYPING)
        yield from _keys(line)
        yield NEWLINE, PER_KEY if number < len(lines) - 1 else AFTER_ENTER


def _answered(line: str, typed: str) -> Iterator[Event]:
    yield line.removesuffix(typed), BEFORE_TYPING
    yield from _keys(typed)
    yield NEWLINE, AFTER_ENTER


def _keys(text: str) -> Iterator[Event]:
    return ((key, PER_KEY) for key in text)


def _coloured(printed: Sequence[str], shown: str) -> Iterator[str]:
    """The lines `printed` with the colours that they had; one that was folded, or is a wildcard, has none."""
    lines = shown.replace("\r\n", "\n").split("\n")
    readable, at = [plain(line) for line in lines], 0
    for line in printed:
        try:
            found = readable.index(line, at)
        except ValueError:
            yield RESET * ("\x1b" in shown) + line
        else:
            yield lines[found]
            at = found + 1
