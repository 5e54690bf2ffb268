"""What a page has to know of its samples to run them, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runnable.browser.archives import with_needs
from runnable.browser.pack import Pack
from runnable.document import Document
from runnable.sample import Sample
from runnable.versions import imports


def jobs_of(document: Document, pack: Pack, ids: Mapping[str, str]) -> dict[str, Any]:
    samples = [sample for sample in document.samples if sample.options.browser == "yes"]
    files = {}
    for name in document.files.names if document.files else ():
        path = document.files.folder / name
        try:
            files[name] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return {"files": files, "samples": {ids[s.name]: _job(s, document, pack, files) for s in samples}}


def _part(sample: Sample) -> dict[str, Any]:
    return {
        "kind": sample.kind, "code": sample.code, "pieces": [sample.code], "filename": "index.md", "line": sample.code_line,
        "go_on": bool(sample.options.raises or sample.options.exit),
    }


def _job(sample: Sample, document: Document, pack: Pack, files: Mapping[str, str]) -> dict[str, Any]:
    before = document._sessions.process(sample)
    before = document._sessions.with_setups([o for o in before[: before.index(sample) + 1]])[:-1]
    texts = [o.code for o in (*before, sample)] + [t for n, t in files.items() if n.endswith(".py") and not Path(n).name.startswith("test_")]
    found = {name for text in texts for name in imports(text)}
    modules = sorted(found & set(pack.modules))
    return {
        **_part(sample), "name": sample.name,
        "output": sample.shown_output, "raises": sample.options.raises, "exit": sample.options.exit,
        "fold": sorted(sample.options.fold), "figure": sample.options.figure or None, "before": [_part(o) for o in before],
        "imports": modules, "archives": with_needs({pack.modules[m] for m in modules}), "timeout": sample.options.timeout, "other": None, "ends": True,
    }
