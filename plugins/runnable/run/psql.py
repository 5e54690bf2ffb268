"""psql: scripts, each typed into a psql of its own, in the database that the environment names."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace

from runnable.job import Job, Result, opened_by
from runnable.programs import find_postgresql
from runnable.recording import Ending, Raised, Recording
from runnable.run.script import Script, broken_setup, setup_files, tidied
from runnable.sample import Sample
from runnable.sandbox import Sandbox

# Ends a statement whose `;` is missing, sends output where it belongs, tells that the end was reached, and whether a
# transaction was open: otherwise the server warns.
TAIL = "\n;\n\\o\n\\echo {}\nROLLBACK;\n"
LIMITS = {"RLIMIT_AS": 256 << 20}  # psql keeps a whole result in memory
# With the code of an error comes where it is in PostgreSQL's own source, which is of no use here.
LOCATION = re.compile(r"^LOCATION:  .*\n", re.MULTILINE)


def run(scripts: Sequence[Script], sandbox: Sandbox) -> list[Recording]:
    """Run `scripts` in their order; after one that fails none runs."""
    recordings = list[Recording]()
    opened: frozenset[str] | None = frozenset()
    for number, script in enumerate(scripts):
        recording = _run(script, sandbox)
        opened = None if opened is None or recording.opened is None else opened | recording.opened
        files = None if opened is None else opened | setup_files(scripts[: number + 1])
        recordings.append(replace(recording, opened=files, modules=frozenset()))
        failed = recording.detail or recording.ending is not Ending.FINISHED
        if failed or (recording.raised and not script.sample.options.raises):
            break
    return [*recordings, *[Recording(Ending.SKIPPED)] * (len(scripts) - len(recordings))]


def _run(script: Script, sandbox: Sandbox) -> Recording:
    if script.setup is not None:
        setup = _type(script.setup, script.sample, sandbox)
        if setup.raised or setup.detail or setup.ending is not Ending.FINISHED:
            broken = broken_setup(script, setup.ending, setup.output, setup.raised)
            return replace(broken, detail=broken.detail or setup.detail)
    recording = _type(script.sample.code, script.sample, sandbox)
    if not recording.raised:
        return recording
    line = script.sample.fence.start + 1 + min(recording.raised.line, script.sample.code.count("\n"))
    return replace(recording, raised=replace(recording.raised, line=line))


def _type(text: str, sample: Sample, sandbox: Sandbox) -> Recording:
    """Have psql read `text`, and see that it came to its end; lines count from 1."""
    mark = secrets.token_hex(16)
    path = sandbox.room.temporary / f"{mark}.sql"
    path.write_text(text + TAIL.format(mark), encoding="utf-8")
    folder = find_postgresql()
    settings = ("-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-P", "pager=off")
    job = Job(
        argv=[f"{folder}/psql", "-X", *settings, "-f", str(path)],
        timeout=sample.options.timeout,
        max_output=sample.options.max_output,
        limits=LIMITS,
    )
    result = sandbox.run(job)
    path.unlink(missing_ok=True)
    return replace(_recording(result, mark), opened=opened_by(result.parts))


def _recording(result: Result, mark: str) -> Recording:
    output = "".join(part.output for part in result.parts)
    if result.ending is not Ending.DIED:
        return Recording(result.ending, _cleaned(output, mark))
    if reached := re.search(rf"^{mark}\n", output, re.MULTILINE):
        printed, rest = output[: reached.start()], output[reached.end() :]
        is_open = "25P01" not in rest  # there was a transaction to roll back
        detail = "leaves a transaction open, which ends with it; COMMIT or ROLLBACK it" if is_open else ""
        return Recording(Ending.FINISHED, _cleaned(printed, mark), detail=detail)
    return _failure(output, mark, result.parts[-1].exit)


def _failure(output: str, mark: str, status: int) -> Recording:
    """The recording of a script that did not come to its end: by an error, or by a command that ended psql."""
    errors = list(re.finditer(rf"^psql:\S*{mark}\.sql:(\d+): (\w+):  ?(?:(\w{{5}}): )?(.*)\n?", output, re.MULTILINE))
    if status == 0 or not errors or errors[-1][2] not in {"ERROR", "FATAL", "PANIC", "error"}:
        return Recording(Ending.DIED, _cleaned(output, mark), exit=status)
    error, below = errors[-1], output[errors[-1].end() :].replace(TAIL.format(mark).lstrip("\n"), "")
    kind = f"ERROR {error[3]}" if error[3] else "psql"
    raised = Raised(kind, error[4], _cleaned(below, mark), int(error[1]))
    return Recording(Ending.FINISHED, _cleaned(output[: error.start()], mark), raised)


def _cleaned(output: str, mark: str) -> str:
    """`output` as psql prints it when it is not told to be verbose, and reads no file."""
    told = re.sub(rf"^psql:\S*{mark}\.sql:\d+: (\w+):  \w{{5}}: ", r"\1:  ", output, flags=re.MULTILINE)
    return tidied(LOCATION.sub("", told))
