"""The picture that a run is to make: gone before it, and read after it."""

from __future__ import annotations

from runnable.figure import MAX_BYTES
from runnable.sample import Sample
from runnable.sandbox import Sandbox


def remove_picture(sandbox: Sandbox, sample: Sample) -> None:
    """Remove the picture of `sample`: one that is there already would pass for made."""
    if sample.options.figure:
        sandbox.room.discard(sandbox.folder / sample.options.figure)


def take_picture(sandbox: Sandbox, sample: Sample) -> bytes | None:
    """The picture that `sample` made, or as much of it as shows that it is too large; None if it made none.

    A link that the run put in its place is no picture.
    """
    if not sample.options.figure:
        return None
    return sandbox.room.read(sandbox.folder / sample.options.figure, MAX_BYTES + 1)
