"""A crew: threads that verify the samples of a document at one time, each with a workshop of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from runnable.workshop import close_workshops

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from runnable.document import Document
    from runnable.sample import Sample

WORTH = 4  # processes to run; fewer take less time than a second zygote does to start
MOST = 4  # threads; what they do besides waiting they do one after the other


class Crew:
    """As many threads as there are processors, begun when there is enough to do; leaving the context ends them."""

    def __init__(self) -> None:
        self._size = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, MOST)
        self._pool: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            close_workshops(but_ours=True)  # which ends what still runs there, should we leave early
            self._pool.shutdown()

    def verify(self, document: Document, samples: Iterable[Sample]) -> None:
        """Bring all `samples` that run and are stale to a verdict, which `document.verdict` then knows.

        What is slow measures, and runs alone: of another thread it would measure the load.
        """
        processes = {process[0]: process for sample in samples if (process := document.stale_process(sample))}
        if self._size == 1 or document.slow or len(processes) < WORTH:
            return
        if not self._pool:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - not where nothing is to be run

            self._pool = ThreadPoolExecutor(self._size)
        for _ in self._pool.map(document.verdicts, processes.values()):
            pass  # an error of ours is raised here
