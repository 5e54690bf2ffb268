"""JavaScript: in a page of a real Chromium, driven by Playwright (see inside/javascript/).

A page can't be forked: the samples of one session, and what sets them up, run one after the other in one browser that
is started for them. Those of a server begin in the page that it gives for `/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from runnable.job import Job, Part, PartResult, Result, opened_by
from runnable.recording import Ending, Raised, Recording
from runnable.run.needs import LIMITS
from runnable.sample import Sample
from runnable.sandbox import Sandbox

START = 60.0  # seconds that Chromium may take, however busy the machine is; those of the samples count from then on
# In the folder of the job there may be files that are called like a module.
OPEN = """\
import os, sys
sys.path[:] = [{folder!r}, *(path for path in sys.path if path != os.getcwd())]
from browser import Browser
browser = Browser({name!r}, {longest}, {port})
print(await browser.start())
"""
LEAVE = "os._exit(0)"  # nothing of the browser is wanted any more, and all of it is ended with the job
INSIDE = Path(__file__).parent.parent / "inside" / "javascript"


def run(samples: Sequence[Sample], sandbox: Sandbox, *, trace: bool) -> list[Recording]:  # noqa: ARG001 - a Runner
    """Run `samples` in their order, in one page; ValueError where there is no page for them."""
    _refuse_late_page(samples)
    serves = bool(samples[-1].options.server)
    before = [_open(samples, "int(os.environ['PORT'])" if serves else "0"), *[_visit(samples[-1])] * serves]
    parts = [*before, *map(_part, samples), Part(LEAVE, timeout=START)]
    result = sandbox.run(Job(parts=parts, limits=LIMITS["chromium"]))
    if len(result.parts) == 1:
        raise ValueError(f"Chromium did not start: {_why(result)}")
    if serves:
        _refuse_failure("the page of its server", _recording(result, 1), 0)
    return list(_recordings(samples, result, len(before)))


def _refuse_late_page(samples: Sequence[Sample]) -> None:
    if samples[-1].options.server and samples[0].kind == "html":
        raise ValueError("its page is what its server gives for /, and can't be set up by an html fence: leave one out")
    pages = [number for number, sample in enumerate(samples) if sample.kind == "html"]
    if pages not in ([], [0]):
        raise ValueError(f"setup={samples[pages[-1]].name!r} would replace the page in which {samples[0].name!r} ran")


def _open(samples: Sequence[Sample], port: str) -> Part:
    longest = max(sample.options.max_output for sample in samples) + 1
    name = samples[0].path.name
    return Part(OPEN.format(folder=str(INSIDE), name=name, longest=longest, port=port), "browser", timeout=START)


def _visit(sample: Sample) -> Part:
    options = sample.options
    return Part("await browser.visit()", "browser", timeout=options.timeout, max_output=options.max_output)


def _part(sample: Sample) -> Part:
    method, options = ("show" if sample.kind == "html" else "run"), sample.options
    return Part(
        f"await browser.{method}({sample.code!r}, {sample.code_line})",
        "browser",
        go_on=bool(options.raises),
        timeout=options.timeout,
        max_output=options.max_output,
    )


def _why(result: Result) -> str:
    """What went wrong, and what was printed, such as the name of a library that is missing."""
    part = result.parts[0]
    why = str(part.raised) if part.raised else f"it {result.ending.value} ({START:g} s)"
    return f"{why}\n{part.output}".rstrip()


def _recordings(samples: Sequence[Sample], result: Result, first: int) -> Iterator[Recording]:
    """Deal the parts of the result out, from the `first` that is of a sample: each other opened the page."""
    for number, sample in enumerate(samples, start=first):
        if number >= len(result.parts):
            yield Recording(Ending.SKIPPED)
            continue
        recording = _recording(result, number)
        if sample.kind == "html":  # it is parsed only, so that nobody else tells
            _refuse_failure(f"its page {sample.name!r}, {sample.path.name}", recording, sample.line)
        yield recording


def _recording(result: Result, number: int) -> Recording:
    part, until = result.parts[number], result.parts[: number + 1]
    ending = Ending.FINISHED if number + 1 < len(result.parts) else result.ending
    raised, detail = _raised(part)
    opened, modules = opened_by(until), frozenset({"playwright"})
    programs = (f"Chromium {result.parts[0].output.partition('.')[0]}",)
    return Recording(ending, part.output, raised, detail=detail, opened=opened, modules=modules, programs=programs)


def _raised(part: PartResult) -> tuple[Raised | None, str]:
    """What the code did not catch, and what else went wrong."""
    if not part.raised:
        return None, ""
    if part.raised.type == "browser.UncaughtError":
        return Raised(*json.loads(part.raised.message)), ""
    if part.raised.type == "browser.FaultError":
        return None, part.raised.message
    return None, f"the browser failed: {part.raised}"


def _refuse_failure(page: str, recording: Recording, line: int) -> None:
    """Raise ValueError where a page, whose text begins in that line or nowhere (0), did not load as it should."""
    why = recording.detail or (f"raised {recording.raised}" if recording.raised else "")
    if recording.ending is not Ending.FINISHED:
        why = recording.ending.value
    if why:
        line = (recording.raised.line if recording.raised else 0) or line
        raise ValueError(f"{page}{f':{line}' if line else ''}: {why}")
