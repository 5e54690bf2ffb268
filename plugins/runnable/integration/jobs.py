"""What a page is told of its samples that run there."""

from __future__ import annotations

from typing import Any

from runnable.document import Document
from runnable.integration.html import anchor
from runnable.run.needs import MissingError


def jobs_of(document: Document) -> dict[str, Any] | None:
    """The bundle's `files` by path, and by their ids on the page the `samples` that run there (see browser/jobs.py).

    As JSON has it. None where no sample does, or where Pyodide or Node.js is missing: then no page offers it.
    """
    names = {sample.name for sample in document.samples}
    if not any(sample.runs_in_page for sample in document.samples):
        return None
    try:
        return document.jobs.of_page({sample.name: anchor(sample, names) for sample in document.samples})
    except MissingError:
        return None
