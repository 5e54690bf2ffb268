"""The standard library's test case, on a virtual clock and under watch."""

import asyncio
import sys
import unittest

from fakes.clock import VirtualLoop
from fakes.leaks import Watch


# region case
class WatchedTestCase(unittest.IsolatedAsyncioTestCase):
    """Fails a test that leaves a task or an unheard error behind."""

    loop_factory = asyncio.new_event_loop

    if sys.version_info < (3, 13):  # since then it uses `loop_factory` by itself

        def _setupAsyncioRunner(self):  # noqa: N802
            self._asyncioRunner = asyncio.Runner(
                debug=True, loop_factory=type(self).loop_factory
            )

    async def asyncSetUp(self):
        self.watch = Watch()

    async def asyncTearDown(self):
        self.watch.check()


class VirtualTestCase(WatchedTestCase):
    """… in which no time passes but that of timers."""

    loop_factory = VirtualLoop


# endregion
