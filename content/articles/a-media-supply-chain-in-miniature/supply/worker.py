"""A worker: a process that takes one job after the other."""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from supply.media import Commands, Lost, cpu_seconds
from supply.models import connect
from supply.queue import MAX_TRIES, Job, Sessions, claim, extend, finish, waiting
from supply.states import Event
from supply.steps import NOTHING, STEPS, Rejected, Step, set_desk


# region heartbeat
class Heartbeat:
    """While entered, a thread extends the lease; if that fails, it stops the work."""

    def __init__(self, sessions: Sessions, job: Job, lease: float, commands: Commands) -> None:
        self.sessions, self.job, self.lease, self.commands = sessions, job, lease, commands
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.beat, daemon=True)

    def beat(self) -> None:
        while not self.done.wait(self.lease / 3):
            if not extend(self.sessions, self.job, self.lease):
                self.commands.abandon()
                return

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.done.set()
        self.thread.join()


# endregion


# region work
def work(
    store: Path,
    sessions: Sessions,
    name: str,
    *,
    lease: float = 30.0,
    steps: Mapping[Event, Step] = STEPS,
    paced: bool = False,
) -> Job | None:
    """Take one job and do it; None if there is none."""
    job = claim(sessions, name, lease)
    if job is None:
        return None
    if job.tries > MAX_TRIES:
        reason = f"{job.event}: {MAX_TRIES} workers died of it"
        finish(sessions, job, Event.FAIL, reason=reason)
        return job
    spent = cpu_seconds()
    commands = Commands(paced=paced)
    desk = set_desk(store, sessions, job, commands)
    event, reason, output = job.event, None, desk.output
    with Heartbeat(sessions, job, lease, commands):
        try:
            steps[job.event](desk)
        except Lost:
            return job  # another worker has it
        except Rejected as error:
            event, reason, output = Event.REJECT, str(error), None
        except Exception as error:  # noqa: BLE001  # the worker has to live
            event, reason, output = Event.FAIL, f"{job.event}: {error!r}", None
    finish(sessions, job, event, cpu=cpu_seconds() - spent, output=output, reason=reason)
    return job


# endregion


# region main
def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m supply.worker")
    parser.add_argument("store", type=Path)
    parser.add_argument("--name", default="worker")
    parser.add_argument("--lease", type=float, default=30.0, help="seconds")
    parser.add_argument("--until-done", action="store_true", help="end with the last item")
    parser.add_argument("--nothing", action="store_true", help="steps that do nothing")
    parser.add_argument("--paced", action="store_true", help="transcode in real time")
    told = parser.parse_args()
    sessions = connect(told.store)
    steps = NOTHING if told.nothing else STEPS
    print(told.name, "is ready", flush=True)
    how = {"lease": told.lease, "steps": steps, "paced": told.paced}
    while True:
        if work(told.store, sessions, told.name, **how) is None:
            if told.until_done and not waiting(sessions):
                return
            time.sleep(0.05)


if __name__ == "__main__":
    main()
# endregion
