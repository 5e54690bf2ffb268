"""Figures: whether a picture that a run made may be published, and whether it is the one that a page shows."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from runnable.extra import need

if TYPE_CHECKING:
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
    return old.difference(new, tolerance)  # type: ignore[arg-type]  # both are what the name says


def _read(name: str, data: bytes) -> Drawing | Pixels:
    if len(data) > MAX_BYTES:
        raise ValueError(f"has {len(data):,} bytes, more than {MAX_BYTES:,}")
    # Here and not above: they need what only those have who show figures.
    if PurePath(name).suffix == ".svg":
        need("tinycss2")
        from runnable.svg import Drawing  # noqa: PLC0415

        return Drawing(data)
    need("PIL.Image")
    from runnable.png import Pixels  # noqa: PLC0415

    return Pixels(data)
