"""The sandbox: runs jobs, one after the other or beside each other, with nothing left behind."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import cache
from typing import Self

from runnable import zygote
from runnable.bundle import Bundle
from runnable.job import Job, Result
from runnable.process import Process
from runnable.room import Room
from runnable.workshop import workshop

GRACE = 3.0  # seconds that a server has for its own cleaning up


class Sandbox:
    """Runs jobs in a room; leaving the context removes it, unless it is as good as new and the next one is like it."""

    def __init__(
        self, bundle: Bundle | None, room: Room | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        """Jobs run in `room`, if one is given, which then stays; `environment` is added to that of each."""
        self.bundle, self._given, self._environment = bundle, room, environment or {}

    def __enter__(self) -> Self:
        self.room = self._given or _take_spare(self.bundle) or Room(self.bundle)
        self.folder = self.room.folder
        return self

    def __exit__(self, *_: object) -> None:
        if self._given:
            return
        if self.room.is_untouched:
            workshop().spare = self.room
        else:
            self.room.remove()

    def run(self, job: Job) -> Result:
        """Run `job` to its end, or end it; afterwards no process of it lives."""
        if self._environment:
            job = replace(job, environment={**self._environment, **job.environment})
        try:
            return run(job, self.room)
        except zygote.GoneError:
            workshop().renew()
            if self._given or not self.room.is_untouched:
                raise  # what it did so far would be there when it runs again
            return run(job, self.room)


def _take_spare(bundle: Bundle | None) -> Room | None:
    spare, workshop().spare = workshop().spare, None
    if isinstance(spare, Room) and spare.suits(bundle):
        return spare
    if spare:
        spare.remove()
    return None


def run(job: Job, room: Room) -> Result:
    """Run `job` in `room`; GoneError if there is no zygote any more."""
    lane = workshop().lane
    guard = nullcontext() if "processes" in lane.got else zygote.unreadable()
    with guard, Process(room, job, lane) as process:
        result = process.watch()
    if lane.is_spent:
        workshop().change_lane()
    _say_once(_exposed(lane, protected=result.protected))
    return result


def _exposed(lane: zygote.Lane | zygote.Interpreter, *, protected: bool) -> tuple[str, ...]:
    """What the kernel did not keep a job from."""
    got = lane.got
    exposed = ["reading what only root may, since no other user can read this interpreter"] * (lane.user == 0)
    exposed += [what for name, what in zygote.PROTECTIONS.items() if name not in got]
    return (*exposed, *["changing your files"] * (not protected and "files" not in got))


@cache
def _say_once(exposed: tuple[str, ...]) -> None:
    """Say what samples are not kept from on this system."""
    if exposed:
        print(f"runnable: this system does not keep samples from {'; '.join(exposed)}", file=sys.stderr)


class Beside:
    """A job that runs beside others, in a lane of its own that shares their network: a server."""

    def __init__(self, job: Job, room: Room) -> None:
        self._lane = workshop().new_lane()
        self._process = Process(room, job, self._lane)
        self._process.__enter__()
        self._result: Result | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        with suppress(EOFError, OSError):  # the zygote is gone, as `stop` will tell
            self._result = self._process.watch()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended by itself."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait for its end, but no longer than `seconds`."""
        self._thread.join(seconds)

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return self._process.so_far

    def stop(self) -> Result:
        """Interrupt it, end it if that does not, and give what it did; nothing of it lives then.

        GoneError if it is gone with the zygote.
        """
        with suppress(EOFError, OSError):
            if self.is_running:
                self._lane.interrupt()
                self._thread.join(GRACE)
        if self.is_running:
            self._process.give_up()
            self._thread.join()
        with suppress(EOFError, OSError):
            self._process.__exit__()
        self._lane.close()
        if self._result is None:
            raise zygote.GoneError
        return self._result
