"""Samples: the fences that are to be verified.

`find_samples` is what the renderer, pytest and the recorder all read with, so that none of them can see a sample
that the others miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import count
from pathlib import Path

from runnable.fence import Fence, Unread, find_blocks
from runnable.options import Options, parse_options, unknown


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: `line` counts from 1 in the file `path`.

    `recordable`: it is the text that is to say what a run did, which `record` would write.
    """

    path: Path
    line: int
    message: str
    recordable: bool = False

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

    `transcript`: input and output stand in one fence. `prints`: its output stands in a fence below. `marked`: it
    says by `run`, `file=` or `unverified=` how it is proven; otherwise it is data, which is parsed where each block of
    a text has to be accounted for. `needs`: programs without which it can't be proven. `lexer`: what Pygments calls it,
    if that is another name.
    """

    label: str
    transcript: bool = False
    prints: bool = False
    marked: bool = True
    needs: tuple[str, ...] = ()
    lexer: str = ""


KINDS: Mapping[str, Kind] = {
    "python": Kind("Python", prints=True),
    "pycon": Kind("Python", transcript=True),
    "console": Kind("Console", transcript=True),
    "http": Kind("HTTP", prints=True),
    "javascript": Kind("JavaScript", prints=True, needs=("chromium", "playwright")),
    "sql": Kind("SQL", prints=True),
    "json": Kind("JSON", marked=False),
    "jsonc": Kind("JSON with comments", marked=False, lexer="json5"),
    "toml": Kind("TOML", marked=False),
    "yaml": Kind("YAML", marked=False),
    "ini": Kind("INI", marked=False),
    "html": Kind("HTML", marked=False),
    "css": Kind("CSS", marked=False),
    "xml": Kind("XML", marked=False),
    "nginx": Kind("nginx", marked=False, needs=("nginx",)),
}
RUN = tuple(name for name, kind in KINDS.items() if kind.marked)
EXEMPT = ("output", "text")
MARKS = ("run", "file", "unverified")
BY_SCHEMA = ("json", "jsonc", "toml", "yaml")
MARK = re.compile(rf"(?<!\S)(?:{'|'.join(MARKS)})(?=[\s=]|$)")
TOGETHER: Mapping[str, str] = {
    "python": "python",
    "pycon": "python",
    "console": "console",
    "sql": "sql",
    "javascript": "javascript",
    "html": "javascript",
}
"""The kinds of samples that may share a process, by what that is; data among them sets it up without being run."""
SHARING = tuple(kind for kind in TOGETHER if KINDS[kind].marked)
RAISING = ("python", "sql", "javascript")
OTHER = "other: "  # before the reason, where a sample prints something else in a page
QUOTED = re.compile(r"""=(?:"[^"]*"|'[^']*')""")


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

    @property
    def runs_in_page(self) -> bool:
        """Whether a reader can run it."""
        return _is_for_pages(self.options)

    @property
    def page_reason(self) -> str:
        """Why it does not run in a page, or prints something else there; nothing where neither is so."""
        return "" if self.options.browser == "yes" else self.options.browser.removeprefix(OTHER)

    @property
    def page_note(self) -> str:
        """What readers are told of that; nothing where there is no reason."""
        where = "In the browser it prints something else" if self.runs_in_page else "Not in the browser"
        return f"{where}: {self.page_reason}" if self.page_reason else ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.name}"


def _about(kind: str) -> Kind:
    return KINDS.get(kind, Kind(kind))


def _is_for_pages(options: Options) -> bool:
    return options.browser == "yes" or options.browser.startswith(OTHER)


def _list(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _check_together(kind: str, options: Options, body: str) -> None:
    """Refuse combinations that would leave part of what is written without effect."""
    ways = [mark for mark in MARKS if getattr(options, mark)]
    is_data = not _about(kind).marked
    parsed = is_data and not options.unverified
    rules = {
        f"takes one of run, file= and unverified=, not {' and '.join(ways)}": len(ways) > 1,
        f"a {kind} fence says how it is proven by run, file= or unverified=": not ways and _about(kind).marked,
        "region= goes with file=": options.region and not options.file,
        "file= goes with python, and with data": options.file and kind != "python" and not is_data,
        f"schema= goes with {', '.join(BY_SCHEMA)}": options.schema and (kind not in BY_SCHEMA or options.unverified),
        "needs= goes with run, and with data": options.needs and not (options.run or parsed),
        "environment= goes with a console run, in which `python FILE` runs the interpreter of the environment": (
            options.environment and not (kind == "console" and options.run)
        ),
        f"run does not apply to {kind}, which is parsed": options.run and not _about(kind).marked,
        f"run does not apply to {kind}; the kinds that run are {_list(RUN)}": options.run and kind not in KINDS,
        f"raises= goes with {_list(RAISING)}; a transcript shows what was raised": options.raises
        and kind not in RAISING,
        "figure= goes with python, pycon and console": options.figure and kind not in {"python", "pycon", "console"},
        "cast= goes with a console run that is shown": options.cast
        and (kind != "console" or not options.run or options.hidden),
        "asks= goes with cast=": options.asks and not options.cast,
        "browser goes with a python or pycon run that is shown": options.browser
        and (kind not in {"python", "pycon"} or not options.run or options.hidden),
        "tool= goes with a python run that says browser": options.tool
        and not (kind == "python" and _is_for_pages(options)),
        "slow and needs= go with no browser but one that says no": _is_for_pages(options)
        and bool(options.slow or options.needs),
        "exercise goes with a python run with browser": options.exercise
        and not (kind == "python" and _is_for_pages(options)),
        "an exercise names its test= and its solution=": options.exercise and not (options.test and options.solution),
        "test=, solution= and hint= go with exercise": bool(options.test or options.solution or options.hint)
        and not options.exercise,
        "slow goes with run": options.slow and not options.run,
        "hidden goes with run": options.hidden and not options.run,
        "max_output= and fold= go with run": not options.run
        and (options.max_output, options.fold) != (Options.max_output, Options.fold),
        "timeout= goes with run, and with data": not (options.run or parsed) and options.timeout != Options.timeout,
        f"session= and setup= go with {_list(SHARING)}": (options.session or options.setup) and kind not in SHARING,
        "exit= goes with python and console": options.exit and kind not in {"python", "console"},
        "server= goes with run": options.server and not options.run,
        "server= and session= exclude each other": options.server and options.session,
        "an http run says by server= which sample starts what it asks": kind == "http"
        and options.run
        and not options.server,
        "headers= goes with http": options.headers != Options.headers and kind != "http",
        "raises= and exit= exclude each other": options.raises and options.exit,
        'figure= needs alt="…", for readers who can\'t see it': options.figure and not options.alt,
        "alt= and caption= go with figure=": (options.alt or options.caption) and not options.figure,
        "tolerance= goes with the figure= of a .png": options.tolerance is not None
        and not options.figure.endswith(".png"),
        f"hl_lines= points below the last line, {body.count(chr(10))}": not options.file
        and max(options.hl_lines, default=0) > body.count("\n"),
        "diff=, tab= and remarks go with code that is shown": options.hidden
        and (options.diff or options.tab or options.remarks),
        "diff= goes with code and data; a transcript has no earlier one": options.diff and _about(kind).transcript,
        "remarks and tab= exclude each other: a remark stands beside its code": options.remarks and options.tab,
        "the fence is empty": options.run and not body.strip(),
        "what is not run has no session, setup, raises, exit or figure": not options.run
        and (options.session or options.setup or options.raises or options.exit or options.figure),
    }
    for message, broken in rules.items():
        if broken:
            raise ValueError(message)


def find_samples(text: str, path: Path = Path("text.md"), *, strict: bool = False) -> list[Sample]:
    """All samples of the Markdown `text`, in their order.

    A fence is a sample when its language is a kind and it says `run`, `file=` or `unverified=` (a data language
    needs no such word). With `strict`, each other code block is a problem too, unless it is `text` or the
    output of a sample. Raises SampleError with all problems of the text.
    """
    reading = _Reading(path, strict=strict)
    for block, adjacent in find_blocks(text):
        reading.take(block, adjacent=adjacent)
    samples = _named_by_files(reading.samples)
    problems = [*reading.problems, *_check_names(samples), *_check_servers(samples), *_check_casts(samples)]
    problems += [*_check_slow(samples), *_check_diffs(samples), *_check_exercises(samples)]
    if problems:
        raise SampleError(sorted(problems, key=lambda problem: problem.line))
    return samples


class _Reading:
    """The way through a text: the samples and the problems so far, and what the block before was."""

    def __init__(self, path: Path, *, strict: bool) -> None:
        self._path, self._strict = path, strict
        self.samples: list[Sample] = []
        self.problems: list[Problem] = []
        self._above: Sample | ValueError | None = None

    def take(self, block: Fence | Unread, *, adjacent: bool) -> None:
        """Read one block, which may stand right below the one before."""
        above = self._above if adjacent else None
        try:
            self._above = self._read(block, above)
        except ValueError as error:
            self.problems.append(Problem(self._path, block.start + 1, str(error)))
            self._above = error

    def _read(self, block: Fence | Unread, above: Sample | ValueError | None) -> Sample | None:
        if isinstance(block, Unread):
            if self._strict or block.lost:
                raise ValueError(block.why)
            return None
        is_sample = _is_sample(block, strict=self._strict)
        if not block.closed and (is_sample or self._strict):
            raise ValueError("the fence is not closed")
        if block.language == "output":
            self._attach(block, above)
        elif is_sample:
            sample = _sample(block, self._path, len(self.samples) + 1)
            self.samples.append(sample)
            return sample
        return None

    def _attach(self, output: Fence, above: Sample | ValueError | None) -> None:
        if isinstance(above, ValueError):
            return  # it belongs to a fence that is told already
        if above and above.about.prints and above.options.run:
            if output.info != "output":
                raise ValueError("an output fence has no options; they go to the sample above it")
            self.samples[-1] = replace(above, expected=output)
        elif self._strict or above:
            raise ValueError("output that no sample printed: an output fence stands right below what prints it")


def _is_sample(block: Fence, *, strict: bool) -> bool:
    """Whether a fence is a sample; ValueError where it means to be one, or has to, and can't."""
    language, words = block.language, block.words
    ours = not block.info.startswith("{") and not words.startswith("{")  # `{.python #id}` is for other tools
    marks = MARK.findall(QUOTED.sub("", words)) if ours else []
    if language in KINDS:
        return strict or bool(marks)
    if language in EXEMPT:
        if strict and words and language != "output":
            raise ValueError(f"a {language} fence has no options")
        return False
    if language and "unverified" in marks:
        return True
    # Other tools mark fences by such a word too; then only what looks like a slip of the pen is ours.
    if strict or (marks and get_close_matches(language.lower(), KINDS, n=1, cutoff=0.75)):
        raise ValueError(_say_kinds(language))
    return False


def _say_kinds(language: str) -> str:
    known = [*KINDS, *EXEMPT]
    what = unknown("kind", language, known) if language else f"a fence names its kind: {', '.join(sorted(known))}"
    return f'{what}. Any other language takes unverified="reason"'


def _sample(fence: Fence, path: Path, number: int) -> Sample:
    options = parse_options(fence.words)
    _check_together(fence.language, options, fence.body)
    return Sample(path, options.name or f"sample-{number}", fence.language, fence.body, options, fence)


def _named_by_files(samples: list[Sample]) -> list[Sample]:
    """The samples; those that show a file and have no name are called by file and region, which move less than places.

    A name that is taken gets a number.
    """
    taken = {sample.name for sample in samples if sample.options.name or not sample.options.file}
    named = []
    for sample in samples:
        if sample.options.file and not sample.options.name:
            sample = replace(sample, name=_free(_name_by_file(sample.options) or sample.name, taken))  # noqa: PLW2901 - the same, named
            taken.add(sample.name)
        named.append(sample)
    return named


def _name_by_file(options: Options) -> str:
    """A name as an author may write one, such as `flaky.shop.py-orders`; nothing if no part of the file's fits."""
    plain = re.sub(r"[^\w.-]", "-", options.file.replace("/", "."))
    name = re.sub(r"^[^A-Za-z0-9]+", "", plain)
    return f"{name}-{options.region}" if name and options.region else name


def _free(name: str, taken: set[str]) -> str:
    # A whole file of tests is a sample of the bundle by its own name.
    if name not in taken and not fnmatchcase(name, "test_*.py"):
        return name
    return next(numbered for number in count(2) if (numbered := f"{name}-{number}") not in taken)


def _check_names(samples: list[Sample]) -> Iterator[Problem]:
    seen: dict[str, Sample] = {}
    for sample in samples:
        first = seen.setdefault(sample.name, sample)
        if first is not sample:
            message = f"the name {sample.name!r} is taken by the sample of line {first.line}"
            yield Problem(sample.path, sample.line, message)
    yield from _check_sessions(samples)
    for sample in samples:
        setup = sample.options.setup
        if not setup or (setup not in seen and sample.kind == "sql" and setup.endswith(".sql")):
            continue
        if setup not in seen:
            message = unknown("setup", setup, [name for name, other in seen.items() if other is not sample])
            yield Problem(sample.path, sample.line, message)
        elif not _sets_up(seen[setup], sample):
            yield Problem(
                sample.path,
                sample.line,
                f"setup {setup!r} is not {_runs_in(sample)}{', or html' * (sample.kind == 'javascript')}",
            )
        elif seen[setup].options.environment != sample.options.environment:
            yield Problem(sample.path, sample.line, f"setup {setup!r} is {_lives_in(seen[setup])}, which this is not")
        elif _runs_into_itself(sample, seen):
            yield Problem(sample.path, sample.line, f"setup {setup!r} leads back to {sample.name!r}")


def _check_servers(samples: list[Sample]) -> Iterator[Problem]:
    """The first sample that names a server is the command that starts it."""
    started = set[str]()
    for sample in samples:
        server = sample.options.server
        if server and server not in started and (sample.kind != "console" or sample.code.count("\n$ ")):
            message = f"server {server!r} is started by the first sample that names it, a console run of one command"
            yield Problem(sample.path, sample.line, message)
        elif server and server not in started and sample.options.setup:
            yield Problem(sample.path, sample.line, f"what starts the server {server!r} has no setup=")
        elif server and server not in started and sample.options.cast:
            yield Problem(sample.path, sample.line, f"what starts the server {server!r} has no cast=")
        started.add(server)


def _check_casts(samples: list[Sample]) -> Iterator[Problem]:
    seen: dict[str, Sample] = {}
    for sample in samples:
        cast = sample.options.cast
        first = seen.setdefault(cast, sample)
        if cast and first is not sample:
            message = f"{cast} is the cast of line {first.line} already"
            yield Problem(sample.path, sample.line, message)


def _check_diffs(samples: list[Sample]) -> Iterator[Problem]:
    """What a change is told from is proven as well: another sample of its kind."""
    for sample in samples:
        of_kind = {other.name: other for other in samples if other.kind == sample.kind and other is not sample}
        before = of_kind.get(sample.options.diff)
        if sample.options.diff and not before:
            yield Problem(sample.path, sample.line, unknown(f"{sample.kind} sample", sample.options.diff, [*of_kind]))
        elif before and before.options.unverified:
            yield Problem(sample.path, sample.line, f"diff= names {before.name!r}, which nothing verifies")


def _check_exercises(samples: list[Sample]) -> Iterator[Problem]:
    """The test and the solution of an exercise are hidden, run nowhere but in its place, and belong to it alone."""
    scripts = {sample.name: sample for sample in samples if sample.kind == "python" and sample.options.run}
    owners: dict[str, Sample] = {}
    for sample in samples:
        for role in ("test", "solution"):
            name = getattr(sample.options, role)
            found, owner = scripts.get(name), owners.setdefault(name, sample)
            if not name:
                continue
            if not found or found is sample:
                others = [other for other in scripts if other != sample.name]
                yield Problem(sample.path, sample.line, unknown(f"{role} (a python run)", name, others))
            elif owner is not sample or name == sample.options.test == sample.options.solution:
                message = f"{role}={name} has a part in the exercise of line {owner.line} already"
                yield Problem(sample.path, sample.line, message)
            elif why := _unfit(found, samples):
                yield Problem(found.path, found.line, f"{name!r} is the {role} of the exercise {sample.name!r}, {why}")


def _unfit(sample: Sample, samples: Iterable[Sample]) -> str:
    """What keeps `sample` from being the test or the solution of an exercise; nothing if nothing does."""
    options = sample.options
    if not options.hidden or sample.expected or options.figure:
        return "and has to be hidden, with no output and no figure"
    if options.session or options.setup or any(other.options.setup == sample.name for other in samples):
        return "and runs in its place: it has no session= and no setup=, and sets nothing up"
    return "and has to end well" if options.raises or options.exit else ""


def _check_slow(samples: list[Sample]) -> Iterator[Problem]:
    """Problems for samples that go on where a slow one ended, and so would have to wait for it."""
    slow = {sample.name: sample for sample in samples if sample.options.slow}
    sessions: dict[tuple[str, str], Sample] = {}
    for sample in samples:
        together = sample.options.session, sample.options.server
        before = slow.get(sample.options.setup) or (sessions.get(together) if any(together) else None)
        if sample.options.slow:
            sessions.setdefault(together, sample)
        elif before:
            message = f"goes on where the slow sample of line {before.line} ended, and has to be slow too"
            yield Problem(sample.path, sample.line, message)


def _check_sessions(samples: list[Sample]) -> Iterator[Problem]:
    """Problems for samples that can't share a process with the first of their session."""
    firsts: dict[str, Sample] = {}
    for sample in samples:
        first = firsts.setdefault(sample.options.session, sample) if sample.options.session else sample
        if _runs_in(first) != _runs_in(sample):
            message = f"session {sample.options.session!r} is of {_runs_in(first)}, as line {first.line} says"
            yield Problem(sample.path, sample.line, message)
        elif first.options.environment != sample.options.environment:
            message = f"session {sample.options.session!r} is {_lives_in(first)}, as line {first.line} says"
            yield Problem(sample.path, sample.line, message)


def _lives_in(sample: Sample) -> str:
    return f"in environment={sample.options.environment[0]}" if sample.options.environment else "in no environment="


def _sets_up(setup: Sample, sample: Sample) -> bool:
    """Whether `setup` can run in the process of `sample`, or be the page of it."""
    is_page = not setup.about.marked and not setup.options.unverified
    return _runs_in(setup) == _runs_in(sample) and (setup.options.run or is_page)


def _runs_in(sample: Sample) -> str:
    """What samples have to have in common that share a process."""
    if sample.kind == "sql":
        return f"a sql run{' with needs=postgresql' * ('postgresql' in sample.options.needs)}"
    return f"a {TOGETHER.get(sample.kind, sample.kind)} run"


def _runs_into_itself(sample: Sample, by_name: Mapping[str, Sample]) -> bool:
    met = {sample.name}
    while sample.options.setup in by_name:
        sample = by_name[sample.options.setup]
        if sample.name in met:
            return True
        met.add(sample.name)
    return False
