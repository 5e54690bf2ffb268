"""SQLite: the statements of scripts, in one database in memory (see inside/sql.py for the other side)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from runnable.job import Job, Part, PartResult, opened_by
from runnable.recording import Ending, Recording
from runnable.run.script import Script, broken_setup, setup_files, tidied
from runnable.sandbox import Sandbox

INSIDE = Path(__file__).parent.parent / "inside" / "sql.py"
NOTHING = re.compile(r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?(?:\*/|\Z))*", re.DOTALL)
"""Blanks and comments."""


@dataclass(frozen=True)
class Statement:
    """One statement of a script; `line`, from 1, is where it begins."""

    text: str
    line: int


def statements(text: str) -> Iterator[Statement]:
    """The statements of a script; where one ends is for SQLite to say, since a trigger or a text may hold a `;`."""
    start = 0
    for end in [*(match.end() for match in re.finditer(";", text)), len(text)]:
        if end < len(text) and not sqlite3.complete_statement(text[start:end]):
            continue
        begin = start + len(_nothing(text[start:end]))
        if begin < end:
            yield Statement(text[begin:end], text.count("\n", 0, begin) + 1)
        start = end


def _nothing(text: str) -> str:
    match = NOTHING.match(text)
    return match[0] if match else ""


def run(scripts: Sequence[Script], sandbox: Sandbox) -> list[Recording]:
    """Run `scripts` in their order in one process; after one that fails none runs."""
    first = Part(INSIDE.read_text(encoding="utf-8"), INSIDE.name)
    parts = [_parts(script) for script in scripts]
    result = sandbox.run(Job(parts=[first, *(part for own in parts for part in own)]))
    return list(_recordings(scripts, parts, result.parts, result.ending))


def _parts(script: Script) -> list[Part]:
    options = script.sample.options
    sample = Part(
        _calls(script.sample.code, options.max_output),
        script.sample.path.name,
        script.sample.code_line,
        go_on=bool(options.raises),
        timeout=options.timeout,
        max_output=options.max_output,
    )
    if script.setup is None:
        return [sample]
    setup = _calls(script.setup, options.max_output)
    return [replace(sample, source=setup, filename=options.setup, line=1, go_on=False), sample]


def _calls(text: str, limit: int) -> str:
    """A script in Python that runs the statements of `text`, each by a call in the line where it begins."""
    lines = [list[str]() for _ in range(text.count("\n") + 1)]
    for statement in statements(text):
        lines[statement.line - 1].append(f"execute({statement.text!r}, {limit})")
    return "\n".join(map("; ".join, lines))


def _recordings(
    scripts: Sequence[Script], parts: Sequence[Sequence[Part]], results: Sequence[PartResult], ending: Ending
) -> Iterator[Recording]:
    """Deal the results out to the scripts; the last script that has any is the one that ended the job."""
    at = 1
    for number, (script, own) in enumerate(zip(scripts, parts, strict=True)):
        found, at = results[at : at + len(own)], at + len(own)
        ended = Ending.FINISHED if at < len(results) else ending
        if not found:
            yield Recording(Ending.SKIPPED)
        elif len(found) < len(own):
            yield broken_setup(script, ended, found[-1].output, _told(found[-1]).raised)
        else:
            opened = opened_by(results[:at])
            files = None if opened is None else opened | setup_files(scripts[: number + 1])
            yield replace(_told(found[-1]), ending=ended, opened=files, modules=frozenset())


def _told(part: PartResult) -> Recording:
    """What a part did, its exception as SQLite's own module calls it and where the statement begins."""
    raised = part.raised
    if raised:
        raised = replace(raised, type=raised.type.removeprefix("sqlite3."), traceback="")
    return Recording(Ending.FINISHED, tidied(part.output), raised, part.exit)
