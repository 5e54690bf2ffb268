"""Proof of what a page shows of files and scripts: that it is what they say, and that each line was executed."""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import Path

from runnable.region import Region
from runnable.sample import Problem, Sample
from runnable.statement import stretches


def changed_lines(sample: Sample, region: Region) -> list[Problem]:
    """A problem for the first line in which the recorded text and the file differ; an empty fence records nothing."""
    recorded, actual = sample.code.split("\n"), region.text.split("\n")
    if recorded == actual or not sample.code.strip():
        return []
    pairs = enumerate(zip(recorded, actual, strict=False))
    at = next((number for number, (a, b) in pairs if a != b), min(len(recorded), len(actual)))
    line = region.numbers[min(at, len(region.numbers) - 1)]
    shown, now = (lines[at] if at < len(lines) else "(nothing)" for lines in (recorded, actual))
    message = (
        f"{sample.name}: the page shows another text than {sample.options.file}:{line}\n    - {shown}\n    + {now}"
    )
    return [Problem(sample.path, sample.code_line + at, message, recordable=True)]


def unreached_lines(sample: Sample, path: Path, missing: set[int], every: set[int]) -> list[Problem]:
    """Problems for the `missing` lines of the `every` that begin a statement in `path`, which `sample` shows."""
    return [
        Problem(path, first, f"no verified run executes this line{_until(first, last)}, which {sample} shows")
        for first, last in stretches(missing, every)
    ]


def _until(first: int, last: int) -> str:
    return f" (up to line {last})" if last > first else ""


def each_line_is_in(executed: Container[int], sample: Sample) -> bool:
    """Whether all that is no blank line and no comment was executed, so that what a statement is need not be asked."""
    lines = enumerate(sample.code.split("\n"), sample.code_line)
    return all(number in executed for number, line in lines if not re.match(r"\s*(#|$)", line))
