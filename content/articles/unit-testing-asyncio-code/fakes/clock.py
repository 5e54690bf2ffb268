"""Event loops whose time is ours. They wait neither for sockets nor for threads."""

import asyncio
import random
import selectors


# region clock
class WouldWaitForever(RuntimeError):
    """Every task waits and no timer is set, or an hour went by."""


class JumpingSelector(selectors.SelectSelector):
    """Where a loop would sleep until its next timer, moves its time to that timer."""

    time = 0.0
    most = 3600.0

    def select(self, timeout=None):
        if timeout is None:
            raise WouldWaitForever("all tasks wait, and no timer is set")
        if timeout > 0 and self.time > self.most:
            raise WouldWaitForever("an hour went by")
        self.time += max(timeout, 0)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that begins at 0 s and never waits."""

    def __init__(self):
        self.jumping = JumpingSelector()
        super().__init__(self.jumping)

    def time(self):
        return self.jumping.time


# endregion


# region shuffled
class ShuffledLoop(VirtualLoop):
    """Each callback comes up to a millisecond late, by a seed: any order can happen."""

    def __init__(self, seed):
        super().__init__()
        self.random = random.Random(seed)

    def call_soon(self, callback, *args, context=None):
        delay = self.random.random() / 1000
        return self.call_later(delay, callback, *args, context=context)


# endregion
