"""Pelican: a reader that renders samples, and for each page, and for all, what may be said of the verdicts."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.readers import MarkdownReader

from runnable.accounts import Accounting
from runnable.document import Document
from runnable.integration.in_page import Publication
from runnable.integration.markdown import RunnableExtension
from runnable.integration.site import SiteVerification, verification_of
from runnable.manifest import Manifest
from runnable.resolved import resolve
from runnable.run import pyodide
from runnable.run.needs import MissingError
from runnable.sample import Sample, SampleError
from runnable.statement import Execution


@dataclass(frozen=True)
class Badge:
    """What a template may say: the day of the oldest verdict, "Name version" of each, the number of samples."""

    date: dt.date
    versions: tuple[str, ...]
    samples: int


class RunnableReader(MarkdownReader):
    """Pelican's Markdown reader with our extension, which has to know the path of the text it renders.

    Settings: RUNNABLE_STRICT (each code block is to be accounted for; default False), RUNNABLE_GUTTER (code that was
    executed is marked, if the ledger says so; default False).
    """

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Render the file `source_path`; where its samples can't be read, say so and end the build."""
        original: dict[str, Any] = self.settings  # type: ignore[has-type]  # Pelican has no types
        path, strict = Path(source_path), original.get("RUNNABLE_STRICT", False)
        proof = partial(_execution, path, original) if original.get("RUNNABLE_GUTTER", False) else None
        measured = partial(_measurement, path, original)
        extension = RunnableExtension(path, strict=strict, link="{attach}", proof=proof, measured=measured)
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


def _execution(path: Path, settings: dict[str, Any], sample: Sample) -> Execution | None:
    return _accounting(path, settings).execution(sample)


def _measurement(path: Path, settings: dict[str, Any], sample: Sample) -> Manifest | None:
    return _accounting(path, settings).measurement(sample)


def resolved(content: Any) -> str:
    """The Markdown of `content`, an article or page, with its samples as the page shows them: see `resolve`."""
    path, settings = Path(content.source_path), content.settings
    strict, measured = settings.get("RUNNABLE_STRICT", False), partial(_measurement, path, settings)
    return resolve(path.read_text(encoding="utf-8-sig"), path, strict=strict, link="{attach}", measured=measured)


def _accounting(path: Path, settings: dict[str, Any]) -> Accounting:
    ledger = Path(settings.get("RUNNABLE_LEDGER", Path(settings["PATH"]).parent / ".runnable"))
    return _open(path, ledger, strict=settings.get("RUNNABLE_STRICT", False))


@cache
def _open(path: Path, ledger: Path, *, strict: bool) -> Accounting:
    return Accounting(Document(path, ledger, strict=strict))


def _install_reader(readers: Any) -> None:
    _open.cache_clear()  # each build reads anew
    for ending in RunnableReader.file_extensions:
        readers.reader_classes[ending] = RunnableReader


def _attach_badge(content: Any) -> None:
    """Give `content` its `verification`: a Badge, or None while the ledger does not vouch for all of its samples."""
    content.verification = content.in_page = None
    path = _path(content)
    if not path:
        return
    found = _accounting(path, content.settings).document.verification()
    if found:
        content.verification = Badge(dt.date.fromisoformat(found.date), found.versions, found.samples)


def _path(content: Any) -> Path | None:
    """The Markdown file of `content`, if it has one."""
    path = getattr(content, "source_path", None)
    return Path(path) if path and Path(path).suffix.lstrip(".") in RunnableReader.file_extensions else None


def _offer_sum(generators: Sequence[Any]) -> None:
    """Give the templates `site_verification()`, which adds up the texts that this build lists."""
    for generator in generators:
        generator.context["site_verification"] = partial(_add_up, generator.context, generator.settings)


# What is in a list, and the setting that says whether the build has it.
LISTS = {
    "articles": "ARTICLE_SAVE_AS",
    "drafts": "DRAFT_SAVE_AS",
    "pages": "PAGE_SAVE_AS",
    "draft_pages": "DRAFT_PAGE_SAVE_AS",
}


def _add_up(context: dict[str, Any], settings: dict[str, Any]) -> SiteVerification:
    contents = [content for name, saved in LISTS.items() if settings[saved] for content in context.get(name, ())]
    return verification_of({content: _accounting(path, settings) for content in contents if (path := _path(content))})


# What runs in the page


PUBLISHED = ("articles", "hidden_articles", "drafts", "pages", "hidden_pages", "draft_pages")
_publications: dict[str, Publication] = {}


def _offer_runs(generators: Sequence[Any]) -> None:
    """Give each text its `in_page`: what a page loads to run its samples, or None where none does.

    Settings: RUNNABLE_IN_PAGE (whether pages run samples, where Node.js and Pyodide are; default False),
    RUNNABLE_IN_PAGE_REQUIRED (it is an error where they are not; default False), RUNNABLE_COMPRESS (a file in brotli is
    put beside each that pages load; default False).
    """
    settings, context = generators[0].settings, generators[0].context
    texts = [content for name in PUBLISHED for content in context.get(name, ())]
    documents = {content: _accounting(path, settings).document for content in texts if (path := _path(content))}
    running = {content: document for content, document in documents.items() if content.save_as and _runs(document)}
    if not (running and settings.get("RUNNABLE_IN_PAGE", False) and (publication := _publication(settings))):
        return
    for content, document in running.items():
        content.in_page = publication.offer(document, content.save_as)


def _runs(document: Document) -> bool:
    return any(sample.runs_in_page for sample in document.samples)


def _publication(settings: dict[str, Any]) -> Publication | None:
    try:
        made = Publication(pyodide.pack(), compressed=settings.get("RUNNABLE_COMPRESS", False))
    except (MissingError, ValueError) as error:
        if not settings.get("RUNNABLE_IN_PAGE_REQUIRED", False):
            return None
        print(f"samples can't run in pages: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    return _publications.setdefault(settings["OUTPUT_PATH"], made)


def _publish_runs(pelican: Any) -> None:
    if made := _publications.pop(pelican.settings["OUTPUT_PATH"], None):
        made.write(Path(pelican.output_path))


def connect() -> None:
    """Listen to Pelican; receivers stand at the top of the module, since its signals hold weak references."""
    signals.readers_init.connect(_install_reader)
    signals.content_object_init.connect(_attach_badge)
    signals.all_generators_finalized.connect(_offer_sum)
    signals.all_generators_finalized.connect(_offer_runs)
    signals.finalized.connect(_publish_runs)
