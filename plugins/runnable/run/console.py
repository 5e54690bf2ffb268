"""Console: the commands of a fence, typed one after the other into one shell."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace

from runnable.job import Job, Result, opened_by
from runnable.recording import Ending, Recording
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
    """Run the one sample of `samples` in a shell."""
    (sample,) = samples
    entries = read_entries(sample.code, *PROMPTS["console"])
    job = Job(
        argv=[*BASH, _script(entries), "bash"],
        part_count=len(entries),
        timeout=sample.options.timeout,
        max_output=sample.options.max_output,
        trace=trace,
    )
    remove_picture(sandbox, sample)
    recording = _recording(entries, sandbox.run(job))
    return [replace(recording, figure=take_picture(sandbox, sample))]


def _script(entries: Sequence[Entry]) -> str:
    commands = [
        f"eval {shlex.quote(entry.source)} 198<&- 199>&-\nrunnable_part {number} $?\n"
        for number, entry in enumerate(entries)
    ]
    return SHELL + "".join(commands)


def _recording(entries: Sequence[Entry], result: Result) -> Recording:
    parts = list(result.parts)
    ended_itself = result.ending is Ending.DIED and len(parts) == len(entries)
    # `exit` as the last command ends the shell, as it should.
    ending = Ending.FINISHED if ended_itself else result.ending
    output = write_transcript(entries, [part.output for part in parts])
    failed = next((number for number, part in enumerate(parts[:-1]) if part.exit), None)
    detail = "" if failed is None else f"{entries[failed].typed.strip()!r} ended with status {parts[failed].exit}"
    last = parts[-1]
    return Recording(ending, output, exit=last.exit, lines=last.lines, detail=detail, opened=opened_by(parts))
