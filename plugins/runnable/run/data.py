"""Data and configuration: read by the parser that their users have, not executed.

The parser runs in a sandbox (see inside/data/), where the time that it may take is bounded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from runnable.job import Job, Part, Result, opened_by
from runnable.recording import Ending, Recording
from runnable.region import read_file
from runnable.sample import Sample
from runnable.sandbox import Sandbox

READER = Path(__file__).parent.parent / "inside" / "data"
# In the folder of the job there may be files that are called like a module.
PROGRAM = """\
import os, sys
sys.path[:] = [{folder!r}, *(path for path in sys.path if path != os.getcwd())]
from reader import report
report{arguments!r}
"""


def run(samples: Sequence[Sample], sandbox: Sandbox, *, trace: bool) -> list[Recording]:  # noqa: ARG001 - a Runner
    """Read each sample; what the parser, or the schema, does not accept is told as faults."""
    return [_read(sample, sandbox) for sample in samples]


def _read(sample: Sample, sandbox: Sandbox) -> Recording:
    name, bundle = sample.options.schema, sandbox.bundle.folder if sandbox.bundle else None
    schema = read_file(name, bundle) if name else ""
    arguments = (sample.kind, sample.about.label, sample.code, schema, name)
    job = Job([Part(PROGRAM.format(folder=str(READER), arguments=arguments))], timeout=sample.options.timeout)
    recording = _recording(sample, sandbox.run(job))
    return replace(recording, opened=recording.opened | {name}) if name and recording.opened is not None else recording


def _recording(sample: Sample, result: Result) -> Recording:
    last = result.parts[-1]
    if result.ending is not Ending.FINISHED or last.raised:
        return Recording(result.ending, last.output, last.raised)
    faults = tuple(_placed(sample, json.loads(last.output)))
    return Recording(Ending.FINISHED, faults=faults, opened=opened_by(result.parts), modules=last.modules)


def _placed(sample: Sample, faults: Iterable[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    """The `faults` by lines of the file of `sample`."""
    for line, message in faults:
        yield (sample.code_line + line - 1 if line else sample.line), message
