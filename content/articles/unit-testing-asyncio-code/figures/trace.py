"""Which task runs when: a trace of a test, step by step."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from unittest.mock import patch

from fakes import VirtualLoop
from receiver.member import Member


@dataclass(frozen=True)
class Step:
    """Something that happened: when on the loop's clock (s), to whom, and what."""

    time: float
    who: str
    what: str


class Traced(Coroutine):
    """A coroutine that notes each of its steps: from where the loop lets it go on to where it waits again."""

    def __init__(self, coroutine, note):
        self.coroutine = coroutine
        self.note = note
        self.steps = 0

    def send(self, value):
        return self._step(self.coroutine.send, value, "goes on" if self.steps else "begins")

    def throw(self, *error):
        return self._step(self.coroutine.throw, error[0], "is cancelled")

    def close(self):
        self.coroutine.close()

    def __await__(self):
        return self.coroutine.__await__()

    def _step(self, step, value, what):
        self.steps += 1
        self.note(what)
        try:
            return step(value)
        except BaseException:
            self.note("ends")
            raise


async def heartbeat_test(note):
    """Let a heartbeat beat for 70 s, with a mock in the place of `send`."""
    with patch("receiver.member.send", side_effect=lambda *_: note("is awaited")) as send:
        beating = asyncio.create_task(Member(None, None, []).beat(), name="heartbeat")
        try:
            async with asyncio.timeout(70):
                await beating
        except TimeoutError:
            assert send.await_count == 2


LANES = {"heartbeat_test": "test", "beat": "heartbeat"}  # by the name of the coroutine


def trace():
    """The steps of that test, as they happened."""
    steps = []
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        loop = runner.get_loop()

        def noting(who):
            return lambda what: steps.append(Step(loop.time(), who, what))

        def make(loop, coroutine, **options):
            if who := LANES.get(coroutine.__name__):
                coroutine = Traced(coroutine, noting(who))
            return asyncio.Task(coroutine, loop=loop, **options)

        loop.set_task_factory(make)
        runner.run(heartbeat_test(noting("send")))
    return steps
