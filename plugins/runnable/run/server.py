"""A server: a console sample of one command that goes on while the samples after it ask what it started."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from runnable.bundle import Bundle
from runnable.job import Job, Part, Result
from runnable.recording import Ending, Recording
from runnable.room import Room
from runnable.run.console import BASH, CLOSE
from runnable.sample import Sample
from runnable.sandbox import Beside, Sandbox
from runnable.transcript import PROMPTS, read_entries, write_transcript
from runnable.workshop import workshop

LONGEST = 3600.0  # seconds that a server may run, should all that asks it take so long
LOOK = 0.25  # seconds for which a look at the ports lasts, before it is seen whether the server still runs
ENDING = 1.0  # seconds that a server which did not answer has to end by itself, before it is said to run
# Prints the ports that are listened at (state 0A of /proc/net/tcp), once there is one besides `known`.
PORTS = """\
import time
known, pause = {known!r}, 0.001
def ports():
    for name in ("tcp", "tcp6"):
        try:
            rows = [line.split() for line in open("/proc/net/" + name)][1:]
        except OSError:
            continue
        yield from (int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A")
while not (found := sorted(set(ports()) - known)) and {wait}:
    time.sleep(pause)
    pause = min(pause * 2, 0.05)
print(*found)
"""
Run = Callable[[Sample, Sandbox], Recording]
Variables = Callable[[Sample], Mapping[str, str]]


def run(
    samples: Sequence[Sample], files: Bundle | None, run_one: Run, variables: Variables, *, trace: bool
) -> Iterator[Recording]:
    """Start the server that the first of `samples` is, and run the others while it goes on.

    Each finds the `variables` that are for it.
    """
    starter, *others = samples
    room = Room(files)
    try:
        own = _own_port()
        known = _ports(room, set(), wait=False)
        job = _job(starter, own, trace=trace)
        server = Beside(replace(job, environment={**variables(starter), **job.environment}), room)
        recordings: list[Recording] = []
        try:
            port = _wait(server, room, known, own, starter.options.timeout)
            if port:
                for sample in others:
                    with Sandbox(files, room, {**variables(sample), **_environment(port)}) as sandbox:
                        recordings.append(run_one(sample, sandbox))
            if any(recording.raised for recording in recordings):
                server.wait(ENDING)
            is_running, log = server.is_running, server.output
        finally:
            result = server.stop()
        # Each may have been served from any file that was opened by then.
        yield replace(_started(starter, result, port, is_running=is_running), opened=room.opened)
        for recording in recordings:
            yield replace(recording, log=log, opened=room.opened, modules=None)
        yield from [Recording(Ending.SKIPPED, log=log)] * (len(others) - len(recordings))
    finally:
        room.remove()


def _own_port() -> int:
    """Where to listen, in a network that is shared with others; 0: each port is free, also the program's own."""
    if "network" in workshop().lane.got:
        return 0
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _environment(port: int) -> Mapping[str, str]:
    """What tells servers where to listen, and samples where to ask."""
    return {name: str(port) for name in ("PORT", "FLASK_RUN_PORT", "UVICORN_PORT")}


def _job(sample: Sample, port: int, *, trace: bool) -> Job:
    (entry,) = read_entries(sample.code, *PROMPTS["console"])
    return Job(
        argv=[*BASH, CLOSE + entry.source, "bash"],
        timeout=LONGEST,
        max_output=sample.options.max_output,
        trace=trace,
        environment=_environment(port) if port else {},
    )


def _wait(server: Beside, room: Room, known: set[int], own: int, seconds: float) -> int:
    """The port at which the server listens, as soon as it does; 0 if it ends, or does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while server.is_running and time.monotonic() < deadline:
        found = _ports(room, known, wait=True)
        if own in found or (not own and found):
            return own or min(found)
    return 0


def _ports(room: Room, known: set[int], *, wait: bool) -> set[int]:
    with Sandbox(room.bundle, room) as sandbox:
        job = Job(parts=[Part(PORTS.format(known=known, wait=wait))], timeout=LOOK if wait else 10.0)
        printed = sandbox.run(job).parts[-1].output
    return set(map(int, printed.split()))


def _started(sample: Sample, result: Result, port: int, *, is_running: bool) -> Recording:
    """What the server did: it is as it should be if it listened, and did not end by itself.

    Its log is what it printed in all; where the page shows none of it, none is compared.
    """
    entries = read_entries(sample.code, *PROMPTS["console"])
    log = result.parts[-1].output
    shows = sample.code.removesuffix("\n") != entries[0].typed.removesuffix("\n")
    output = write_transcript(entries, [log] if shows or not is_running else [""])
    detail = (
        "" if port and is_running else "the server ended by itself" if port else "the server did not begin to listen"
    )
    last = result.parts[-1]
    return Recording(Ending.FINISHED, output, lines=last.lines, detail=detail)
