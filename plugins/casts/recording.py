"""An asciicast as a reader needs it: how long it plays, how large it is, and what can be read in it.

Formats: https://docs.asciinema.org/manual/asciicast/v2/ and https://docs.asciinema.org/manual/asciicast/v3/
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from runnable.cast import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cast", "read_cast"]

# How each version has its size, and whether its times count from the event before.
VERSIONS: dict[Any, tuple[Any, bool]] = {
    2: (lambda header: (header["width"], header["height"]), False),
    3: (lambda header: (header["term"]["cols"], header["term"]["rows"]), True),
}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Cast:
    """The recording in the file `file`, of a terminal of `columns` and as many `rows` of it as it uses.

    `transcript` is what it shows, in lines, without colours.
    """

    file: str
    seconds: int
    columns: int
    rows: int
    transcript: str

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.file.removesuffix(".cast")


def read_cast(file: str, text: str) -> Cast:
    """Return the recording whose file has this text; ValueError for what is none, or can't be read line by line."""
    header, *events = _lines(text)
    try:
        size, relative = VERSIONS[header["version"]]
        columns, rows = size(header)
        times = [float(event[0]) for event in events]
        shown = "".join(event[2] for event in events if event[1] == "o")
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ValueError(f"is no asciicast of version 2 or 3: {error!r}") from None
    transcript = plain(shown.replace("\r\n", "\n"))
    if found := CONTROL.search(transcript):
        code = f"U+{ord(found[0]):04X}"
        raise ValueError(
            f"has a control character that is no colour, {code}; its transcript can't be read line by line"
        )
    seconds = round(list(accumulate(times))[-1] if relative else times[-1]) if times else 0
    return Cast(file, seconds, columns, min(rows, _height(transcript, columns)), transcript)


def _lines(text: str) -> list[Any]:
    try:
        lines = [json.loads(line) for line in text.splitlines() if line and not line.startswith("#")]
    except ValueError as error:
        raise ValueError(f"is no asciicast: {error}") from None
    if not lines:
        raise ValueError("is no asciicast: it is empty")
    return lines


def _height(transcript: str, columns: int) -> int:
    """How many rows the transcript takes, and one for the cursor."""
    lines: Sequence[str] = transcript.removesuffix("\n").split("\n")
    return 1 + sum(max(1, -(-len(line) // columns)) for line in lines)
