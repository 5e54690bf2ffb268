"""The text for those who read it unrendered: plain Markdown, with of each sample what the page shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from runnable.fence import LINE_END, Fence, fenced
from runnable.manifest import Manifest
from runnable.region import read_region
from runnable.sample import Problem, Sample, SampleError, find_samples

# What CommonMark takes for a mark; an underscore within a word is none, nor is an ampersand before a blank.
MARKS = re.compile(r"[\\`*\[\]<]|&(?=[#\w])|(?<![^\W_])_|_(?![^\W_])|^[#>+=~-]")
NUMBER = re.compile(r"^(\d+)([.)])")


def resolve(
    text: str,
    path: Path = Path("text.md"),
    *,
    strict: bool = False,
    link: str = "",
    measured: Callable[[Sample], Manifest | None] | None = None,
) -> str:
    """The Markdown `text` of the file `path` with each sample as its page shows it.

    Of an info string the language and the title are left; a fence with `file=` holds the lines of the file; hidden code
    is gone; what was raised, figures, hint and solution, recordings and notes stand below the code. `link` is put
    before the name of a figure or a cast; `measured` says what a slow sample was measured on. Raises SampleError, as
    `find_samples` does, and for a file that can't be shown.
    """
    text = text.removeprefix("\ufeff")
    lines = LINE_END.split(text)
    samples = find_samples(text, path, strict=strict)
    code = {sample.name: sample.code for sample in samples}
    for sample in reversed(samples):
        parts = [*_code(sample), *_outcome(sample), *_figure(sample, link), *_help(sample, code)]
        parts += _notes(sample, link, measured)
        start, end = sample.fence.start, (sample.expected or sample.fence).end
        lines[start:end] = _joined(sample.fence, parts)
        if not parts:
            _close_gap(lines, start)
    return "\n".join(lines)


def as_text(words: str) -> str:
    """The `words` so that Markdown shows them as they are."""
    return NUMBER.sub(r"\1\\\2", MARKS.sub(r"\\\g<0>", words))


def destination(address: str) -> str:
    """An `address` as the destination of a Markdown link: in angle brackets if it would end early."""
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def _joined(fence: Fence, parts: list[tuple[str, ...]]) -> list[str]:
    """The `parts`, each in lines, with blank lines between, in the container of the `fence`; a list's mark stays."""
    if not parts:
        return [] if fence.opening == fence.prefix else [fence.opening.rstrip()]
    lines = [line for part in parts for line in ("", *part)][1:]
    first, *others = lines
    return [fence.opening + first, *(fence.prefix + line if line else fence.prefix.rstrip() for line in others)]


def _close_gap(lines: list[str], at: int) -> None:
    """Leave one of two blank lines that have met at the index `at`."""
    if 0 < at < len(lines) and not any(line.strip("> \t") for line in lines[at - 1 : at + 1]):
        del lines[at]


def _code(sample: Sample) -> Iterator[tuple[str, ...]]:
    if sample.options.hidden:
        return
    options = sample.options
    titles = (options.tab, options.title or options.file)
    yield _block(sample, sample.kind, _shown(sample), ": ".join(title for title in titles if title))


def _shown(sample: Sample) -> str:
    if not sample.options.file:
        return sample.code
    try:
        return read_region(sample, sample.path.parent).text
    except ValueError as error:
        raise SampleError([Problem(sample.path, sample.line, f"{sample.name}: {error}")]) from None


def _block(sample: Sample, language: str, text: str, title: str = "") -> tuple[str, ...]:
    quote = "'" if '"' in title else '"'
    info = f"{language} title={quote}{title}{quote}" if title else language
    return fenced(replace(sample.fence, opening="", prefix=""), info, text)


def _outcome(sample: Sample) -> Iterator[tuple[str, ...]]:
    if sample.expected:
        yield _block(sample, sample.expected.language, sample.expected.body)
    if sample.options.raises and not sample.options.hidden:
        yield _block(sample, "text", sample.options.raises, "Raises")


def _figure(sample: Sample, link: str) -> Iterator[tuple[str, ...]]:
    options = sample.options
    if options.figure:
        yield (f"![{as_text(options.alt)}]({destination(link + options.figure)})",)
    if options.caption:
        yield (as_text(options.caption),)


def _help(sample: Sample, code: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The hint of an exercise and its solution, whose `code` is found by its name."""
    if hint := sample.options.hint:
        yield (as_text(f"Hint: {hint}"),)
    if sample.options.exercise:
        yield _block(sample, sample.kind, code[sample.options.solution], "Solution")


def _notes(
    sample: Sample, link: str, measured: Callable[[Sample], Manifest | None] | None
) -> Iterator[tuple[str, ...]]:
    options = sample.options
    manifest = measured(sample) if measured and options.slow and _is_shown(sample) else None
    if manifest:
        day = date.fromisoformat(manifest.date)
        yield (as_text(f"Measured {' · '.join([f'{day.day} {day:%B %Y}', *manifest.labels])}"),)
    if options.cast:
        yield (f"Recording: [{as_text(options.cast)}]({destination(link + options.cast)})",)
    if sample.page_note:
        yield (as_text(sample.page_note),)
    if options.unverified:
        yield (as_text(f"Not verified: {options.unverified}"),)


def _is_shown(sample: Sample) -> bool:
    return not sample.options.hidden or bool(sample.expected or sample.options.figure)
