"""Verdicts: the recording of a run against what the page says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff

from runnable.cast import cast_difference, write_cast
from runnable.figure import check_figure, figure_difference
from runnable.recording import Ending, Recording
from runnable.sample import Problem, Sample
from runnable.space import LARGEST, MOST_FILES

ANY = "…"
DIFF_LINES = 60
MEASURED = re.compile(r"[ \t]*(?<![\w.])\d+\.\d+(?!\.?\d)")  # a decimal number, and what aligns it; no version
LONG_TEXT = 16_000  # characters of a message, above which its middle is left out


@dataclass(frozen=True)
class Verdict:
    """Whether the page tells the truth of one sample; without problems it does.

    `missing`: programs that this machine lacks, so that nothing is known.
    """

    sample: Sample
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it was tried, and nothing is wrong."""
        return not self.problems and not self.missing

    def explain(self) -> str:
        """All problems, each with its place."""
        return "\n".join(map(str, self.problems))


def judge(sample: Sample, recording: Recording, figure: bytes | None = None) -> Verdict:
    """Compare what `sample` is expected to do with what the `recording` says it did.

    `figure` is the picture that the page shows for it, where it has one.
    """
    checks = (_ending, _raised, _exit, _output)
    problems = (check(sample, recording) for check in checks)
    problem = next(filter(None, problems), None) or _figure(sample, recording, figure) or _cast(sample, recording)
    if recording.faults and not problem:
        return Verdict(sample, tuple(_problem(sample, line, message) for line, message in recording.faults))
    if problem and recording.log:
        problem = replace(problem, message=f"{problem.message}\nthe server printed{_tail(recording.log)}")
    return Verdict(sample, (problem,) if problem else ())


def judge_in_page(sample: Sample, recording: Recording, python: str, figure: bytes | None = None) -> Verdict:
    """Compare what `sample` is expected to do with what it did in a page, whose Python is of the version `python`.

    One of which it is said that it prints something else there has to do so, and to do all else as it should.
    """
    problem = next(filter(None, (check(sample, recording) for check in (_ending, _raised, _exit))), None)
    differs = problem or _output(sample, recording) or _figure(sample, recording, figure)
    if sample.page_reason and not problem:
        told = 'says what the page says; browser="other: …" is not true, take the reason away'
        problem = None if differs else _problem(sample, sample.line, told)
    else:
        problem = differs
    where = f"{sample.name}: in a page (Python {python}): "
    return Verdict(sample, (_renamed(problem, sample, where),) if problem else ())


def _renamed(problem: Problem, sample: Sample, where: str) -> Problem:
    return replace(problem, message=where + problem.message.removeprefix(f"{sample.name}: "), recordable=False)


def judge_untouched(exercise: Sample, recording: Recording, where: str = "") -> Verdict:
    """Whether the test of an `exercise`, of whose run this is the recording, failed with nothing done, as it should."""
    if recording.ending is not Ending.FINISHED:
        told = f"its test, run on the starting point, {recording.ending.value}{_tail(recording.output)}"
    elif recording.raised or recording.exit:
        return Verdict(exercise)
    else:
        told = "its test passes on the starting point, where nothing is left to do; make it ask for more"
    return Verdict(exercise, (_problem(exercise, exercise.line, where + told),))


def _problem(sample: Sample, line: int, message: str, *, recordable: bool = False) -> Problem:
    return Problem(sample.path, line, f"{sample.name}: {message}", recordable)


def _ending(sample: Sample, recording: Recording) -> Problem | None:
    if recording.ending is Ending.FINISHED:
        return None
    limits = {
        Ending.TIMEOUT: f" ({sample.options.timeout:g} s; timeout= allows another limit)",
        Ending.FLOOD: f" ({sample.options.max_output:,} bytes; max_output= allows another limit)",
        Ending.DISK: f" ({LARGEST >> 20:,} MiB and {MOST_FILES:,} files in all, and not the last of the disk)",
        Ending.DIED: " (os._exit, exit in the middle, or a crash)",
    }
    message = f"the sample {recording.ending.value}{limits.get(recording.ending, '')}"
    return _problem(sample, sample.line, message + _tail(recording.output))


def _raised(sample: Sample, recording: Recording) -> Problem | None:
    expected, raised = sample.options.raises, recording.raised
    if raised and not expected:
        line = raised.line or sample.line
        return _problem(sample, line, f"raised {_short(str(raised))}\n{_short(raised.traceback)}".rstrip())
    if expected and not raised:
        return _problem(sample, sample.line, f"was to raise {expected!r}, and raised nothing")
    if raised and not line_matches(expected, " ".join(str(raised).split("\n"))):
        return _problem(sample, sample.line, f"was to raise {expected!r}, and raised {_short(str(raised))!r}")
    return None


def _short(text: str) -> str:
    """`text`, or of a long one its beginning and its end."""
    return text if len(text) <= LONG_TEXT else f"{text[: LONG_TEXT // 2]} {ANY} {text[-LONG_TEXT // 2 :]}"


def _exit(sample: Sample, recording: Recording) -> Problem | None:
    if recording.detail:
        return _problem(sample, sample.line, recording.detail + _tail(recording.output))
    if recording.exit != sample.options.exit:
        message = f"ended with exit status {recording.exit}, not {sample.options.exit}"
        return _problem(sample, sample.line, message + _tail(recording.output))
    return None


def _tail(output: str) -> str:
    lines = output.splitlines()[-DIFF_LINES:]
    return "".join(f"\n    {line[:400]}" for line in lines)


def _figure(  # noqa: PLR0911 - one return a reason
    sample: Sample, recording: Recording, figure: bytes | None
) -> Problem | None:
    name = sample.options.figure
    if not name:
        return None
    if recording.figure is None:
        return _problem(sample, sample.line, f"made no {name}")
    try:
        check_figure(name, recording.figure)
    except ValueError as error:
        return _problem(sample, sample.line, f"made a {name} that {error}")
    if figure is None:
        return _problem(sample, sample.line, f"{name} is not recorded", recordable=True)
    if sample.options.slow:
        return None  # another measurement has another picture
    if difference := figure_difference(name, figure, recording.figure, sample.options.tolerance):
        message = f"made another {name} than the page shows: {difference}"
        return _problem(sample, sample.line, message, recordable=True)
    return None


def _cast(sample: Sample, recording: Recording) -> Problem | None:
    """Compare the cast beside the article with the one that the transcript gives, which has been compared by now."""
    name = sample.options.cast
    if not name:
        return None
    try:
        made = write_cast(sample.code, recording.shown, sample.options.asks)
    except ValueError as error:
        return _problem(sample, sample.line, f"{name} can't be written: {error}")
    path = sample.path.parent / name
    if not path.is_file():
        return _problem(sample, sample.line, f"{name} is not recorded", recordable=True)
    if difference := cast_difference(path.read_bytes(), made):
        message = f"{name} is not the cast of this transcript: {difference}"
        return _problem(sample, sample.line, message, recordable=True)
    return None


# Output


def _output(sample: Sample, recording: Recording) -> Problem | None:
    if sample.options.hidden and not sample.expected:
        return None
    if not sample.about.marked:
        return None
    expected, actual = sample.shown_output, recording.output
    if sample.options.slow:  # another measurement has other figures
        expected, actual = (MEASURED.sub(" 0.0", text) for text in (expected, actual))
    if output_matches(expected, actual, sample.options.fold):
        return None
    if not sample.shown_output:
        message = "printed what the page does not show" + _tail(actual)
        return _problem(sample, sample.line, message, recordable=True)
    first = _first_line(sample)
    wanted, got = _comparable(expected, actual, sample.options.fold)
    line = first + _first_difference(wanted, got)
    message = "the output differs from the one on the page\n" + _diff(wanted, got)
    return _problem(sample, line, message, recordable=True)


def _first_line(sample: Sample) -> int:
    return sample.expected.start + 2 if sample.expected else sample.code_line


def output_matches(expected: str, actual: str, folds: Iterable[str] = ()) -> bool:
    """Whether `actual`, after the named folds, is what `expected` says, where `…` stands for anything.

    A line that is only `…` stands for any number of lines. A missing end of the last line does not count.
    """
    wanted, got = map(_lines, (expected, fold(actual, folds)))
    return _glob(wanted, got, lambda line: line.strip() == ANY, line_matches)


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []  # an empty line is more than nothing


def line_matches(pattern: str, line: str) -> bool:
    """Whether `line` is `pattern`, in which each `…` stands for any characters."""
    if ANY not in pattern:
        return pattern == line
    return _glob(list(pattern), list(line), lambda char: char == ANY, str.__eq__)


def _glob(pattern: list[str], text: list[str], is_any: Callable[[str], bool], same: Callable[[str, str], bool]) -> bool:
    """Match with wildcards, in time bounded by the product of the lengths.

    The two-pointer method: on a mismatch go back to the last wildcard and let it take one more.
    """
    at, here, star, resume = 0, 0, -1, 0
    while here < len(text):
        if at < len(pattern) and is_any(pattern[at]):
            star, resume, at = at, here, at + 1
        elif at < len(pattern) and same(pattern[at], text[here]):
            at, here = at + 1, here + 1
        elif star >= 0:
            resume += 1
            at, here = star + 1, resume
        else:
            return False
    return all(map(is_any, pattern[at:]))


FOLDS: Mapping[str, re.Pattern[str]] = {
    "uuid": re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"),
    "address": re.compile(r"\b0x[0-9a-fA-F]{6,16}\b"),
    "time": re.compile(
        r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b"
    ),
    "duration": re.compile(r"\b\d+(?:\.\d+)?(?:e-?\d+)? ?(?:ns|µs|us|ms|seconds?|secs?|s)\b"),
    "port": re.compile(
        r"(?<=localhost:)\d{2,5}\b|(?<=\d\.\d\.\d:)\d{2,5}\b|(?<=\[::1\]:)\d{2,5}\b|(?<=\bport )\d{2,5}\b"
    ),
    "path": re.compile(r"(?:/tmp|/var/folders)/[^\s'\":,)]+"),
}
"""What may differ from run to run without meaning; the order is that of folding, the most special first."""


def fold(text: str, folds: Iterable[str]) -> str:
    """Put `<name>` for each thing of `text` that one of the named `folds` describes."""
    for name, pattern in FOLDS.items():
        if name in folds:
            text = pattern.sub(f"<{name}>", text)
    return text


def _comparable(expected: str, actual: str, folds: Iterable[str]) -> tuple[list[str], list[str]]:
    """Both texts as lines, with what folds and wildcards make equal made equal, so that a diff shows the rest."""
    wanted, got = map(_lines, (expected, fold(actual, folds)))
    equal = {line: next((other for other in got if line_matches(line, other)), line) for line in wanted if ANY in line}
    return [equal.get(line, line) for line in wanted], got


def _first_difference(wanted: list[str], got: list[str]) -> int:
    pairs = zip(wanted, got, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(wanted), len(got), len(wanted) - 1))


def _diff(wanted: list[str], got: list[str]) -> str:
    start = max(_first_difference(wanted, got) - 3, 0)
    window = slice(start, start + DIFF_LINES)
    lines = unified_diff(wanted[window], got[window], "expected", "actual", lineterm="", n=3)
    return "\n".join(f"    {line[:400]}" for line in list(lines) if not line.startswith("@@"))
