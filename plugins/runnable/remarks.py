"""Remarks on lines of code: where a list below a sample says `L3:` or `L3-5:`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from runnable.sample import Problem, Sample, SampleError

ABOUT = re.compile(r"L([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?:\s+")
ITEM = re.compile(r"[-*+]\s+|\d+[.)]\s+")


@dataclass(frozen=True)
class Remark:
    """What a remark is about: the lines `first` to `last` of the code that is shown, from 1.

    `line` is its own in the Markdown text, from 1.
    """

    line: int
    first: int
    last: int

    @property
    def label(self) -> str:
        """How a reader names the lines."""
        return f"Line {self.first}" if self.first == self.last else f"Lines {self.first} to {self.last}"


def find_remarks(sample: Sample, lines: Sequence[str], last: int) -> tuple[Remark, ...]:
    """The remarks in the list below a `sample` of `last` lines, in a text of `lines`.

    Raises SampleError where there is none, or where one names lines that are not there or in another's place.
    """
    problems: list[Problem] = []
    remarks: list[Remark] = []
    for number, text in _items(sample, lines):
        about = ABOUT.match(text)
        if not about:
            problems.append(
                Problem(sample.path, number, f"a remark begins with its lines, as in L3: or L3-5: {text!r}")
            )
            continue
        remark = Remark(number, int(about[1]), int(about[2] or about[1]))
        above = remarks[-1].last if remarks else 0
        if remark.last > last or remark.last < remark.first:
            problems.append(
                Problem(sample.path, number, f"{about[0].strip()} is not in the code, which has {last} lines")
            )
        elif remark.first <= above:
            problems.append(
                Problem(sample.path, number, f"{about[0].strip()} is not below line {above}, which has one")
            )
        remarks.append(remark)
    if problems or not remarks:
        nothing = "remarks: there is no list right below the code, with items such as: - L3: why"
        raise SampleError(problems or [Problem(sample.path, sample.line, nothing)])
    return tuple(remarks)


def _items(sample: Sample, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The items of the list below a sample, without their marks, each with the number of its line."""
    start = (sample.expected or sample.fence).end
    margin = len(sample.fence.prefix)
    for number, line in enumerate(lines[start:], start + 1):
        text = line[margin:]
        item = ITEM.match(text)
        if item:
            yield number, text[item.end() :]
        elif text.strip() and not text.startswith((" ", "\t")):
            return
