"""Writing what samples printed into the fences that show it. Nothing else of this package writes beside the ledger."""

from __future__ import annotations

import re
import sys
import sysconfig
import tempfile
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from runnable.cast import write_cast
from runnable.document import Document
from runnable.fence import LINE_END, fenced
from runnable.figure import figure_difference
from runnable.ledger import replace_file
from runnable.measurement import NO_BUNDLE, TEST, manifest_name
from runnable.recording import Recording
from runnable.sample import Problem, Sample
from runnable.transcript import PROMPTS, read_entries
from runnable.verdict import ANY, fold, judge, line_matches, output_matches
from runnable.workshop import PREFIX

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


def record_document(document: Document, command: str = "") -> Recorded:
    """Run the samples of `document`; write outputs, regions, figures and casts that are not as they should be.

    A sample that does not do what it is expected to do is left alone, and told. A `slow` document has its slow samples
    run, and such others as have no fresh verdict; of each slow one a manifest is written, which names the `command`.
    """
    edits: list[tuple[Sample, _Edit]] = []
    files: dict[Path, bytes] = {}  # written when all have run: each sample has the bundle as it was at the start
    problems: list[Problem] = []
    measured: list[Sample] = []
    for sample in document.all_samples:
        if sample.options.unverified or not _is_due(document, sample):
            continue
        try:
            text = _new_text(document, sample)
            files |= _new_figure(document, sample)
            files |= _new_cast(document, sample, sample.code if text is None else text)
            if sample.options.slow:
                document.refuse_unreached(sample)
                measured.append(sample)
        except ValueError as error:
            problems.append(Problem(sample.path, sample.line, f"{sample.name}: {error}"))
            continue
        if text is not None:
            edits.append((sample, _edit(sample, text)))
    if edits:
        replace_file(document.path, _apply(document.path.read_bytes(), [edit for _, edit in edits]))
    _write(files)
    manifests = _manifests(document, measured, command) if measured else {}
    _write(manifests)
    files |= manifests
    changed = [*(sample.name for sample, _ in edits), *(_name(document, path) for path in files)]
    return Recorded(tuple(changed), tuple(problems))


def _is_due(document: Document, sample: Sample) -> bool:
    """Whether `sample` is to be run: what is slow only when that was asked for, and then what is fresh is not."""
    if not document.slow:
        return not sample.options.slow
    return sample.options.slow or not document.fresh(sample)


def _write(files: Mapping[Path, bytes]) -> None:
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content)


def _manifests(document: Document, measured: Sequence[Sample], command: str) -> dict[Path, bytes]:
    """The manifests of the `measured` samples, where they go; a file has one if all its tests passed."""
    after = document.reopened()
    names = {sample.name for sample in measured}
    return {
        document.path.parent / manifest_name(sample): document.measure(sample, command, after).text().encode()
        for sample in measured
        if sample.kind != TEST or all(other.name in names for other in document.functions_beside(sample))
    }


def _new_text(document: Document, sample: Sample) -> str | None:
    """What the fence of `sample` is to hold from now on, or None where it is right as it is."""
    document.refuse_missing(sample)
    if sample.options.slow and not document.bundle:
        raise ValueError(NO_BUNDLE)
    if sample.options.file:
        text = document.region(sample).text
        return None if text == sample.code else text
    recording = document.recording(sample)
    _refuse_failure(sample, recording)
    old, output = sample.shown_output, fold(recording.output, sample.options.fold)
    if not _shows_output(sample) or output_matches(old, output, sample.options.fold):
        return None
    if sample.about.transcript:
        output = TRACEBACK.sub(rf"\1  {ANY}\n", output)
        _refuse_prompts(sample, output)
    text = _keep_wildcards(old, output)
    _refuse_unshowable(text, recording.output, document.ledger_folder)
    return text


def _refuse_prompts(sample: Sample, output: str) -> None:
    """Raise ValueError if what was printed could not be told from what was typed."""
    prompts = PROMPTS[sample.kind]
    if len(read_entries(output, *prompts)) != len(read_entries(sample.code, *prompts)):
        raise ValueError(f"the output has a line that begins with the prompt {prompts[0]!r}, as if it had been typed")


def _keep_wildcards(old: str, new: str) -> str:
    """`new` with the lines of `old` that have a `…` wherever they still fit."""
    before, after = (text.removesuffix("\n").split("\n") if text else [] for text in (old, new))
    keys = [next((line for line in after if line_matches(key, line)), key) for key in before]
    blocks = SequenceMatcher(None, keys, after, autojunk=False).get_matching_blocks()
    same = [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]
    lines: list[str] = []
    at, to = 0, 0
    for i, j in [*same, (len(before), len(after))]:
        gap = before[at:i]
        lines += gap if len(gap) == 1 and gap[0].strip() == ANY else after[to:j]
        lines += before[i : i + 1]
        at, to = i + 1, j + 1
    return "".join(line + "\n" for line in lines)


def _refuse_unshowable(text: str, printed: str, ledger_folder: Path) -> None:
    """Raise ValueError for what a Markdown file can't hold, or what is true on this machine only."""
    if ANY in printed:
        raise ValueError(f"the output has a {ANY} in it, which on a page stands for anything; print another sign")
    if re.search(r"[\r\0]", text):
        raise ValueError("the output has a carriage return or a NUL in it, which Markdown can't show")
    ours = (sys.prefix, sysconfig.get_path("stdlib"), str(Path(__file__).parent))
    theirs = (f"{Path.home()}/", f"{tempfile.gettempdir()}/{PREFIX}", f"{ledger_folder.resolve()}/")
    if any(path in text for path in (*ours, *theirs)):
        raise ValueError("the output names a folder of this machine; print less, fold it, or write … in its place")


def _shows_output(sample: Sample) -> bool:
    if not sample.about.marked:
        return False
    return not sample.options.hidden or sample.expected is not None


def _refuse_failure(sample: Sample, recording: Recording) -> None:
    """Raise ValueError if the sample did another thing than it should, whatever it printed."""
    silent = replace(sample, options=replace(sample.options, hidden=True, cast=""), expected=None)
    if problems := judge(silent, recording, recording.figure).problems:
        raise ValueError(problems[0].message.removeprefix(f"{sample.name}: "))


def _new_figure(document: Document, sample: Sample) -> dict[Path, bytes]:
    """The figure of `sample` and where it goes, or nothing where the one that is there shows the same."""
    options = sample.options
    if not options.figure or not document.bundle:
        return {}
    figure, path = document.recording(sample).figure, _place(document.bundle, options.figure)
    if figure is None or (
        path.is_file() and not figure_difference(path.name, path.read_bytes(), figure, options.tolerance)
    ):
        return {}
    return {path: figure}


def _new_cast(document: Document, sample: Sample, transcript: str) -> dict[Path, bytes]:
    """The cast of `sample` and where it goes, or nothing where it is there."""
    if not sample.options.cast:
        return {}
    if not document.bundle:
        raise ValueError("cast= is for an index.md, which has its folder to itself")
    cast = write_cast(transcript, document.recording(sample).shown, sample.options.asks)
    path = _place(document.bundle, sample.options.cast)
    return {} if path.is_file() and path.read_bytes() == cast else {path: cast}


def _place(bundle: Path, name: str) -> Path:
    """The file `name` of the `bundle`; ValueError where a link leads out of it."""
    path = bundle / name
    if not path.parent.resolve().is_relative_to(bundle.resolve()):
        raise ValueError(f"{name} leads out of the article's folder")
    return path


def _name(document: Document, path: Path) -> str:
    return path.relative_to(document.path.parent).as_posix()


# The text


def _edit(sample: Sample, text: str) -> _Edit:
    """The lines that put `text` into the fence that shows it: its own, or an `output` fence below."""
    fence = sample.fence
    if sample.options.file or sample.about.transcript:
        return _Edit(fence.start, fence.end, fenced(fence, fence.info, text))
    old = sample.expected
    if not text and old:
        return _Edit(fence.end, old.end, ())
    if old:
        return _Edit(old.start, old.end, fenced(old, "output", text))
    below = replace(fence, opening=fence.prefix)
    return _Edit(fence.end, fence.end, (fence.prefix.rstrip(), *fenced(below, "output", text)))


def _apply(content: bytes, edits: list[_Edit]) -> bytes:
    """Replace lines of a file, from the last to the first; its line ends and its byte-order mark stay as they are."""
    mark, text = (content[:3], content[3:].decode()) if content.startswith(BOM_UTF8) else (b"", content.decode())
    lines, ends = LINE_END.split(text), LINE_END.findall(text)
    newline = max(set(ends), key=ends.count, default="\n")
    ends.append(newline)  # in case that something is put below the last line
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        lines[edit.start : edit.end] = edit.lines
        ends[edit.start : edit.end] = [newline] * len(edit.lines)
    ends[-1] = ""
    return mark + "".join(line + end for line, end in zip(lines, ends, strict=True)).encode()
