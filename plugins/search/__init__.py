"""Full-text search that needs no server: Pagefind writes an index, and its script reads that in the browser.

What is indexed is made from the content of the articles and pages, not from their pages: so no navigation, footer or
count of what is verified is in it, and no attribute for Pagefind is in the HTML that readers get.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pagefind_bin import get_executable
from pelican import signals

__all__ = ["Document", "describe", "register", "write_index"]

FOLDER = "pagefind"  # below the site's root
FACETS = "facets.json"
# What the plugins write about samples and notes, which nobody looks for.
IGNORED = (
    ".sample-kind, .sample-label, .sample-browser, .sample-measured, .sample-cast, "
    ".linenos, .footnote-ref, .footnote-backref, .visually-hidden"
)
CODE_WEIGHT = 0.5  # of a word in code or output; one of prose has 1, one in a heading up to 6, by Pagefind's own choice
SIGNATURE = len(b"pagefind_dcd")  # stands before what is in each of Pagefind's compressed files
_CODE = re.compile(r"<pre\b")
_PICTURE = re.compile(r"<img\b")


@dataclass(frozen=True)
class Document:
    """What of an article or a page can be found, as HTML with the attributes that Pagefind reads.

    `path` is where its page lies below the site's root; `facets` has, by the kind of filter,
    the values that it has for it.
    """

    path: str
    html: str
    facets: Mapping[str, list[str]]


def describe(content: Any) -> Document:
    """Return the document of an article or a page.

    https://pagefind.app/docs/metadata/ and …/weighting/ name the attributes.
    """
    series = getattr(content, "series", "")
    tags = [tag.name for tag in getattr(content, "tags", [])]
    metadata = {"title": str(content.title), "series": series}
    marks = "".join(f'<i data-pagefind-meta="{name}:{escape(text)}"></i>' for name, text in metadata.items() if text)
    text = _CODE.sub(f'<pre data-pagefind-weight="{CODE_WEIGHT}"', content.content)
    # Pagefind would take the first picture's description for something like a title; a `wbr` is as empty, and nothing.
    text = _PICTURE.sub("<wbr", text)
    html = f'<!doctype html><html lang="{escape(content.lang)}"><body>{marks}{text}</body></html>'
    facets = {"tag": tags, "series": [series] * bool(series)}
    return Document(content.save_as, html, {name: values for name, values in facets.items() if values})


def write_index(documents: list[Document], folder: Path) -> None:
    """Write the index of the documents into a new `folder`, less what only Pagefind's own search forms need.

    The same documents give the same bytes. So Pagefind's filters are not used, which it writes in a random order; a
    table of facets stands beside its index, by the names of its results. Raises RuntimeError with what Pagefind said
    if it fails.
    """
    with TemporaryDirectory(prefix="search-") as workspace:
        source, index = Path(workspace, "site"), Path(workspace, "index")
        for document in documents:
            path = source / document.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document.html, "utf-8")
        _run_pagefind("--site", source, "--output-path", index, "--exclude-selectors", IGNORED)
        facets = {f"/{document.path.removesuffix('index.html')}": document.facets for document in documents}
        (index / FACETS).write_text(json.dumps({name: facets[url] for name, url in _results(index)}), "utf-8")
        for path in _needed(index):
            target = folder / path.relative_to(index)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _run_pagefind(*options: str | Path) -> None:
    command = [get_executable(), "--silent", *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"Pagefind made no index of the site: {(done.stderr or done.stdout).strip()}")


def _results(index: Path) -> Iterator[tuple[str, str]]:
    """Yield by what name Pagefind's script calls each result, and the address of its page from the site's root."""
    for fragment in sorted(index.glob("fragment/*.pf_fragment")):
        data = json.loads(gzip.decompress(fragment.read_bytes())[SIGNATURE:])
        yield fragment.stem, data["url"]


def _needed(index: Path) -> Iterator[Path]:
    languages = json.loads((index / "pagefind-entry.json").read_text("utf-8"))["languages"]
    programs = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in languages.values()}
    for pattern in ("pagefind.js", "*.json", "*.pf_meta", "*/*.pf_*", *sorted(programs)):
        yield from index.glob(pattern)


def _write(generator: Any, writer: Any) -> None:
    context = generator.context
    originals = [*context["articles"], *context["pages"]]
    documents = [describe(content) for original in originals for content in (original, *original.translations)]
    if documents:
        write_index(documents, Path(writer.output_path, FOLDER))


def register() -> None:
    """Connect to Pelican."""
    signals.page_writer_finalized.connect(_write)
