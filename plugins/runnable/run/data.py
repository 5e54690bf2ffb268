"""Data and configuration: read by the parser that their users have, not executed.

The parser runs in a sandbox (see inside/data/), where the time that it may take is bounded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from runnable.recording import Ending, Recording
from runnable.region import read_file
from runnable.sample import Sample
from runnable.sandbox import Job, Part, Result, Sandbox

READER = Path(__file__).parent.parent / "inside" / "data"
# In the folder of the job there may be files that are called like a module.
PROGRAM = """\
import os, sys
sys.path[:] = [{folder!r}, *(path for path in sys.path if path != os.getcwd())]
from reader import report
report{arguments!r}
"""
NAMES_FILES = ("nginx",)  # kinds whose texts name files of their bundle


def run(samples: Sequence[Sample], bundle: Path | None, *, trace: bool) -> list[Recording]:  # noqa: ARG001 - a Runner
    """Read each sample; what the parser, or the schema, does not accept is told as faults."""
    return [_read(sample, bundle) for sample in samples]


def _read(sample: Sample, bundle: Path | None) -> Recording:
    name = sample.options.schema
    schema = read_file(name, bundle) if name else ""
    arguments = (sample.kind, sample.about.label, sample.code, schema, name)
    job = Job([Part(PROGRAM.format(folder=str(READER), arguments=arguments))], timeout=sample.options.timeout)
    with Sandbox(bundle if sample.kind in NAMES_FILES else None) as sandbox:
        return _recording(sample, sandbox.run(job))


def _recording(sample: Sample, result: Result) -> Recording:
    last = result.parts[-1]
    if result.ending is not Ending.FINISHED or last.raised:
        return Recording(result.ending, last.output, last.raised)
    return Recording(Ending.FINISHED, faults=tuple(_placed(sample, json.loads(last.output))))


def _placed(sample: Sample, faults: Iterable[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    """The `faults` by lines of the file of `sample`."""
    for line, message in faults:
        yield (sample.code_line + line - 1 if line else sample.line), message
