"""Python: a script (`python`) or a session at the prompt (`pycon`); those of one session go on where another ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from runnable.job import Job, Part, PartResult, Result, opened_by
from runnable.recording import Ending, Lines, Recording
from runnable.run.needs import limits
from runnable.run.picture import remove_picture, take_picture
from runnable.sample import Sample
from runnable.sandbox import Sandbox
from runnable.transcript import PROMPTS, Entry, read_entries, write_transcript


def run(samples: Sequence[Sample], sandbox: Sandbox, *, trace: bool) -> list[Recording]:
    """Run `samples` in their order, each in a fork of the process that ran the one before."""
    parts = [_parts(sample) for sample in samples]
    for sample in samples:
        remove_picture(sandbox, sample)
    result = sandbox.run(Job(parts=[part for own in parts for part in own], limits=limits(samples), trace=trace))
    figures = [take_picture(sandbox, sample) for sample in samples]
    return list(_recordings(samples, [len(own) for own in parts], result, figures))


def _parts(sample: Sample) -> list[Part]:
    options = sample.options
    if sample.kind == "pycon":
        parts = [Part(entry.source, "<stdin>", interactive=True, go_on=True) for entry in _entries(sample)]
    else:
        parts = [Part(sample.code, sample.path.name, sample.code_line, go_on=bool(options.raises or options.exit))]
    parts[0] = replace(parts[0], forked=True, timeout=options.timeout, max_output=options.max_output)
    return parts


def _entries(sample: Sample) -> list[Entry]:
    return read_entries(sample.code, *PROMPTS["pycon"])


def _recordings(
    samples: Sequence[Sample], counts: Sequence[int], result: Result, figures: Sequence[bytes | None]
) -> Iterable[Recording]:
    """Deal the parts of the result out to the samples; the last sample that has any is the one that ended the job."""
    done, before = list(result.parts), list[PartResult]()
    for sample, count, figure in zip(samples, counts, figures, strict=True):
        own, done = done[:count], done[count:]
        before += own
        if not own:
            yield Recording(Ending.SKIPPED)
            continue
        ending = Ending.FINISHED if done else result.ending
        if ending is Ending.FINISHED and len(own) < count:
            ending = Ending.DIED
        recording = _recording(sample, own, ending, figure)
        yield replace(recording, opened=opened_by(before), modules=own[-1].modules)


def _recording(sample: Sample, own: Sequence[PartResult], ending: Ending, figure: bytes | None) -> Recording:
    outputs = [part.output for part in own]
    output = write_transcript(_entries(sample), outputs) if sample.kind == "pycon" else "".join(outputs)
    raised = None if sample.kind == "pycon" else own[-1].raised
    return Recording(ending, output, raised, own[-1].exit, _union(part.lines for part in own), figure)


def _union(many: Iterable[Lines]) -> Lines:
    union: dict[str, frozenset[int]] = {}
    for lines in many:
        union |= {file: union.get(file, frozenset()) | numbers for file, numbers in lines.items()}
    return union
