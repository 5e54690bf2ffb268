"""What the Nu HTML Checker, the one of the W3C, says of pages, style sheets and pictures."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tests.site.house import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

JAR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
TIMEOUT = 120
LOOPBACK = "-Dnu.validator.servlet.allow-forbidden-hosts=true"  # to which the checker counts it

# Text of a message that is provably wrong: why.
EXCUSED: dict[str, str] = {}


def check(places: Sequence[Path | str]) -> list[str]:
    """Return what is wrong, or doubtful, in HTML, CSS and SVG, a line each: where, its line, and what.

    Pages come by their addresses: of a file, the checker knows no origin that a policy could name.
    """
    options = ("--format", "json", "--exit-zero-always", "--also-check-css", "--also-check-svg")
    command = ["java", "-Xss2m", LOOPBACK, "-jar", str(JAR), *options, *map(str, places)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    assert done.stderr.startswith("{"), done.stderr
    return [_line(message) for message in json.loads(done.stderr)["messages"] if not _is_excused(message["message"])]


def _is_excused(text: str) -> bool:
    return any(part in text for part in EXCUSED)


def _line(message: dict[str, str]) -> str:
    kind = message.get("subType", message["type"])
    where = unquote(urlsplit(message["url"]).path)
    return (
        f"{where}:{message.get('lastLine', '?')}: {kind}: {message['message']} | {message.get('extract', '').strip()}"
    )
