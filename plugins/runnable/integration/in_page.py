"""What is published so that samples run in the page: per text what its samples are, and the files of Python for all."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from runnable import browser
from runnable.browser.pack import Pack, compress, manifest, publish
from runnable.document import Document
from runnable.integration.html import anchor
from runnable.versions import distributions_of, is_installed, normal

FOLDER = "runnable"
"""Where the files of Python are, relative to the root of the site."""
WORKER = Path(browser.__file__).parent / "static" / "sw.js"
"""What keeps pages for readers without a network; by its place it may do so for the whole site."""
PYTHON = sys.version_info
ALWAYS = ("frame", "worker", "wasm", "script", "loader", "standard", "engine")


@dataclass(frozen=True)
class InPage:
    """What a template says of a text that has samples to run in the page.

    `samples` is the address of what they are, relative to the text; `pack` that of what Python is, relative to the root
    of the site; `cost` how many bytes come when the first of them runs.
    """

    samples: str
    pack: str
    cost: int


class Publication:
    """The files of one build, whose pages load `pack`; `compressed`: they come in brotli."""

    def __init__(self, pack: Pack, *, compressed: bool) -> None:
        self.pack = pack
        self.sent = compress(pack) if compressed else {}
        self._texts: dict[str, str] = {}

    def offer(self, document: Document, saved: str) -> InPage:
        """What the page says that is `saved` in this file."""
        told = told_of(document)
        name, text = _named("samples", told)
        self._texts[PurePosixPath(saved).with_name(name).as_posix()] = text
        pack, about = _named("pack", self._told())
        self._texts[f"{FOLDER}/{pack}"] = about
        archives = {name for sample in told["samples"].values() for name in sample["archives"]}
        return InPage(name, f"{FOLDER}/{pack}", self._cost(archives))

    def _told(self) -> dict[str, Any]:
        told = manifest(self.pack)
        for name, file in told["files"].items():
            file["sent"] = self._bytes(name)
        return told

    def _bytes(self, name: str) -> int:
        return self.sent.get(name, self.pack.files[name].bytes)

    def _cost(self, archives: Iterable[str]) -> int:
        return sum(map(self._bytes, {*ALWAYS, *archives}))

    def write(self, output: Path) -> None:
        """Write all that was offered below the folder `output`."""
        if not self._texts:
            return
        publish(self.pack, output / FOLDER)
        shutil.copyfile(WORKER, output / WORKER.name)
        for name, text in self._texts.items():
            path = output / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def told_of(document: Document) -> dict[str, Any]:
    """What a page knows of its samples: those that run there, and as scripts those that say why they don't."""
    names = {sample.name for sample in document.samples}
    ids = {sample.name: anchor(sample, names) for sample in document.samples}
    told = document.jobs.of_page(ids)
    elsewhere = [sample for sample in document.samples if sample.options.browser and not sample.runs_in_page]
    told["scripts"] = {ids[sample.name]: document.jobs.told(sample) for sample in elsewhere}
    for sample in document.samples:
        if about := told["samples"].get(ids[sample.name]) or told["scripts"].get(ids[sample.name]):
            about["requires"] = _requires(document.jobs.imported(document.jobs.run_for(sample)))
    return told


def _requires(modules: Iterable[str]) -> dict[str, Any]:
    """What a script says of itself that imports `modules`, by the names of PEP 723."""
    names = filter(is_installed, sorted(map(normal, distributions_of(modules))))
    pinned = [f"{name}=={version(name)}" for name in names]
    return {"python": f">={PYTHON[0]}.{PYTHON[1]}", "distributions": pinned}


def _named(name: str, told: Mapping[str, Any]) -> tuple[str, str]:
    """A file's name with a digest of what it tells, and its text."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return f"{name}.{sha256(text.encode()).hexdigest()[:12]}.json", text
