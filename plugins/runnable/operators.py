"""Mutation operators: small lies that a page could tell of a sample, each of which has to be caught.

Named after what mutation testing calls them; here they change what a page says and not the code that it shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from zlib import crc32

from runnable.fence import Fence
from runnable.options import WORD
from runnable.region import START
from runnable.sample import Sample
from runnable.transcript import PROMPTS, read_entries
from runnable.verdict import ANY

NEW_LINE = "a line that nothing printed"
DROPPED = "was dropped"


@dataclass(frozen=True)
class Edit:
    """New `lines` for the lines `start` to `end` (from 0, `end` excluded); `what` says in words what was done."""

    start: int
    end: int
    lines: tuple[str, ...]
    what: str


@dataclass(frozen=True)
class Block:
    """Lines that say what a run printed, or what a file holds; they begin at the line `start` of the document."""

    start: int
    lines: Sequence[str]
    fence: Fence

    def edits(self, operators: Iterable[LineOperator]) -> Iterator[Edit]:
        """What `operators` make of it, in terms of the document."""
        for operator in operators:
            for edit in operator(self.lines):
                lines = tuple(self.fence.prefix + line for line in edit.lines)
                yield replace(edit, start=self.start + edit.start, end=self.start + edit.end, lines=lines)


LineOperator = Callable[[Sequence[str]], Iterator[Edit]]
SampleOperator = Callable[[Sample], Iterator[Edit]]


def is_wildcard(line: str) -> bool:
    """Whether a line of an output stands for any number of lines, so that no change of it can be told."""
    return line.strip() == ANY


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _one(line: str, positions: Sequence[int]) -> int:
    """One of the `positions` in `line`: always the same, and not always the first."""
    return positions[crc32(line.encode()) % len(positions)]


def _change(line: str, pattern: str, change: Callable[[str], str]) -> str | None:
    """The line with one of the characters that match `pattern` changed, or None where it has none."""
    positions = [match.start() for match in re.finditer(pattern, line)]
    if not positions:
        return None
    at = _one(line, positions)
    return line[:at] + change(line[at]) + line[at + 1 :]


def _each(lines: Sequence[str], what: str, change: Callable[[str], str | None]) -> Iterator[Edit]:
    """An edit for each line that `change` changes."""
    for number, line in enumerate(lines):
        new = None if is_wildcard(line) else change(line)
        if new is not None and new != line:
            yield Edit(number, number + 1, (new,), what)


# Outputs


def _digit(lines: Sequence[str]) -> Iterator[Edit]:
    def other(digit: str) -> str:
        return str((int(digit) + 1) % 10)

    yield from _each(lines, "a digit was changed", lambda line: _change(line, "[0-9]", other))


def _case(lines: Sequence[str]) -> Iterator[Edit]:
    yield from _each(lines, "a letter's case was changed", lambda line: _change(line, "[A-Za-z]", str.swapcase))


def _trailing(lines: Sequence[str]) -> Iterator[Edit]:
    yield from _each(lines, "a character was added to the end", lambda line: f"{line}~")


def _trailing_blank(lines: Sequence[str]) -> Iterator[Edit]:
    yield from _each(lines, "a blank was added to the end", lambda line: f"{line} ")


def _drop(lines: Sequence[str]) -> Iterator[Edit]:
    for number, line in enumerate(lines):
        if not is_wildcard(line):
            yield Edit(number, number + 1, (), f"a line {DROPPED}")


def _double(lines: Sequence[str]) -> Iterator[Edit]:
    for number, line in enumerate(lines):
        if not is_wildcard(line):
            yield Edit(number, number + 1, (line, line), "a line was doubled")


def _swap(lines: Sequence[str]) -> Iterator[Edit]:
    for number, pair in enumerate(pairwise(lines)):
        if pair[0] != pair[1] and not any(map(is_wildcard, pair)):
            yield Edit(number, number + 2, pair[::-1], "two lines were swapped")


def _add(lines: Sequence[str]) -> Iterator[Edit]:
    yield Edit(0, 0, (NEW_LINE,), "a line was added")
    yield Edit(len(lines), len(lines), (NEW_LINE,), "a line was added")
    yield Edit(len(lines), len(lines), ("",), "an empty line was added")


def _empty(lines: Sequence[str]) -> Iterator[Edit]:
    if lines:
        yield Edit(0, len(lines), (), "the output was emptied")


OUTPUT_OPERATORS: Sequence[LineOperator] = (
    _digit,
    _case,
    _trailing,
    _trailing_blank,
    _drop,
    _double,
    _swap,
    _add,
    _empty,
)


def _outputs(sample: Sample) -> Iterator[Edit]:
    """What is done to the `output` fence of a script."""
    if not sample.expected:
        return
    fence = sample.expected
    yield from Block(fence.start + 1, _lines(fence.body), fence).edits(OUTPUT_OPERATORS)
    if fence.body and not sample.options.hidden:  # what is hidden may print what no page shows
        yield Edit(fence.start, fence.end, (), f"the output fence {DROPPED}")


def _transcripts(sample: Sample) -> Iterator[Edit]:
    """What is done to the outputs of a transcript; what was typed stays, since it decides on what runs."""
    if not sample.about.transcript or sample.options.hidden:  # which no page shows, and which is not compared
        return
    blocks = _exchanges(sample)
    for _, output in blocks:
        yield from output.edits(OUTPUT_OPERATORS)
    yield from _moved(blocks)


def _exchanges(sample: Sample) -> list[tuple[Block, Block]]:
    """What was typed at each prompt, and what came back."""
    lines, first, fence = _lines(sample.code), sample.code_line - 1, sample.fence
    entries = read_entries(sample.code, *PROMPTS[sample.kind])
    starts = [entry.line for entry in entries]
    blocks = []
    for entry, end in zip(entries, [*starts[1:], len(lines)], strict=True):
        middle = entry.line + entry.typed.count("\n")
        typed = Block(first + entry.line, lines[entry.line : middle], fence)
        blocks.append((typed, Block(first + middle, lines[middle:end], fence)))
    return blocks


def _moved(blocks: Sequence[tuple[Block, Block]]) -> Iterator[Edit]:
    """Each output below the prompt after its own, and the last one above its own."""
    below = [(output, typed) for (_, output), (typed, _) in pairwise(blocks)]
    above = [(typed, output) for typed, output in blocks[1:][-1:]]
    for first, second in [*below, *above]:
        output = first if (first, second) in below else second
        if any(not is_wildcard(line) for line in output.lines):
            lines = tuple(first.fence.prefix + line for line in [*second.lines, *first.lines])
            yield Edit(first.start, second.start + len(second.lines), lines, "an output was moved under another prompt")


# Files and data


def _character(lines: Sequence[str]) -> Iterator[Edit]:
    def other(char: str) -> str:
        return "y" if char == "x" else "x"

    yield from _each(lines, "a character was changed", lambda line: _change(line, r"\S", other))


def _shown(sample: Sample) -> Iterator[Edit]:
    """What is done to the text of a file that the page shows; an empty fence says nothing of it."""
    lines = _lines(sample.code) if sample.options.file else []
    filled = sum(bool(line.strip()) for line in lines)
    block = Block(sample.code_line - 1, lines, sample.fence)
    yield from block.edits((_character, _add) if filled else ())
    if filled > 1:
        yield from block.edits((_drop,))


STRUCTURE: Mapping[str, Mapping[str, str]] = {
    "json": {"a bracket": r"[\]}]", "a colon": ":", "a quote": '"'},
    "jsonc": {"a bracket": r"[\]}]", "a colon": ":", "a quote": '"'},
    "toml": {"a bracket": r"[\]}]", "an equals sign": "=", "a quote": '"'},
    "yaml": {"a bracket": r"[\]}]", "a quote": '"'},  # without its colon a line may go on with the one above
    # A value may hold what parts another from its key, so that the value goes as well.
    "ini": {"a bracket": r"^\[.*(\])", "a separator": r"^[^\s=:\[][^=:]*?(\s*[=:].*)"},
    "html": {"the end of a tag": r"</[\w-]+(>)"},
    "xml": {"the end of a tag": r"</[\w:.-]+(>)"},
    "css": {"a bracket": "}", "a colon": r"^\s*[\w-]+(:)[^{]*$"},
    "nginx": {"a bracket": "}", "a semicolon": ";"},
}
"""By kind: what holds it together; the first in a line, or the group of its pattern, is dropped."""
SCALAR = re.compile(r"(?<=[:=] )(?:-?\d+(?:\.\d+)?|true|false)(?=\s*,?\s*$)")
TEXT = re.compile(r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?<!\S)#.*|//.*|^\s*;.*""")


def _damaged(sample: Sample) -> Iterator[Edit]:
    """What is done to data: in each line something is dropped without which it can't be parsed."""
    if sample.about.marked or '"""' in sample.code:  # in a text of several lines no sign holds anything together
        return
    block = Block(sample.code_line - 1, _lines(sample.code), sample.fence)
    yield from block.edits(_without(*what) for what in STRUCTURE.get(sample.kind, {}).items())


def _without(what: str, pattern: str) -> LineOperator:
    def drop(line: str) -> str | None:
        match = re.search(pattern, TEXT.sub(_masked, line))
        if not match:
            return None
        start, end = match.span(match.lastindex or 0)
        return line[:start] + line[end:]

    return lambda lines: _each(lines, f"{what} {DROPPED}", drop)


def _masked(text: re.Match[str]) -> str:
    """A text or a comment without its signs, which hold nothing together; the end of a text does."""
    last = '"' if text[0].startswith('"') else "x"
    return "x" * (len(text[0]) - 1) + last


def _retyped(sample: Sample) -> Iterator[Edit]:
    """What is done to data with a schema: each number and each truth value becomes a text."""
    if sample.about.marked or not sample.options.schema:
        return

    def quote(line: str) -> str:
        return SCALAR.sub(lambda scalar: f'"{scalar[0]}"', line)

    block = Block(sample.code_line - 1, _lines(sample.code), sample.fence)
    yield from block.edits([lambda lines: _each(lines, "a value was given another type", quote)])


# Options


def _option(name: str, values: Callable[[Sample], Iterator[str | None]]) -> SampleOperator:
    """An operator that gives the option `name` each of the other `values`; None takes it away."""

    def edits(sample: Sample) -> Iterator[Edit]:
        fence = sample.fence
        line = f"{fence.opening}{fence.mark}{fence.info}"
        for value in values(sample):
            what = f"{name}= {DROPPED}" if value is None else f"{name}= was set to {value}"
            yield Edit(fence.start, fence.start + 1, (_reworded(line, name, value),), what)

    return edits


def _reworded(line: str, name: str, value: str | None) -> str:
    """The first line of a fence with the option `name` set to `value`, or without it."""
    word = "" if value is None else f"{name}={_quoted(value)}"
    match = next((match for match in WORD.finditer(line) if match[1] == name), None)
    if not match:
        return f"{line} {word}"
    return f"{line[: match.start()]}{word}{line[match.end() :]}".rstrip()


def _quoted(value: str) -> str:
    return f"'{value}'" if '"' in value else f'"{value}"'


def _raises(sample: Sample) -> Iterator[str | None]:
    raises, options = sample.options.raises, sample.options
    if raises:
        kind, _, message = raises.partition(": ")
        yield from (f"Other{raises}", f"{raises} and more", None)
        if message:
            yield from (kind, f"{kind}: another message")
    elif sample.kind == "python" and options.run and not options.exit:
        yield "ValueError: another message"


def _exit(sample: Sample) -> Iterator[str | None]:
    options = sample.options
    if options.exit:
        yield from (str(options.exit % 255 + 1), None)
    elif sample.kind in {"python", "console"} and options.run and not options.raises and not options.server:
        yield "1"


def _fold(sample: Sample) -> Iterator[str | None]:
    names = sample.options.fold
    if len(names) == 1:
        yield None
        return
    for name in names:
        yield " ".join(other for other in names if other != name)


def _region(sample: Sample) -> Iterator[str | None]:
    """Each other region of the file, and the whole of it."""
    if not sample.options.region or not sample.code.strip():
        return
    text = (sample.path.parent / sample.options.file).read_text(encoding="utf-8-sig")
    names = [start[1] for line in text.split("\n") if (start := START.match(line))]
    yield from (name for name in dict.fromkeys(names) if name != sample.options.region)
    yield None


def _figure(sample: Sample) -> Iterator[str | None]:
    """Another picture of the bundle, and one that is not there."""
    figure = sample.options.figure
    if not figure:
        return
    bundle = sample.path.parent
    pictures = sorted(path for pattern in ("*.svg", "*.png") for path in bundle.rglob(pattern))
    others = (path.relative_to(bundle).as_posix() for path in pictures)
    yield from [other for other in others if other != figure][:1]
    yield f"no-such-{figure.rpartition('/')[2]}"


def _cast(sample: Sample) -> Iterator[str | None]:
    if sample.options.cast:
        yield f"no-such-{sample.options.cast.rpartition('/')[2]}"


def _hl_lines(sample: Sample) -> Iterator[str | None]:
    if sample.options.hl_lines:
        yield str(sample.code.count("\n") + 10_000)


def _requires(sample: Sample) -> Iterator[str | None]:
    if sample.options.requires:
        yield "no-such-distribution"


def _session(sample: Sample) -> Iterator[str | None]:
    if sample.options.session:
        yield from (f"other-{sample.options.session}", None)


def _setup(sample: Sample) -> Iterator[str | None]:
    if sample.options.setup:
        yield from (f"other-{sample.options.setup}", None)


OPERATORS: Mapping[str, SampleOperator] = {
    "output": _outputs,
    "transcript": _transcripts,
    "shown": _shown,
    "data": _damaged,
    "schema": _retyped,
    "raises": _option("raises", _raises),
    "exit": _option("exit", _exit),
    "fold": _option("fold", _fold),
    "region": _option("region", _region),
    "figure": _option("figure", _figure),
    "cast": _option("cast", _cast),
    "hl_lines": _option("hl_lines", _hl_lines),
    "requires": _option("requires", _requires),
    "session": _option("session", _session),
    "setup": _option("setup", _setup),
}
"""By aspect: what is done to a sample in it."""
