"""Pelican: a reader that renders samples, and for each article what its page may say of its verdicts."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.readers import MarkdownReader

from runnable.document import Document
from runnable.integration.markdown import RunnableExtension
from runnable.sample import SampleError


@dataclass(frozen=True)
class Badge:
    """What a template may say: the day of the oldest verdict, "Name version" of each, the number of samples."""

    date: dt.date
    versions: tuple[str, ...]
    samples: int


class RunnableReader(MarkdownReader):
    """Pelican's Markdown reader with our extension, which has to know the path of the text it renders.

    Settings: RUNNABLE_STRICT (each code block is to be accounted for; default False).
    """

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Render the file `source_path`; where its samples can't be read, say so and end the build."""
        original: dict[str, Any] = self.settings  # type: ignore[has-type]  # Pelican has no types
        strict = original.get("RUNNABLE_STRICT", False)
        extension = RunnableExtension(Path(source_path), strict=strict, link="{attach}")
        markdown = original["MARKDOWN"]
        self.settings = {**original, "MARKDOWN": {**markdown, "extensions": [*markdown["extensions"], extension]}}
        try:
            content: tuple[str, dict[str, Any]] = super().read(source_path)
        except SampleError as error:
            # Pelican would log an exception, leave the article out, and exit with 0.
            print(error, file=sys.stderr)
            raise SystemExit(1) from None
        finally:
            self.settings = original
        return content


def _install_reader(readers: Any) -> None:
    for ending in RunnableReader.file_extensions:
        readers.reader_classes[ending] = RunnableReader


def _attach_badge(content: Any) -> None:
    """Give `content` its `verification`: a Badge, or None while the ledger does not vouch for all of its samples."""
    content.verification = None
    path = getattr(content, "source_path", None)
    if not path or Path(path).suffix.lstrip(".") not in RunnableReader.file_extensions:
        return
    settings = content.settings
    ledger = Path(settings.get("RUNNABLE_LEDGER", Path(settings["PATH"]).parent / ".runnable"))
    found = Document(Path(path), ledger, strict=settings.get("RUNNABLE_STRICT", False)).verification()
    if found:
        content.verification = Badge(dt.date.fromisoformat(found.date), found.versions, found.samples)


def connect() -> None:
    """Listen to Pelican; receivers stand at the top of the module, since its signals hold weak references."""
    signals.readers_init.connect(_install_reader)
    signals.content_object_init.connect(_attach_badge)
