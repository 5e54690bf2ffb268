"""Casts: the transcript of a console as a recording that plays, in the format asciicast v2.

The text is what the page shows, and so is what plays: a wildcard is not filled in, and a folded time not told. The
pace is that of no machine, so that the same transcript gives the same bytes.
Format: https://docs.asciinema.org/manual/asciicast/v2/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import zip_longest

from runnable.transcript import PROMPTS, Entry, read_entries

HEADER = {"version": 2, "width": 80, "height": 24, "env": {"TERM": "dumb", "SHELL": "/bin/bash"}}
"""The terminal of the samples; how many lines it has, they can't see."""

# Milliseconds
BEFORE_TYPING = 700  # between a prompt and the first key, while what was printed is read
PER_KEY = 50  # twenty keys a second: fast for a hand, and slow enough to follow
AFTER_ENTER = 400  # while the command runs
PER_LINE = 30  # of what is printed, which scrolls and does not jump
AT_THE_END = 1500  # while the last output is read, before a player begins anew

NEWLINE = "\r\n"  # a terminal goes down and back
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but a tab and the end of a line
Event = tuple[str, int]
"""What appears, and the milliseconds until the next event."""


def write_cast(transcript: str) -> bytes:
    """The cast of a console's `transcript`, UTF-8: a line for the header and one for each event.

    ValueError where the transcript has a character that a terminal would obey and a page does not show.
    """
    if found := CONTROL.search(transcript):
        line = transcript.count("\n", 0, found.start()) + 1
        raise ValueError(f"line {line} has the control character U+{ord(found[0]):04X}, which a terminal would obey")
    lines, now = [_json(HEADER)], 0
    for text, pause in _events(transcript):
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


def _events(transcript: str) -> Iterator[Event]:
    lines = transcript.removesuffix("\n").split("\n")
    entries = read_entries(transcript, *PROMPTS["console"])
    ends = [*(entry.line for entry in entries[1:]), len(lines)]
    for entry, end in zip(entries, ends, strict=True):
        yield from _typed(entry)
        for line in lines[entry.line + entry.typed.count("\n") : end]:
            yield line + NEWLINE, PER_LINE


def _typed(entry: Entry) -> Iterator[Event]:
    first, more = PROMPTS["console"]
    lines = entry.source.removesuffix("\n").split("\n")
    for number, line in enumerate(lines):
        yield (more, PER_KEY) if number else (first, BEFORE_TYPING)
        for key in line:
            yield key, PER_KEY
        yield NEWLINE, PER_KEY if number < len(lines) - 1 else AFTER_ENTER
