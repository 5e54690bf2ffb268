"""Writing what samples printed into the fences that show it. Nothing else of this package writes beside the ledger."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from runnable.document import Document
from runnable.ledger import replace_file
from runnable.recording import Recording
from runnable.sample import LINE_END, Fence, Problem, Sample
from runnable.verdict import ANY, judge, output_matches

TRACEBACK = re.compile(r"(?m)^(Traceback \(most recent call last\):\n)(?:[ \t].*\n)+")


@dataclass(frozen=True)
class Recorded:
    """The names of the samples and files that `record` changed, and what it could not record."""

    changed: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Edit:
    """New lines for the lines `start` to `end` (excluded) of the document."""

    start: int
    end: int
    lines: tuple[str, ...]


def record_document(document: Document) -> Recorded:
    """Run all samples of `document`; write outputs, regions and figures that are not as they should be.

    A sample that does not do what it is expected to do is left alone, and told.
    """
    edits: list[tuple[Sample, _Edit]] = []
    changed: list[str] = []
    problems: list[Problem] = []
    for sample in document.all_samples:
        if sample.options.unverified:
            continue
        try:
            text = _new_text(document, sample)
        except ValueError as error:
            problems.append(Problem(sample.path, sample.line, f"{sample.name}: {error}"))
            continue
        if text is not None:
            edits.append((sample, _edit(sample, text)))
        changed += _record_figure(document, sample)
    if edits:
        replace_file(document.path, _apply(document.path.read_bytes(), [edit for _, edit in edits]))
    return Recorded((*(sample.name for sample, _ in edits), *changed), tuple(problems))


def _new_text(document: Document, sample: Sample) -> str | None:
    """What the fence of `sample` is to hold from now on, or None where it is right as it is."""
    if sample.options.file:
        text = document.region(sample).text
        return None if text == sample.code else text
    recording = document.recording(sample)
    _refuse_failure(sample, recording)
    if not _shows_output(sample) or output_matches(sample.shown_output, recording.output, sample.options.fold):
        return None
    output = recording.output
    if sample.about.transcript:
        output = TRACEBACK.sub(rf"\1  {ANY}\n", output)
    if sys.prefix in output or str(Path.home()) + "/" in output:
        raise ValueError("the output names a folder of this machine; print less, or write … in its place")
    return output


def _shows_output(sample: Sample) -> bool:
    if not sample.about.marked:
        return False
    return not sample.options.hidden or sample.expected is not None


def _refuse_failure(sample: Sample, recording: Recording) -> None:
    """Raise ValueError if the sample did another thing than it should, whatever it printed."""
    silent = replace(sample, options=replace(sample.options, hidden=True), expected=None)
    if problems := judge(silent, recording, recording.figure).problems:
        raise ValueError(problems[0].message.removeprefix(f"{sample.name}: "))


def _record_figure(document: Document, sample: Sample) -> list[str]:
    if not sample.options.figure or not document.bundle:
        return []
    figure, path = document.recording(sample).figure, document.bundle / sample.options.figure
    if figure is None or (path.is_file() and path.read_bytes() == figure):
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, figure)
    return [sample.options.figure]


# The text


def _edit(sample: Sample, text: str) -> _Edit:
    """The lines that put `text` into the fence that shows it: its own, or an `output` fence below."""
    fence = sample.fence
    if sample.options.file or sample.about.transcript:
        return _Edit(fence.start, fence.end, _fenced(fence, fence.info, text))
    old = sample.expected
    if not text and old:
        return _Edit(fence.end, old.end, ())
    if old:
        return _Edit(old.start, old.end, _fenced(old, "output", text))
    below = replace(fence, opening=fence.prefix)
    return _Edit(fence.end, fence.end, (fence.prefix.rstrip(), *_fenced(below, "output", text)))


def _fenced(fence: Fence, info: str, text: str) -> tuple[str, ...]:
    """`text` in a fence like `fence`, with a longer mark where the text itself holds such a one."""
    runs = re.findall(rf"{re.escape(fence.mark[0])}{{3,}}", text)
    mark = fence.mark[0] * max([len(fence.mark), *(len(run) + 1 for run in runs)])
    lines = text.removesuffix("\n").split("\n") if text else []
    body = [fence.prefix + line if line else fence.prefix.rstrip() for line in lines]
    return (f"{fence.opening}{mark}{info}", *body, f"{fence.prefix}{mark}")


def _apply(content: bytes, edits: list[_Edit]) -> bytes:
    """Replace lines of a file, from the last to the first; its line ends and its byte-order mark stay as they are."""
    text = content.decode()
    ends = LINE_END.findall(text)
    lines = LINE_END.split(text)
    newline = max(set(ends), key=ends.count, default="\n")
    ends.append("" if len(ends) < len(lines) else newline)
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        lines[edit.start : edit.end] = edit.lines
        ends[edit.start : edit.end] = [newline] * len(edit.lines)
    return "".join(line + end for line, end in zip(lines, ends, strict=True)).encode()
