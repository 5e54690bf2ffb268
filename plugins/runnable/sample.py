"""Samples, and the only reader of fences.

`find_samples` is what the renderer, pytest and the recorder all read with, so that none of them can see a sample
that the others miss. Where fences are is decided by markdown-it, a CommonMark parser; what an info string
means is decided by the tables here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from markdown_it.token import Token

# What ends a line for CommonMark; str.splitlines would also split at a form feed or a line separator.
LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: `line` counts from 1 in the file `path`."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class SampleError(ValueError):
    """The samples of a text can't be read; `problems` holds one entry for each fence that is wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Kind:
    """A language whose fences can be verified.

    `transcript`: input and output stand in one fence. `marked`: only a fence that says `run`, `file=` or
    `unverified=` is a sample; otherwise each fence of the language is one.
    """

    label: str
    transcript: bool = False
    marked: bool = True


KINDS: Mapping[str, Kind] = {
    "python": Kind("Python"),
    "pycon": Kind("Python", transcript=True),
    "console": Kind("Console", transcript=True),
    "json": Kind("JSON", marked=False),
    "toml": Kind("TOML", marked=False),
    "ini": Kind("INI", marked=False),
}
EXEMPT = ("output", "text")
MARKS = ("run", "file", "unverified")


@dataclass(frozen=True)
class Options:
    """What the info string of a fence says after the kind; the README explains each for authors."""

    run: bool = False
    name: str = ""
    file: str = ""
    region: str = ""
    session: str = ""
    hidden: bool = False
    setup: str = ""
    raises: str = ""
    exit: int = 0
    timeout: float = 10.0
    max_output: int = 1 << 20
    requires: tuple[str, ...] = ()
    fold: tuple[str, ...] = ()
    figure: str = ""
    alt: str = ""
    caption: str = ""
    unverified: str = ""
    title: str = ""
    hl_lines: tuple[int, ...] = ()
    linenums: bool = False


@dataclass(frozen=True)
class Fence:
    """A fenced code block as it stands in the text.

    `start` and `end` are line indices from 0, `end` excluded. `opening` stands before the mark in its first line (a
    list marker, the `>` of a quote, blanks), `prefix` in its other lines.
    """

    info: str
    body: str
    start: int
    end: int
    mark: str = "```"
    opening: str = ""
    prefix: str = ""

    @property
    def language(self) -> str:
        """The first word of the info string, or nothing."""
        return self.info.split(maxsplit=1)[0] if self.info.strip() else ""


@dataclass(frozen=True)
class Sample:
    """A fence that is to be verified.

    `code` is what runs (for a transcript: input and output as written); `expected` the fence of its recorded
    output, if there is one.
    """

    path: Path
    name: str
    kind: str
    code: str
    options: Options
    fence: Fence
    expected: Fence | None = None

    @property
    def about(self) -> Kind:
        """What there is to know of the kind; an unverified sample may be in any language."""
        return _about(self.kind)

    @property
    def line(self) -> int:
        """The line of the opening fence in `path`, from 1."""
        return self.fence.start + 1

    @property
    def code_line(self) -> int:
        """The line in `path` on which `code` begins."""
        return self.fence.start + 2

    @property
    def shown_output(self) -> str:
        """The output that the page shows: of a transcript the whole, otherwise the `output` fence."""
        if self.about.transcript:
            return self.code
        return self.expected.body if self.expected else ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.name}"


# The info string

WORD = re.compile(r"""([^\s=]+)(?:=("[^"]*"|'[^']*'|[^\s"']\S*|))?(?=\s|$)""")
NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
SIZES = {"": 1, "kib": 1 << 10, "mib": 1 << 20}


def _flag(value: str | None) -> bool:
    if value is not None:
        raise ValueError("takes no value")
    return True


def _text(value: str | None) -> str:
    if not value:
        raise ValueError('needs a value: ="…"')
    return value


def _label(value: str | None) -> str:
    if not NAME.fullmatch(_text(value)):
        raise ValueError("takes letters, digits, '.', '_' and '-', with a letter or digit first")
    return _text(value)


def _relative(value: str | None) -> str:
    parts = Path(_text(value)).parts
    if Path(_text(value)).is_absolute() or ".." in parts:
        raise ValueError("takes a path inside the article's folder")
    return _text(value)


def _status(value: str | None) -> int:
    if not re.fullmatch(r"\d{1,3}", value or "") or int(value or 0) > 255:  # noqa: PLR2004 - the range of an exit status
        raise ValueError("takes an exit status, 0 to 255")
    return int(value or 0)


def _seconds(value: str | None) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", value or "") or not float(value or 0):
        raise ValueError("takes a number of seconds above 0")
    return float(value or 0)


def _size(value: str | None) -> int:
    match = re.fullmatch(r"(\d+)\s*(kib|mib|)", (value or "").lower())
    if not match:
        raise ValueError("takes a number of bytes, or one with KiB or MiB behind it")
    return int(match[1]) * SIZES[match[2]]


def _words(value: str | None) -> tuple[str, ...]:
    return tuple(re.split(r"[,\s]+", _text(value).strip(", ")))


def _folds(value: str | None) -> tuple[str, ...]:
    known = ("address", "duration", "path", "port", "time", "uuid")
    if unknown := [word for word in _words(value) if word not in known]:
        raise ValueError(f"does not know {unknown[0]!r}; it takes {', '.join(known)}")
    return _words(value)


def _lines(value: str | None) -> tuple[int, ...]:
    numbers: list[int] = []
    for word in _words(value):
        match = re.fullmatch(r"([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?", word)
        if not match:
            raise ValueError('takes line numbers and ranges: ="2 4-6"')
        numbers.extend(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(numbers)


OPTIONS: Mapping[str, Callable[[str | None], Any]] = {
    "run": _flag,
    "name": _label,
    "file": _relative,
    "region": _label,
    "session": _label,
    "hidden": _flag,
    "setup": _label,
    "raises": _text,
    "exit": _status,
    "timeout": _seconds,
    "max_output": _size,
    "requires": _words,
    "fold": _folds,
    "figure": _relative,
    "alt": _text,
    "caption": _text,
    "unverified": _text,
    "title": _text,
    "hl_lines": _lines,
    "linenums": _flag,
}
assert tuple(OPTIONS) == tuple(option.name for option in fields(Options))  # noqa: S101 - two halves of one table


def _unknown(what: str, word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"unknown {what} {word!r}.{hint} There are: {', '.join(sorted(known))}"


def parse_options(words: str) -> Options:
    """Read the part of an info string that follows the kind; ValueError says what is wrong with it."""
    found: dict[str, Any] = {}
    position = 0
    for match in WORD.finditer(words):
        if words[position : match.start()].strip():
            break
        position = match.end()
        name, value = match[1], match[2]
        if name not in OPTIONS:
            raise ValueError(_unknown("option", name, list(OPTIONS)))
        if name in found:
            raise ValueError(f"option {name!r} is given twice")
        found[name] = _parse_value(name, value)
    if rest := words[position:].strip():
        raise ValueError(f"can't read {rest!r}; options are words or name=value, with quotes around blanks")
    return Options(**found)


def _parse_value(name: str, value: str | None) -> Any:
    if value and value[0] in "\"'":
        value = value[1:-1]
    try:
        return OPTIONS[name](value)
    except ValueError as error:
        raise ValueError(f"option {name!r} {error}") from None


def _about(kind: str) -> Kind:
    return KINDS.get(kind, Kind(kind))


def _check_together(kind: str, options: Options, body: str) -> None:
    """Refuse combinations that would leave part of what is written without effect."""
    ways = [mark for mark in MARKS if getattr(options, mark)]
    rules = {
        f"takes one of run, file= and unverified=, not {' and '.join(ways)}": len(ways) > 1,
        f"a {kind} fence says how it is proven by run, file= or unverified=": not ways and _about(kind).marked,
        "region= goes with file=": options.region and not options.file,
        "file= goes with python": options.file and kind != "python",
        f"run does not apply to {kind}, which is parsed": options.run and not _about(kind).marked,
        f"run does not apply to {kind}; the kinds that run are python, pycon and console": options.run
        and kind not in KINDS,
        "raises= goes with python run; a transcript shows what was raised": options.raises and kind != "python",
        "session= and setup= go with python and pycon": (options.session or options.setup)
        and kind not in {"python", "pycon"},
        "exit= goes with python and console": options.exit and kind not in {"python", "console"},
        "raises= and exit= exclude each other": options.raises and options.exit,
        'figure= needs alt="…", for readers who can\'t see it': options.figure and not options.alt,
        "alt= and caption= go with figure=": (options.alt or options.caption) and not options.figure,
        "the fence is empty": options.run and not body.strip(),
        "what is not run has no session, setup, raises, exit or figure": not options.run
        and (options.session or options.setup or options.raises or options.exit or options.figure),
    }
    for message, broken in rules.items():
        if broken:
            raise ValueError(message)


# The text


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").use(admon_plugin).use(deflist_plugin).use(footnote_plugin)
    parser.core.ruler.enableOnly(["normalize", "block"])  # where blocks are is all that is asked
    return parser


def find_fences(text: str) -> list[Fence]:
    """All fenced code blocks of the Markdown `text` in their order, samples or not."""
    return [block for block, _ in _blocks(text) if isinstance(block, Fence)]


def _blocks(text: str) -> Iterator[tuple[Fence | int, bool]]:
    """Each code block (of one that is only indented, its line index), and whether it stands right below a fence."""
    text = text.removeprefix("\ufeff")  # a byte-order mark must not hide a fence in the first line
    if not any(mark in text for mark in ("```", "~~~", "    ", "\t")):
        return
    lines = LINE_END.split(text)
    before: Token | None = None
    for token in _parser().parse(text):
        adjacent = before is not None and before.type == "fence"
        if token.type == "fence":
            yield _fence(token, lines), adjacent
        elif token.type == "code_block" and token.map:
            yield token.map[0], adjacent
        before = token


def _fence(token: Token, lines: list[str]) -> Fence:
    start, end = token.map or [0, 0]
    opening = lines[start][: lines[start].index(token.markup)]
    # A list marker stands in the first line of its item only; a quote's ">" in each.
    prefix = re.sub(r"[^>\s]", " ", opening)
    return Fence(token.info.strip(), token.content, start, end, token.markup, opening, prefix)


def find_samples(text: str, path: Path = Path("text.md"), *, strict: bool = False) -> list[Sample]:
    """All samples of the Markdown `text`, in their order.

    A fence is a sample when its language is a kind and it says `run`, `file=` or `unverified=` (a data language
    needs no such word). With `strict`, each other code block is a problem too, unless it is `text` or the
    output of a sample. Raises SampleError with all problems of the text.
    """
    samples: list[Sample] = []
    problems: list[Problem] = []
    unread = False
    for block, adjacent in _blocks(text):
        before = samples[-1] if samples and adjacent else None
        if unread and adjacent and isinstance(block, Fence) and block.language == "output":
            continue  # it belongs to a fence that is told already
        unread = False
        try:
            _read(block, before, samples, path, strict=strict)
        except ValueError as error:
            line = (block if isinstance(block, int) else block.start) + 1
            problems.append(Problem(path, line, str(error)))
            unread = True
    problems += _check_names(samples)
    if problems:
        raise SampleError(sorted(problems, key=lambda problem: problem.line))
    return samples


def _read(block: Fence | int, before: Sample | None, samples: list[Sample], path: Path, *, strict: bool) -> None:
    if isinstance(block, int):
        if strict:
            raise ValueError("indented code can't be verified; use a fence")
    elif block.language == "output":
        _attach_output(block, before, samples, strict=strict)
    elif _is_sample(block, strict=strict):
        samples.append(_sample(block, path, len(samples) + 1))


def _attach_output(block: Fence, before: Sample | None, samples: list[Sample], *, strict: bool) -> None:
    takes_output = before and before.expected is None and before.kind == "python" and not before.options.file
    if takes_output and before:
        if block.info != "output":
            raise ValueError("an output fence has no options; they go to the sample above it")
        samples[-1] = replace(before, expected=block)
    elif strict or before:
        raise ValueError("output that no sample printed: an output fence stands right below the fence of a python run")


def _is_sample(block: Fence, *, strict: bool) -> bool:
    language, _, rest = block.info.partition(" ")
    marked = any(re.match(rf"{mark}(=|$)", word) for word in rest.split() for mark in MARKS)
    if language in KINDS or (language and re.search(r"(^|\s)unverified=", rest) and _is_ours(rest)):
        return strict or ((marked or not KINDS[language].marked) and _is_ours(rest))
    if language in EXEMPT:
        if strict and rest.strip():
            raise ValueError(f"a {language} fence has no options")
        return False
    if strict or (marked and _is_ours(rest)):
        known = [*KINDS, *EXEMPT]
        what = _unknown("kind", language, known) if language else f"a fence names its kind: {', '.join(sorted(known))}"
        raise ValueError(what)
    return False


def _is_ours(words: str) -> bool:
    """Whether an info string is written in our manner; `{.python #id}` belongs to other tools."""
    return not words.lstrip().startswith("{")


def _sample(fence: Fence, path: Path, number: int) -> Sample:
    kind, _, words = fence.info.partition(" ")
    options = parse_options(words)
    _check_together(kind, options, fence.body)
    return Sample(path, options.name or f"sample-{number}", kind, fence.body, options, fence)


def _check_names(samples: list[Sample]) -> Iterator[Problem]:
    seen: dict[str, Sample] = {}
    for sample in samples:
        first = seen.setdefault(sample.name, sample)
        if first is not sample:
            message = f"the name {sample.name!r} is taken by the sample of line {first.line}"
            yield Problem(sample.path, sample.line, message)
    for sample in samples:
        setup = sample.options.setup
        if not setup:
            continue
        if setup not in seen:
            message = _unknown("setup", setup, [name for name, other in seen.items() if other is not sample])
            yield Problem(sample.path, sample.line, message)
        elif not seen[setup].options.run or seen[setup].kind not in {"python", "pycon"}:
            yield Problem(sample.path, sample.line, f"setup {setup!r} is not a python run")
        elif _runs_into_itself(sample, seen):
            yield Problem(sample.path, sample.line, f"setup {setup!r} leads back to {sample.name!r}")


def _runs_into_itself(sample: Sample, by_name: Mapping[str, Sample]) -> bool:
    met = {sample.name}
    while sample.options.setup in by_name:
        sample = by_name[sample.options.setup]
        if sample.name in met:
            return True
        met.add(sample.name)
    return False
