"""JavaScript: in a page of a real Chromium, driven by Playwright (see inside/javascript/).

A page can't be forked: the samples of one session, and what sets them up, run one after the other in one browser that
is started for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from runnable.recording import Ending, Raised, Recording
from runnable.sample import Sample
from runnable.sandbox import Job, Part, PartResult, Result, Sandbox, opened_by

START = 60.0  # seconds that Chromium may take, however busy the machine is; those of the samples count from then on
# Chromium reserves more addresses than there is memory; it is what it fills that counts. It has many threads.
LIMITS = {"RLIMIT_AS": None, "RLIMIT_DATA": 4 << 30, "RLIMIT_NPROC": 4096}
# In the folder of the job there may be files that are called like a module.
OPEN = """\
import os, sys
sys.path[:] = [{folder!r}, *(path for path in sys.path if path != os.getcwd())]
from browser import Browser
browser = Browser({name!r}, {longest})
print(await browser.start())
"""
LEAVE = "os._exit(0)"  # nothing of the browser is wanted any more, and all of it is ended with the job
INSIDE = Path(__file__).parent.parent / "inside" / "javascript"


def run(samples: Sequence[Sample], sandbox: Sandbox, *, trace: bool) -> list[Recording]:  # noqa: ARG001 - a Runner
    """Run `samples` in their order, in one page; ValueError where there is no page for them."""
    _refuse_late_page(samples)
    result = sandbox.run(Job(parts=[_open(samples), *map(_part, samples), Part(LEAVE, timeout=START)], limits=LIMITS))
    if len(result.parts) == 1:
        raise ValueError(f"Chromium did not start: {_why(result)}")
    return list(_recordings(samples, result))


def _refuse_late_page(samples: Sequence[Sample]) -> None:
    pages = [number for number, sample in enumerate(samples) if sample.kind == "html"]
    if pages not in ([], [0]):
        raise ValueError(f"setup={samples[pages[-1]].name!r} would replace the page in which {samples[0].name!r} ran")


def _open(samples: Sequence[Sample]) -> Part:
    longest = max(sample.options.max_output for sample in samples) + 1
    name = samples[0].path.name
    return Part(OPEN.format(folder=str(INSIDE), name=name, longest=longest), "browser", timeout=START)


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
    raised = result.parts[0].raised
    return str(raised) if raised else f"it {result.ending.value} ({START:g} s)"


def _recordings(samples: Sequence[Sample], result: Result) -> Iterator[Recording]:
    """Deal the parts of the result out: the first opened the page, and each other is of one sample."""
    version = result.parts[0].output.partition(".")[0]
    for number, sample in enumerate(samples, start=1):
        if number >= len(result.parts):
            yield Recording(Ending.SKIPPED)
            continue
        ending = Ending.FINISHED if number + 1 < len(result.parts) else result.ending
        recording = _recording(result.parts[number], ending, f"Chromium {version}", result.parts[: number + 1])
        if sample.kind == "html":
            _refuse_failure(sample, recording)
        yield recording


def _recording(part: PartResult, ending: Ending, program: str, until: Sequence[PartResult]) -> Recording:
    raised, detail = _raised(part)
    opened, modules = opened_by(until), frozenset({"playwright"})
    return Recording(ending, part.output, raised, detail=detail, opened=opened, modules=modules, programs=(program,))


def _raised(part: PartResult) -> tuple[Raised | None, str]:
    """What the code did not catch, and what else went wrong."""
    if not part.raised:
        return None, ""
    if part.raised.type == "browser.UncaughtError":
        return Raised(*json.loads(part.raised.message)), ""
    if part.raised.type == "browser.FaultError":
        return None, part.raised.message
    return None, f"the browser failed: {part.raised}"


def _refuse_failure(page: Sample, recording: Recording) -> None:
    """Raise ValueError where a page did not load as it should: its fence is parsed only, so that nobody else tells."""
    why = recording.detail or (f"raised {recording.raised}" if recording.raised else "")
    if recording.ending is not Ending.FINISHED:
        why = recording.ending.value
    if why:
        line = recording.raised.line if recording.raised else 0
        raise ValueError(f"its page {page.name!r}, {page.path.name}:{line or page.line}: {why}")
