"""Verdicts: what counts as the same, and what is told where it is not."""

# ruff: noqa: E501, S108 - the code of a sample stands in one piece

from __future__ import annotations

import pytest

from runnable.recording import Ending, Raised, Recording
from runnable.sample import find_samples
from runnable.verdict import FOLDS, fold, judge, output_matches
from tests.runnable.house import SVG, fence, sample


def explain(text: str, recording: Recording, figure: bytes | None = None) -> str:
    """What is told of the only sample of `text` when it did what `recording` says; nothing where it passes."""
    (found,) = find_samples(text)
    return judge(found, recording, figure).explain()


def finished(output: str = "", **fields: object) -> Recording:
    """A run that came to its end."""
    return Recording(Ending.FINISHED, output, **fields)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("a\n", "a\n"),
        ("a", "a\n"),
        ("a\n", "a"),
        ("a…c\n", "abc\n"),
        ("a…c\n", "ac\n"),
        ("…\n", ""),
        ("…\n", "a\nb\n\nc\n"),
        ("a\n…\n", "a\n"),
        ("a\n…\nc\n", "a\nc\n"),
        ("a\n…\nc\n", "a\nb\nb\nc\n"),
        ("a\n  …  \nc\n", "a\nb\nc\n"),
        ("…\nc\n", "a\nc\nb\nc\n"),
        ("a\n…\nb\n…\nc\n", "a\nx\nb\nb\ny\nc\n"),
        ("…a…b…\n", "xxaybz\n"),
        ("…\n…\n", "a\n"),
        ("a … c\n", "a b … c\n"),
        ("…\n", "…\n"),
        ("[…]\n", "[a.*b]\n"),
        ("x…\n…\n", "x\n"),
        ("", ""),
    ],
)
def test_what_is_the_same(expected, actual):
    """Equal lines are the same; `…` is anything within a line, and alone in its line any number of lines."""
    assert output_matches(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("a\n", "b\n"),
        ("a\n", "a \n"),
        ("a\n", "a\n\n"),
        ("a\n", "A\n"),
        ("a\nb\n", "a\n"),
        ("a\n", "a\nb\n"),
        ("a\n", "\na\n"),
        ("", "\n"),
        ("\n", ""),
        ("a…c\n", "a\nc\n"),
        ("a…c\n", "abd\n"),
        ("a…\n", "ba\n"),
        ("…a\n", "ab\n"),
        ("a\n…\nc\n", "a\nb\n"),
        ("a\n…\n", "b\na\n"),
        ("…b…b…\n", "abc\n"),
        ("a..c\n", "abbc\n"),
        ("...\n", "a\nb\n"),
        ("", "a\n"),
        ("a\n", ""),
        ("é\n", "e\u0301\n"),
    ],
)
def test_what_is_not_the_same(expected, actual):
    """One character, line, blank or case more or less is another output."""
    assert not output_matches(expected, actual)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("…a" * 60 + "b\n", "a" * 3_000 + "\n"),
        ("…\na\n" * 60 + "b\n", "a\n" * 3_000),
        ("…a…\n" * 60 + "b\n", "a\n" * 3_000),
        ("…" * 3_000 + "b\n", "a" * 3_000 + "\n"),
        ("…\n" * 3_000 + "b\n", "a\n" * 3_000),
        ("…\n" + "a" * 200 + "…b\n", ("a" * 300 + "\n") * 300),
    ],
    ids=range(6),
)
def test_hard_patterns_are_fast(expected, actual):
    """Many wildcards over much output that almost fits are compared without trying each way to fit them."""
    assert not output_matches(expected, actual)


FOLDED = {
    "time": [("2026-11-22 10:00:00", "<time>"), ("2026-11-22T10:00:00.123Z", "<time>"), ("at 09:08:07,5", "at <time>"),
             ("2026-11-22T10:00+02:00", "<time>")],
    "duration": [("0.123s", "<duration>"), ("5 ms", "<duration>"), ("1.5e-6 seconds", "<duration>"), ("12 µs", "<duration>")],
    "address": [("<A at 0x7f00deadbeef>", "<A at <address>>")],
    "port": [("127.0.0.1:5000/x", "127.0.0.1:<port>/x"), ("localhost:80", "localhost:<port>"), ("[::1]:8080", "[::1]:<port>"),
             ("port 5000", "port <port>")],
    "path": [("'/tmp/a/b.py'", "'<path>'"), ("/tmp/x: no", "<path>: no"), ("see (/var/folders/x/y)", "see (<path>)")],
    "uuid": [("a 123e4567-e89b-12d3-a456-426614174000 b", "a <uuid> b")],
}  # fmt: skip
KEPT = {
    "time": ["10:00", "1:2:3", "2026-11-22", "110:00:00"],
    "duration": ["5", "5 sheep", "5 minutes", "s", "5 m"],
    "address": ["0x12", "cafe"],
    "port": ["5000", "export 5", "example.com:80", "1.2.3"],
    "path": ["/etc/x", "a/tmp/", "tmp/x"],
    "uuid": ["123e4567-e89b-12d3-a456", "123e4567e89b12d3a456426614174000"],
}


@pytest.mark.parametrize("name", FOLDS)
def test_folds(name):
    """Each fold puts its name for what it describes, leaves the rest, and does so only when it is asked."""
    for text, folded in FOLDED[name]:
        assert fold(text, [name]) == folded
        assert fold(text, []) == text
    for text in KEPT[name]:
        assert fold(text, [name]) == text


def test_folds_apply_to_what_was_printed():
    """What a fold describes may differ, and the page shows the fold's name there; what it does not may not differ."""
    assert output_matches("took <duration>, <duration>\n", "took 7.5 s, 1 ms\n", ["duration"])
    assert not output_matches("took <duration>\n", "took 7.5 s\n", ["time"])
    assert not output_matches("took <duration>\n", "needs 5 ms\n", ["duration"])
    assert not output_matches("took 5 ms\n", "took 5 ms\n", ["duration"])


def test_a_difference_is_told_with_its_line():
    """The message has the line of index.md where the outputs part, the wanted and the actual line, and context."""
    lines = "".join(f"line {number}\n" for number in range(100))
    message = explain(sample("x", lines), finished(lines.replace("line 50\n", "line fifty\n")))
    assert message.startswith("text.md:56: sample-1: the output differs")
    for told in ("-line 50", "+line fifty", " line 49", " line 51"):
        assert f"    {told}\n" in message
    assert "line 40" not in message


@pytest.mark.parametrize(
    ("actual", "line"), [("a\nb\n", 7), ("x\nb\nc\n", 6), ("a\nb\nc\nd\n", 8), ("", 6), ("a\nx\ny\nz\n", 7)]
)
def test_the_line_of_a_difference(actual, line):
    """The line told is in the output fence, also where lines are missing at its end or come after it."""
    told = int(explain(sample("x", "a\nb\nc"), finished(actual)).split(":")[1])
    assert told in ({line, line + 1} if actual == "a\nb\n" else {line})


def test_a_difference_beside_wildcards():
    """A line that fits its wildcard is no part of the difference."""
    message = explain(sample("x", "took … s\nb"), finished("took 5 s\nc\n"))
    assert "-took" not in message
    assert "-b" in message
    assert "+c" in message


def test_a_difference_shows_something():
    """Whenever outputs differ, the message shows a line that was wanted or a line that was printed instead."""
    for expected, actual in [
        ("a\n…\nb", "a\nc\n"),
        ("…", "a"),
        ("a…\na…", "ab\n"),
        ("b\n…\na", "a\nb\n"),
        ("a\na", "a"),
    ]:
        if message := explain(sample("x", expected), finished(actual)):
            assert [line for line in message.split("\n")[1:] if line.startswith(("    +", "    -"))], message


def test_long_differences_are_short():
    """A flood of output, or a line without end, does not flood the message."""
    assert len(explain(sample("x", "a"), finished("b" * 1_000_000))) < 2_000
    assert len(explain(sample("x", "a\n" * 1_000), finished("b\n" * 500_000))) < 30_000
    assert len(explain(sample("x"), finished("b\n" * 500_000))) < 30_000


def test_unshown_output_is_told():
    """A run that prints, and shows no output, fails and tells what it printed; one that prints nothing passes."""
    message = explain(sample("x"), finished("secret\n"))
    assert "printed what the page does not show" in message
    assert "secret" in message
    assert explain(sample("x"), finished()) == ""


def test_hidden_samples_may_print():
    """What a hidden sample prints is nobody's business, unless it shows its output."""
    assert explain(sample("x", options="hidden"), finished("a\n")) == ""
    assert explain(sample("x", "b", options="hidden"), finished("a\n")) != ""


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending is not Ending.FINISHED])
def test_endings(ending):
    """A run that did not come to its end fails, whatever else fits; the message says how, and what it printed."""
    message = explain(sample("x", "a"), Recording(ending, "a\n"))
    assert f"the sample {ending.value}" in message
    assert message.endswith("\n    a")


def test_limits_are_told():
    """The message on a limit tells it, and how it is changed."""
    assert "(3 s; timeout= allows" in explain(sample("x", options="timeout=3"), Recording(Ending.TIMEOUT))
    assert "(2,048 bytes; max_output= allows" in explain(
        sample("x", options="max_output=2KiB"), Recording(Ending.FLOOD)
    )


RAISED = Raised("ValueError", "no such name: 'a'", "Traceback …\n", 3)


@pytest.mark.parametrize("expected", ["ValueError: no such name: 'a'", "ValueError: no such …", "…"])
def test_what_was_to_be_raised(expected):
    """The type and the message that were to be raised pass."""
    assert explain(sample("x", options=f'raises="{expected}"'), finished(raised=RAISED)) == ""


@pytest.mark.parametrize(
    "expected",
    ["ValueError: no such name: 'b'", "ValueError: no such name: 'a'.", "ValueError", "KeyError: no such name: 'a'",
     "no such name: 'a'", "valueError: no such name: 'a'", "ValueError:no such name: 'a'"],
)  # fmt: skip
def test_something_else_was_raised(expected):
    """One character more, less or other in type or message fails, and both are told."""
    message = explain(sample("x", options=f'raises="{expected}"'), finished(raised=RAISED))
    assert "text.md:1:" in message
    assert expected in message.replace('\\"', '"')
    assert "no such name" in message


def test_raised_or_not():
    """An exception that was not expected is told with its line and traceback; so is a missing one."""
    message = explain(sample("x"), finished(raised=RAISED))
    assert message.startswith("text.md:3: sample-1: raised ValueError: no such name: 'a'\nTraceback …")
    assert "raised nothing" in explain(sample("x", options='raises="ValueError: a"'), finished())


def test_exit_status():
    """An exit status that is not the expected one fails."""
    assert explain(sample("x", options="exit=3"), finished(exit=3)) == ""
    assert "exit status 3, not 0" in explain(sample("x"), finished("last words\n", exit=3))
    assert "last words" in explain(sample("x"), finished("last words\n", exit=3))
    assert "exit status 0, not 3" in explain(sample("x", options="exit=3"), finished())


def test_figures():
    """A figure has to be made, to be a picture that can be published, to be recorded, and to be the same."""
    text = sample("x", options="figure=a.svg alt=x")
    made, other = SVG.encode(), SVG.replace("/>", ">1</svg>").encode()
    assert explain(text, finished(figure=made), made) == ""
    assert "made no a.svg" in explain(text, finished(), made)
    assert "a.svg is not recorded" in explain(text, finished(figure=made))
    assert "another a.svg" in explain(text, finished(figure=made), other)
    assert "made a a.svg that can't be read" in explain(text, finished(figure=b""), b"")


def test_transcripts_compare_as_a_whole():
    """Of a transcript the whole fence is expected; the line told is its own."""
    text = fence("pycon run", ">>> 1 + 1\n3\n")
    assert explain(text, finished(">>> 1 + 1\n2\n")).startswith("text.md:3:")
    assert explain(text, finished(">>> 1 + 1\n3\n")) == ""
