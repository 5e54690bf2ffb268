"""Figures: whether a picture that a run made may be published, and whether it is the one that a page shows."""

from __future__ import annotations

from pathlib import PurePath

from runnable.png import Pixels
from runnable.svg import Drawing

MAX_BYTES = 4 << 20  # of a file; as much as a page should ask of its reader


def check_figure(name: str, data: bytes) -> None:
    """Raise ValueError if the picture `data` can't be read as what its `name` says, or must not be published."""
    _read(name, data)


def figure_difference(name: str, shown: bytes, made: bytes, tolerance: float | None = None) -> str:
    """What in the picture that was `made` is not as in the one that is `shown`, in words; empty where nothing is.

    `tolerance`: the share of the pixels of a PNG that may differ. `made` has passed `check_figure`.
    """
    if shown == made:
        return ""
    new = _read(name, made)
    try:
        old = _read(name, shown)
    except ValueError as error:
        return f"the one that is shown {error}"
    if isinstance(old, Drawing) and isinstance(new, Drawing):
        return old.difference(new)
    if isinstance(old, Pixels) and isinstance(new, Pixels):
        return old.difference(new, tolerance)
    raise TypeError(name)


def _read(name: str, data: bytes) -> Drawing | Pixels:
    if len(data) > MAX_BYTES:
        raise ValueError(f"has {len(data):,} bytes, more than {MAX_BYTES:,}")
    return Drawing(data) if PurePath(name).suffix == ".svg" else Pixels(data)
