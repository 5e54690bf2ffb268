"""Console: commands, typed one after the other into one shell; those of one session go on in it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace

from runnable.cast import plain
from runnable.job import Job, Part, PartResult, Result, opened_by
from runnable.recording import Ending, Recording
from runnable.run import terminal
from runnable.run.needs import limits
from runnable.run.picture import remove_picture, take_picture
from runnable.sample import Sample
from runnable.sandbox import Sandbox
from runnable.transcript import PROMPTS, Entry, read_entries, write_transcript

BASH = ("bash", "--noprofile", "--norc", "-c")
# Programs that a shell starts find nothing of the two descriptors on which it could report.
CLOSE = 'eval "exec $RUNNABLE_READ<&- $RUNNABLE_WRITE>&-"\nunset RUNNABLE_READ RUNNABLE_WRITE\n'
# The shell reports each command on a descriptor of its own, and waits until its output was read. Commands don't
# inherit these two.
SHELL = f"""
exec 198<&"$RUNNABLE_READ" 199>&"$RUNNABLE_WRITE"
{CLOSE}runnable_part() {{
    builtin printf '{{"part": %d, "exit": %d}}\\n' "$1" "$2" >&199
    builtin read -r -u 198 -n 1
}}
readonly -f runnable_part
"""


def run(samples: Sequence[Sample], sandbox: Sandbox, *, trace: bool) -> list[Recording]:
    """Type `samples` into one shell, in their order."""
    typed = [read_entries(sample.code, *PROMPTS["console"]) for sample in samples]
    parts = [part for sample, entries in zip(samples, typed, strict=True) for part in _limits(sample, len(entries))]
    for sample in samples:
        remove_picture(sandbox, sample)
    job = Job(parts, _command_line(samples, typed), part_count=len(parts), limits=limits(samples), trace=trace)
    result = sandbox.run(job)
    figures = [take_picture(sandbox, sample) for sample in samples]
    return list(_recordings(samples, typed, result, figures))


def _command_line(samples: Sequence[Sample], typed: Sequence[Sequence[Entry]]) -> list[str]:
    if terminal.is_wanted(samples):
        return terminal.command_line(samples, typed)
    return [*BASH, _script([entry for entries in typed for entry in entries]), "bash"]


def _limits(sample: Sample, count: int) -> list[Part]:
    """The parts that `sample` has of its session, which tell how long it may run and how much it may print in all."""
    options = sample.options
    return [Part("", timeout=options.timeout, max_output=options.max_output), *[Part("")] * (count - 1)]


def _script(entries: Sequence[Entry]) -> str:
    commands = [
        f"eval {shlex.quote(entry.source)} 198<&- 199>&-\nrunnable_part {number} $?\n"
        for number, entry in enumerate(entries)
    ]
    return SHELL + "".join(commands)


def _recordings(
    samples: Sequence[Sample], typed: Sequence[Sequence[Entry]], result: Result, figures: Sequence[bytes | None]
) -> Iterator[Recording]:
    """Deal the parts of the result out to the samples; after one that ends as it should not, none counts as run."""
    done, before, is_well = list(result.parts), list[PartResult](), True
    on_terminal = terminal.is_wanted(samples)
    for sample, entries, figure in zip(samples, typed, figures, strict=True):
        own, done = done[: len(entries)], done[len(entries) :]
        before += own
        if not is_well:
            yield Recording(Ending.SKIPPED)
        elif not own:
            yield Recording(Ending.FINISHED, detail="a sample before it has ended the shell of the session")
        else:
            ending = Ending.FINISHED if done else result.ending
            recording = _recording(entries, own, ending, on_terminal=on_terminal)
            is_well = (recording.ending, recording.detail, recording.exit) == (Ending.FINISHED, "", sample.options.exit)
            shown = tuple(part.output for part in own) if sample.options.cast else ()
            yield replace(recording, figure=figure, opened=opened_by(before), shown=shown)


def _recording(
    entries: Sequence[Entry], parts: Sequence[PartResult], ending: Ending, *, on_terminal: bool
) -> Recording:
    ended_itself = ending is Ending.DIED and len(parts) == len(entries)
    # `exit` as the last command ends the shell, as it should.
    ending = Ending.FINISHED if ended_itself else ending
    if unexpected := next((part.raised for part in parts if part.raised), None):
        return Recording(Ending.FINISHED, detail=unexpected.message)
    outputs = [plain(part.output) if on_terminal else part.output for part in parts]
    output = write_transcript(entries, outputs)
    failed = next((number for number, part in enumerate(parts[:-1]) if part.exit), None)
    detail = "" if failed is None else f"{entries[failed].typed.strip()!r} ended with status {parts[failed].exit}"
    return Recording(ending, output, exit=parts[-1].exit, lines=parts[-1].lines, detail=detail)
