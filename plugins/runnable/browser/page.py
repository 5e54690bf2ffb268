"""Python in a page: takes a job and runs its parts.

It runs in Pyodide, in a worker of a page or in Node, and is imported by worker.js, which hands it what it needs of the
world by `connect`, and puts all memory back after each job, as it was before. There are no threads, no sockets and no
processes here; to wait is all that can be done besides computing. A job is a dict:

- files: by path, the text of each file of the bundle that is text
- parts: what runs, in order: {kind, filename, line, go_on, code}; of the kind "pycon", the code is a transcript, and of
  the kind "typed" what a reader types in at its prompts
- imports: modules from outside of the bundle that it will import, by their whole names
- archives: where those lie of which modules are found besides the first; without it, all that were loaded
- ends: whether what is printed at the end of the interpreter belongs to the last part; yes, unless it says otherwise
- figure: the path of the picture that it makes, or nothing
- skip: whether waits pass at once, on a clock that jumps
- answers: what is answered to `input()`, None being the end of it; where these end, a reader is asked
- asks: whether there is a reader; yes, unless it says otherwise
- seed: of the generator of chance, so that a sample that runs again with one more answer does the same until there

The report is {"parts": [{"output", "raised", "exit"}], "figure", "missing"}: of each part that ran what it printed
(of a transcript, the whole as it is now), type, message, traceback and line of what it raised, and its exit status, or
null; `missing` are the names of modules that were looked for and not found. Where a sample asks and no answer is left,
the report has "asked", the prompt, besides: nobody can wait here, and the sample runs again, with one answer more.
"""

import asyncio
import atexit
import base64
import builtins
import encodings
import gc
import importlib
import json
import os
import random
import shutil
import sys
import time
from asyncio import base_events, events
from collections.abc import Callable, Mapping
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any, ClassVar

import parts  # type: ignore[import-not-found]  # by path
import transcript  # type: ignore[import-not-found]  # as parts
from pyodide import webloop  # type: ignore[import-not-found]  # there

END = "EOF when reading a line"
OWN = frozenset({"__main__", "page", "parts", "transcript"})
LONGEST, LARGEST = 1 << 16, 2 << 20  # characters of a message or a traceback, bytes of a picture
PLACE, TEMPORARY = "/sample", "/tmp"  # noqa: S108 - in a file system of the page's own
# By module, a function that finds out once what takes long to be found.
FIRST_USE = {"flask.testing": "_get_werkzeug_version"}
ALWAYS = ("/lib/python314.zip", "/lib/engine.zip")  # the archives of the standard library and of this module


class World:
    """What worker.js does for Python: it waits (seconds), and gives what was printed."""

    wait: Callable[[float], None]
    take: Callable[[], str]


class Clock:
    """The time, which a wait moves on at once where waits are skipped."""

    names = ("time", "monotonic", "perf_counter", "time_ns", "monotonic_ns", "perf_counter_ns")
    real: ClassVar[Mapping[str, Callable[[], Any]]] = {name: getattr(time, name) for name in names}

    def __init__(self) -> None:
        self.skipped, self.skips = 0.0, False

    def sleep(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        flush()
        if self.skips:
            self.skipped += seconds
        else:
            World.wait(seconds)

    def told(self, name: str) -> object:
        unit, read = (10**9 if name.endswith("_ns") else 1), self.real[name]
        return lambda: read() + type(read())(self.skipped * unit)

    def start(self, *, skips: bool) -> None:
        """Begin a job; the clock of modules that were imported from is that of the system, unless waits are skipped."""
        self.skipped, self.skips = 0.0, skips
        for name in self.names if skips else ():
            setattr(time, name, self.told(name))


clock = Clock()


class Waiting:
    """The selector of a loop that has nothing to select: it waits until the next thing is due."""

    def select(self, timeout: float | None) -> list[object]:
        if timeout is None:
            raise RuntimeError("nothing is left that could go on: each task waits for another")
        if timeout > 0:
            clock.sleep(timeout)
        return []


class Loop(base_events.BaseEventLoop):
    """An event loop without anything outside of it."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = Waiting()

    def _process_events(self, event_list: list[object]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class Policy(events._BaseDefaultEventLoopPolicy):  # type: ignore[name-defined,misc]  # noqa: SLF001 - the way of 3.14
    """Makes such loops."""

    _loop_factory = Loop


class Elsewhere:
    """The last finder: knows modules of packages that are in several archives, and notes what nobody finds."""

    def __init__(self) -> None:
        self.missing: set[str] = set()

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        folder = name.rpartition(".")[0].replace(".", "/")
        places = [f"{place}/{folder}" for place in sys.path if place.endswith(".zip")] if folder else []
        spec = PathFinder.find_spec(name, places)
        if not spec:
            self.missing.add(name)
        return spec


elsewhere = Elsewhere()


class Asked(BaseException):
    """Ends a run that has to begin again with one more answer."""


class Answers:
    """What `input()` gets; `asked` is the prompt for which there was no answer, nor a way to wait for one."""

    def __init__(self, given: list[str | None], *, asks: bool) -> None:
        self.given, self.asks = list(given), asks
        self.asked: str | None = None

    def input(self, prompt: object = "", /) -> str:
        """What `input` does where no terminal is."""
        sys.stdout.write(str(prompt))
        flush()
        if not self.given and not self.asks:
            raise EOFError(END)
        if not self.given:
            self.asked = str(prompt)
            raise Asked
        answer = self.given.pop(0)
        if answer is None:
            raise EOFError(END)
        return str(answer)


def flush() -> None:
    """Hand on what was printed so far."""
    for stream in (*parts.STREAMS, sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # noqa: BLE001, S112 - a stream that the sample closed or replaced
            continue


class Page(parts.Parts):  # type: ignore[misc]  # see the import
    """Runs the parts of one job."""

    def run(self, job: dict[str, Any]) -> dict[str, Any]:
        done: list[dict[str, Any]] = []
        for part in job["parts"]:
            done.append(self.run_script(part) if part["kind"] == "python" else self.run_prompt(part))
            if self.stops(done[-1], part):
                break
        rest = self.end(job)
        if job.get("ends", True):
            done[-1]["printed"][-1] += rest
        return {"parts": [report(each) for each in done], "figure": picture(job.get("figure"))}

    def stops(self, told: dict[str, Any], part: dict[str, Any]) -> bool:
        at_prompt = part["kind"] != "python"
        return bool("exit" in told and (at_prompt or not part["go_on"])) or ("raised" in told and not part["go_on"])

    def run_script(self, part: dict[str, Any]) -> dict[str, Any]:
        told = self.run_part({**part, "source": part["code"], "interactive": False})
        return {**told, "printed": [printed()]}

    def run_prompt(self, part: dict[str, Any]) -> dict[str, Any]:
        """Type a transcript in, or what a reader would type; one that is none is told as what a program raises."""
        read = transcript.read_entries if part["kind"] == "pycon" else transcript.type_in
        try:
            entries = read(part["code"], *transcript.PROMPTS["pycon"])
        except SyntaxError:
            return self.run_script({**part, "line": 1})
        except ValueError as error:
            return {"raised": ["ValueError", str(error), f"{error}\n", 1], "printed": [""]}
        told, outputs = {}, []
        for entry in entries:
            told = self.run_part({**part, "source": entry.source, "interactive": True})
            outputs.append(printed())
            if "exit" in told:
                break
        ended = {"exit": told["exit"]} if "exit" in told else {}
        return {**ended, "printed": outputs or [""], "entries": entries}

    def end(self, job: dict[str, Any]) -> str:
        """Do what the end of an interpreter does, as far as a sample can tell; what that prints."""
        atexit._run_exitfuncs()  # noqa: SLF001 - there is no other name for it
        self.module.__dict__.clear()
        if any("__del__" in part["code"] or "finalize" in part["code"] for part in job["parts"]):
            gc.collect()
        return printed()


def printed() -> str:
    """What was printed since it was asked last."""
    flush()
    return str(World.take())


def report(told: dict[str, Any]) -> dict[str, Any]:
    """The report of one part."""
    entries = told.get("entries")
    output = transcript.write_transcript(entries, told["printed"]) if entries else "".join(told["printed"])
    raised = [each if isinstance(each, int) else shortened(each) for each in told.get("raised", ())]
    return {"output": output, "raised": raised or None, "exit": told.get("exit")}


def shortened(text: str) -> str:
    """A text of which a page shows no more than this, as of an exception with all its data in its message."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def picture(name: str | None) -> str | None:
    """The picture that the sample made, in base64; none if it is larger than any that a page shows."""
    path = os.path.join(PLACE, name) if name else ""
    if not os.path.isfile(path) or os.path.getsize(path) > LARGEST:
        return None
    with open(path, "rb") as file:
        return base64.b64encode(file.read()).decode()


def furnish(files: dict[str, str]) -> None:
    """Write the bundle anew, and nothing else."""
    os.chdir("/")
    shutil.rmtree(PLACE, ignore_errors=True)
    for name in os.listdir(TEMPORARY):
        path = os.path.join(TEMPORARY, name)
        shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
    made = set()
    for name, data in {"": None, **files}.items():
        path = os.path.join(PLACE, name)
        folder = os.path.dirname(path)
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made.add(folder)
        if data is not None:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(data)
    os.chdir(PLACE)


def prepare(text: str) -> bool:
    """Import modules, a list in JSON, so that they are there before a sample runs; whether any was not there."""
    wanted = [name for name in json.loads(text) if name not in sys.modules]
    for name in wanted:
        there = {*sys.modules}
        try:
            module = importlib.import_module(name)
            if name in FIRST_USE:
                getattr(module, FIRST_USE[name])()
        except Exception:  # noqa: BLE001 - the sample will see it, too
            for half in {*sys.modules} - there:  # a package that broke would not find its parts again
                del sys.modules[half]
    atexit._clear()  # noqa: SLF001 - what libraries do at the end is not the sample's, and only this forgets it
    return bool(wanted)


def hide(archives: list[str]) -> None:
    """Have modules found in no other archives besides the first; those of others may have been imported before."""
    others = [path for path in sys.path if path.startswith("/lib/") and path.endswith(".zip")]
    hidden = tuple(f"{path}/" for path in others if path not in (*archives, *ALWAYS))
    encodings._cache.clear()  # noqa: SLF001 - as in `add`
    sys.path[:] = [path for path in sys.path if f"{path}/" not in hidden]
    for name, module in [*sys.modules.items()] if hidden else ():
        if name not in OWN and (getattr(module, "__file__", None) or "").startswith(hidden):
            del sys.modules[name]


def run(text: str) -> str:
    """Run a job, whose modules are prepared; both it and the report are JSON."""
    job = json.loads(text)
    furnish(job["files"])
    if "archives" in job:
        hide(job["archives"])
    sys.path.insert(0, PLACE)
    clock.start(skips=job["skip"])
    time.sleep = clock.sleep  # type: ignore[assignment]  # what has an index is a number, too
    answers = Answers(job["answers"], asks=job.get("asks", True))
    builtins.input = answers.input
    random.seed(job.get("seed"))
    page = Page(os.path.join(PLACE, "index.md"))
    sys.modules["__main__"] = page.module
    elsewhere.missing.clear()
    told = page.run(job)
    if answers.asked is not None:
        told["asked"] = answers.asked
    return json.dumps({**told, "missing": sorted(elsewhere.missing)})


def add(text: str) -> None:
    """Have Python know the archives at places, a list in JSON."""
    sys.path += [place for place in json.loads(text) if place not in sys.path]
    encodings._cache.clear()  # noqa: SLF001 - those that were not found may be there now


def connect(**functions: Any) -> None:
    """Give Python what worker.js does for it; whether or not it was restored from a snapshot, chance begins anew."""
    for name, function in functions.items():
        setattr(World, name, staticmethod(function))
    random.seed()


asyncio.run = webloop._orig_run  # noqa: SLF001 - Pyodide replaces it by one that needs its own loop
for stream in (sys.stdout, sys.stderr):
    stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
atexit._clear()  # noqa: SLF001 - as in `prepare`
sys.argv[:] = [""]
sys.meta_path.append(elsewhere)
events._set_running_loop(None)  # noqa: SLF001 - Pyodide's own counts as running, and so no other could
events._set_event_loop_policy(Policy())  # type: ignore[attr-defined]  # noqa: SLF001 - the public name warns in 3.14
