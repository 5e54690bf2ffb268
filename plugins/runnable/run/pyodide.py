"""The second engine: Pyodide in Node.js, by the very files that pages load (see browser/).

A workshop has one Node.js, which runs jobs one after the other and is as shut off as any sample is; one that did not
end a job, or broke, is ended, and the next job has another.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from shutil import which
from typing import Any

from runnable.browser.archives import home_of, place_of, with_needs
from runnable.browser.pack import HERE, Pack, make_pack
from runnable.job import Job
from runnable.process import Conversation
from runnable.programs import find_pyodide
from runnable.recording import Ending, Raised, Recording
from runnable.room import Room
from runnable.run.needs import MissingError
from runnable.workshop import ENVIRONMENT, workshop

CACHE = ".runnable"  # beside the node_modules that Pyodide comes from: a pack is the same for all texts
START = 120.0  # seconds that Node.js may take to load all, however busy the machine is
# It reserves more addresses than there is memory, and has threads of its own.
LIMITS: Mapping[str, int | None] = {"RLIMIT_AS": None, "RLIMIT_DATA": 4 << 30}
# What it is asked, and where its answers go, as the process of a job is told.
COMMAND = 'exec "$0" "$@" <&"$RUNNABLE_READ" >&"$RUNNABLE_WRITE"'
_making = threading.Lock()


def pack() -> Pack:
    """The pack, made where it is not there; MissingError where Node.js or Pyodide is not."""
    with _making:  # one thread makes it, and the others find it
        return _pack(Path.cwd())


@cache
def _pack(_folder: Path) -> Pack:
    found = find_pyodide()
    lacking = [name for name, there in (("node", which("node", path=ENVIRONMENT["PATH"])), ("pyodide", found))
               if not there]  # fmt: skip
    if lacking or not found:
        raise MissingError(tuple(lacking))
    return make_pack(found, found.parent.parent / CACHE)


def run(job: Mapping[str, Any], seconds: float) -> Recording:
    """Run a `job` (see browser/jobs.py), for so many seconds at the most; what its last part did.

    It runs anew, as in a page, where it looked for a module of a package that several archives share: its imports tell
    which packages it needs, and not which parts of them; what those look for in turn comes, too.
    """
    told, ending = _ask(job, seconds)
    tells: Callable[[str], bool] = _is_part
    while ending is Ending.FINISHED:
        archives = _looked_for(job, filter(tells, told["report"]["missing"]))
        if not archives:
            return _recording(job, told["report"])
        job, tells = {**job, "archives": archives}, bool
        told, ending = _ask(job, seconds)
    return Recording(ending, told.get("failed", ""))


def _is_part(module: str) -> bool:
    return "." in module


def _ask(job: Mapping[str, Any], seconds: float) -> tuple[dict[str, Any], Ending]:
    places = [place_of(name) for name in job["archives"]]
    told, ending = _node().ask({**job, "archives": places}, seconds)
    if ending is not Ending.FINISHED or told["report"]["spent"]:
        _discard()
    return told, ending


def _looked_for(job: Mapping[str, Any], missing: Iterable[str]) -> list[str]:
    """The archives of a job, and those that have `missing` modules; nothing where there are none of these."""
    homes = [home_of(name, pack().modules) for name in missing]
    found = with_needs([*job["archives"], *filter(None, homes)])
    return found if set(found) > {*job["archives"]} else []


def _recording(job: Mapping[str, Any], report: Mapping[str, Any]) -> Recording:
    done = report["parts"]
    if len(done) < len(job["parts"]):
        return Recording(Ending.SKIPPED, done[-1]["output"])
    last = done[-1]
    raised = Raised(*last["raised"]) if last["raised"] else None
    figure = base64.b64decode(report["figure"]) if report["figure"] else None
    return Recording(Ending.FINISHED, last["output"], raised, last["exit"] or 0, figure=figure)


def _node() -> Node:
    """The Node.js of this workshop, started if need be."""
    folders = str(pack().folder.resolve()), str(HERE)
    workshop().show(folders)
    servers = workshop().servers
    if "pyodide" not in servers:
        servers["pyodide"] = Node(*folders)
    node: Node = servers["pyodide"]
    return node


def _discard() -> None:
    if node := workshop().servers.pop("pyodide", None):
        node.close()


class Node:
    """A Node.js that runs jobs, in a lane and a room of its own; ValueError where it does not start."""

    def __init__(self, folder: str, here: str) -> None:
        self._room, self._lane = Room(None), workshop().new_lane()
        command = ("sh", "-c", COMMAND, "node", f"{here}/node.mjs", folder)
        self._process = Conversation(self._room, Job(argv=command, limits=LIMITS), self._lane)
        try:
            self._process.__enter__()
        except BaseException:
            self._room.remove()
            raise
        answer = self._process.answer(START)
        if answer is None or "ready" not in answer:
            why = self._process.so_far
            self.close()
            raise ValueError(f"Node.js did not start Pyodide: {answer or 'it said nothing'}\n{why}".rstrip())

    def ask(self, job: Mapping[str, Any], seconds: float) -> tuple[dict[str, Any], Ending]:
        """Run a job; what Node.js said, and how that ended."""
        answer = self._process.answer(seconds, json.dumps(job))
        if answer is None:
            ended = self._process.has_ended
            return {"failed": self._process.so_far}, Ending.DIED if ended else Ending.TIMEOUT
        told: dict[str, Any] = json.loads(answer)
        known = {"report": Ending.FINISHED, "capped": Ending.FLOOD}
        return told, known.get(next(iter(told)), Ending.DIED)

    def close(self) -> None:
        """End it; nothing of it is left."""
        with suppress(EOFError, OSError):  # it is gone already
            self._process.__exit__()
        self._lane.close()
        self._room.remove()
