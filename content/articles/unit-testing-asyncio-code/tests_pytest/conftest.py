"""Two loops to choose from, and the watch."""

# region conftest
import asyncio

import pytest_asyncio

from fakes import VirtualLoop, Watch


def pytest_asyncio_loop_factories():
    return {"virtual": VirtualLoop, "real": asyncio.new_event_loop}


@pytest_asyncio.fixture
async def watch():
    """Fails a test that leaves a task or an unheard error behind."""
    watch = Watch()
    yield
    watch.check()


# endregion
