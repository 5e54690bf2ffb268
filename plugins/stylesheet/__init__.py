"""One style sheet is served: what ``main.css`` imports is put into it at build time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pelican import signals

if TYPE_CHECKING:
    from pelican import Pelican

__all__ = ["bundle", "register"]

# @import url("components/sample.css") layer(components);
_IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>[\w.-]+)\))?;$', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def bundle(sheet: Path) -> str:
    """Return the text of a style sheet with its imports replaced by the files' text, each within its layer."""

    def text_of(match: re.Match[str]) -> str:
        text = (sheet.parent / match["path"]).read_text("utf-8").strip()
        return f"@layer {match['layer']} {{\n{text}\n}}" if match["layer"] else text

    return _COMMENT.sub("", _IMPORT.sub(text_of, sheet.read_text("utf-8")))


def _bundle_theme(pelican: Pelican) -> None:
    sheet = Path(pelican.output_path, pelican.settings["THEME_STATIC_DIR"], "css", "main.css")
    if not sheet.exists():
        return
    text = bundle(sheet)
    for part in _IMPORT.finditer(sheet.read_text("utf-8")):
        (sheet.parent / part["path"]).unlink(missing_ok=True)
    for folder in sheet.parent.iterdir():
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    sheet.write_text(text, "utf-8")


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(_bundle_theme)
