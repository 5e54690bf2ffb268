"""Services that samples may need: started for them, shared by all samples of an engine, and as new for each process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager

from runnable.run import postgresql
from runnable.sample import Sample

Service = Callable[[], AbstractContextManager[Mapping[str, str]]]
"""Gives the variables by which a process of samples finds what is there for it alone."""

SERVICES: Mapping[str, Service] = {"postgresql": postgresql.fresh_database}
"""By what `needs=` calls them."""


@contextmanager
def environment_for(samples: Iterable[Sample]) -> Iterator[Mapping[str, str]]:
    """The variables that the `samples` of one process need to find their services, which are theirs meanwhile.

    ValueError where a service can't be had.
    """
    needed = dict.fromkeys(name for sample in samples for name in sample.options.needs if name in SERVICES)
    environment: dict[str, str] = {}
    with ExitStack() as stack:
        for name in needed:
            environment |= stack.enter_context(SERVICES[name]())
        yield environment
