"""The kinds of samples: one module each, one table that names them.

A runner takes the samples of one session (most often a single one, with the samples that set it up) and a sandbox
with a copy of their bundle, and gives a recording for each, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from runnable.recording import Recording
from runnable.run import bundle_test, console, data, http, javascript, python, sql
from runnable.sample import KINDS, Sample
from runnable.sandbox import Sandbox


class Runner(Protocol):
    """What a kind is run by."""

    def __call__(self, samples: Sequence[Sample], sandbox: Sandbox, *, trace: bool) -> list[Recording]:
        """Run the `samples` of one process; with `trace`, note the executed lines of the bundle's files."""


RUNNERS: Mapping[str, Runner] = {
    "python": python.run,
    "pycon": python.run,
    "console": console.run,
    "http": http.run,
    "javascript": javascript.run,
    "sql": sql.run,
    **{kind: data.run for kind, about in KINDS.items() if not about.marked},
    "test": bundle_test.run,
}
