"""In which languages the code of an article is that runs."""

from __future__ import annotations

from pathlib import Path

from runnable.sample import SampleError, find_samples

__all__ = ["languages"]

LANGUAGES = {
    "python": "Python",
    "pycon": "Python",
    "console": "Shell",
    "sql": "SQL",
    "javascript": "JavaScript",
}


def languages(path: Path) -> tuple[str, ...]:
    """Return the languages of the samples that the text `path` shows and that are run, the first first."""
    try:
        samples = find_samples(path.read_text("utf-8-sig"), path)
    except SampleError:  # the reader of the article tells of it
        return ()
    shown = (sample for sample in samples if not sample.options.hidden and not sample.options.unverified)
    return tuple(dict.fromkeys(LANGUAGES[sample.kind] for sample in shown if sample.kind in LANGUAGES))
