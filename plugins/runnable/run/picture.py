"""The picture that a run is to make: gone before it, and read after it."""

from __future__ import annotations

from runnable.figure import MAX_BYTES
from runnable.sample import Sample
from runnable.sandbox import Sandbox


def remove_picture(sandbox: Sandbox, sample: Sample) -> None:
    """Remove the picture of `sample`: one that is there already would pass for made."""
    if sample.options.figure:
        (sandbox.folder / sample.options.figure).unlink(missing_ok=True)


def take_picture(sandbox: Sandbox, sample: Sample) -> bytes | None:
    """The picture that `sample` made, or as much of it as shows that it is too large; None if it made none.

    A link that the run put in its place is no picture.
    """
    path = sandbox.folder / sample.options.figure
    if not sample.options.figure or not path.is_file() or path.resolve() != path:
        return None
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)
