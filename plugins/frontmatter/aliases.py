"""Old addresses of an article or page: their form, and the files that stand for them."""

from __future__ import annotations

import re

__all__ = ["file_of"]

# What a browser asks for as it is written, and each file system can hold; no dot comes first, so that nothing is
# hidden and nothing leads upwards.
_SEGMENT = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_ENDING = re.compile(r"\.html?$", re.IGNORECASE)
_EXAMPLES = "such as /old/path/ or old-name.html"


def file_of(alias: str) -> str:
    """Return the file, from the site's root, of the page at an old address; ValueError says what is wrong with it.

    ``/old/path/`` and ``old/path`` are ``old/path/index.html``, ``old-name.html`` is itself.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", alias):
        raise ValueError(f"{alias!r} is of another site; write a path below this one, {_EXAMPLES}")
    *folders, last = alias.removeprefix("/").split("/")
    if not folders and not last:
        raise ValueError(f"{alias!r} is the first page; write another path, {_EXAMPLES}")
    segments = [*folders, last] if last else folders
    wrong = [part for part in segments if not _SEGMENT.fullmatch(part)]
    wrong += [part for part in folders if _ENDING.search(part)]
    if wrong:
        raise ValueError(f"{alias!r} is no plain path: {wrong[0]!r} can't be a part of it; write one {_EXAMPLES}")
    if "." in last:
        if not _ENDING.search(last):
            raise ValueError(f"{alias!r} would not be served as a page; end it in .html, or in a slash")
        return "/".join(segments)
    return "/".join((*segments, "index.html"))
