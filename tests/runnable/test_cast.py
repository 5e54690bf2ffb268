"""Casts: a transcript as a recording that plays, the same bytes for the same text."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from runnable.cast import AFTER_ENTER, AT_THE_END, BEFORE_TYPING, PER_KEY, PER_LINE, cast_difference, write_cast
from tests.runnable.house import fence, sample

TRANSCRIPT = "$ echo a\na\n$ true\n$ cat <<E\n> b\n> E\nb\n"


def events(transcript: str) -> list[list]:
    """The events of a cast, without its header."""
    return [json.loads(line) for line in write_cast(transcript).decode().splitlines()[1:]]


def screen(transcript: str) -> str:
    """What a terminal shows when a cast has played."""
    return "".join(text for _, _, text in events(transcript)).replace("\r\n", "\n")


def test_the_format():
    """A cast is asciicast v2: an object with version and size, then arrays: a time that never falls, "o", and text."""
    header, *lines = write_cast(TRANSCRIPT).decode().splitlines()
    assert json.loads(header) == {
        "version": 2,
        "width": 80,
        "height": 24,
        "env": {"TERM": "xterm-256color", "SHELL": "/bin/bash"},
    }
    found = [json.loads(line) for line in lines]
    assert {(len(event), event[1], type(event[2])) for event in found} == {(3, "o", str)}
    times = [event[0] for event in found]
    assert times == sorted(times)
    assert times[0] == 0


def test_the_terminal_is_that_of_the_commands(article):
    """Size and TERM are those that a command finds, and its shell is a bash."""
    header = json.loads(write_cast("$ true\n").splitlines()[0])
    written = article(console("$ stty size; echo $TERM ${BASH_VERSION:+bash}\n"))
    assert written.record().problems == ()
    assert f"\n{header['height']} {header['width']}\n{header['env']['TERM']} bash\n" in written.text
    assert header["env"]["SHELL"] == "/bin/bash"


def test_the_pace():
    """A pause, the keys one by one, a pause, the output line by line, and a pause at the end."""
    pauses = {"": 0, "$ ": BEFORE_TYPING, "l": PER_KEY, "s": PER_KEY, "a\r\n": PER_LINE, "b\r\n": PER_LINE}
    now, times = 0, []
    for text in ("$ ", "l", "s", "\r\n", "a\r\n", "b\r\n"):
        times.append([now / 1000, "o", text])
        now += pauses.get(text, AFTER_ENTER)
    assert events("$ ls\na\nb\n") == [*times, [(now + AT_THE_END) / 1000, "o", ""]]


@pytest.mark.parametrize(
    "transcript",
    [
        TRANSCRIPT,
        "$ a\n",
        "$ a\n\n\n$ b\nno prompt: $ x\n",
        "$ echo é…\n…\n<time>\tx\n",
        "$ \nx\n",
    ],
)
def test_what_plays_is_what_the_page_says(transcript):
    """When all has played, the terminal shows the transcript: wildcards, folds, blank lines and all."""
    assert screen(transcript) == transcript


RED = "\x1b[31mred\x1b[0m"


@pytest.mark.parametrize(
    ("transcript", "shown", "played"),
    [
        ("$ a\nred\n", [f"{RED}\n"], [RED]),
        ("$ a\nred\n$ b\nred\n", [f"{RED}\n", "red\n"], [RED, "red"]),
        ("$ a\nred\n$ b\nred\n", ["red\n", f"{RED}\n"], ["red", RED]),
        ("$ a\n<time>\nred\n", [f"\x1b[32m12:00:01\n{RED}\n"], ["\x1b[0m<time>", RED]),
        ("$ a\n…\nred\n", [f"one\ntwo\n{RED}\n"], ["\x1b[0m…", RED]),
        ("$ a\n<time>\n", ["12:00:01\n"], ["<time>"]),
        ("$ a\nred\n\n", [f"{RED}  \r\n\n"], [f"{RED}  ", ""]),
        ("$ a\nred", ["\x1b[01;31m\x1b[Kred\x1b[m\x1b[K"], ["\x1b[01;31m\x1b[Kred\x1b[m\x1b[K"]),
    ],
)
def test_colours(transcript, shown, played):
    """A line that the page shows as it was has its colours; one that it shows otherwise has none, nor open ones."""
    text = "".join(json.loads(line)[2] for line in write_cast(transcript, shown).decode().splitlines()[1:])
    assert [line for line in text.split("\r\n")[:-1] if not line.startswith("$ ")] == played


def test_answers_are_typed():
    """What stands behind a prompt of a program is typed key by key, after the pause that a prompt gets."""
    found = [
        (text, round(after - now, 3))
        for (now, _, text), (after, _, _) in pairwise(
            json.loads(line) for line in write_cast("$ p\n>>> ab\n>>>\nx\n", (), (">>>",)).decode().splitlines()[1:]
        )
    ]
    typed = [(">>> ", BEFORE_TYPING), ("a", PER_KEY), ("b", PER_KEY), ("\r\n", AFTER_ENTER)]
    empty = [(">>>", BEFORE_TYPING), ("\r\n", AFTER_ENTER)]
    assert found[3:] == [(text, pause / 1000) for text, pause in [*typed, *empty, ("x\r\n", PER_LINE + AT_THE_END)]]


@pytest.mark.parametrize("character", ["\x1b", "\x00", "\x07", "\x9b", "\x7f", "\r", "\x0b"])
def test_characters_that_a_terminal_obeys(character):
    """What would move the cursor, ring, or set a title is refused by its line."""
    with pytest.raises(ValueError, match=rf"line 2 has the control character U\+{ord(character):04X}"):
        write_cast(f"$ a\nx{character}]0;y\n")


def test_the_first_event_that_differs():
    """Told are the number of the event, which is that of its line less the header, and both lines."""
    made = write_cast(TRANSCRIPT)
    assert cast_difference(made, made) == ""
    shown = made.replace(b'"h"', b'"H"')
    assert cast_difference(shown, made) == 'event 4 differs\n    - [0.8, "o", "H"]\n    + [0.8, "o", "h"]'
    assert "the header differs" in cast_difference(made.replace(b"80", b"90"), made)
    cut = b"".join(made.splitlines(keepends=True)[:6])
    assert "event 6 differs\n    - (nothing)\n    + [" in cast_difference(cut, made)
    assert "\\xff" in cast_difference(b"\xff", made)
    assert cast_difference(made[:-1], made) != ""
    assert cast_difference(made + b"\n", made) != ""


# In articles


def console(transcript: str, options: str = "") -> str:
    """A console sample with a cast."""
    return sample(transcript, options=f"cast=a.cast {options}", kind="console")


def test_a_cast_is_recorded_and_verified(article):
    """`record` writes the cast of the text that it writes, once; `verify` finds each change of it."""
    written = article(console("$ echo a\n$ date +%T\n", "fold=time"))
    assert written.record().changed == ("sample-1", "a.cast")
    assert written.content["a.cast"] == write_cast("$ echo a\na\n$ date +%T\n<time>\n")
    assert written.verify() == {}
    assert written.record().changed == ()
    written.write(written.text, {"a.cast": written.content["a.cast"].replace(b'"a', b'"b')})
    told = written.failure()
    assert "index.md:1: sample-1: a.cast is not the cast of this transcript: event 7 differs" in told
    assert written.record().changed == ("a.cast",)
    (written.bundle / "a.cast").unlink()
    assert "a.cast is not recorded" in written.failure()


def test_a_new_cast_is_no_change_for_the_samples_that_follow(article):
    """Those run in the bundle as it was when `record` began, and get their own casts in the same go."""
    written = article(
        console("$ echo a | tee made\n") + console("$ echo b\n").replace("a.cast", "b.cast"), {"a.cast": "an older one"}
    )
    recorded = written.record()
    assert recorded.problems == ()
    assert recorded.changed == ("sample-1", "sample-2", "a.cast", "b.cast")
    assert written.verify() == {}


def test_a_changed_transcript_is_another_cast(article):
    """When a command is changed, the cast is told and recorded anew, though the output fits a wildcard."""
    written = article(console("$ echo a\n…\n"))
    written.record()
    written.write(written.text.replace("echo a", "echo b"))
    assert "event 7 differs" in written.failure()
    assert written.record().changed == ("a.cast",)
    assert written.content["a.cast"] == write_cast("$ echo b\n…\n")
    assert written.verify() == {}


def test_a_failing_run_has_no_cast(article):
    """Of a run that does not do what it should, no cast is written, and none is compared."""
    written = article(console("$ false\n"))
    assert "exit status 1" in written.failure()
    assert written.record().problems
    assert "a.cast" not in written.content


def test_a_cast_of_escapes_is_not_recorded(article):
    """What moves the cursor is told, and nothing is written."""
    written = article(console("$ printf '\\033[2Ax\\n'\n"))
    (problem,) = written.record().problems
    assert "line 2 has the control character U+001B" in str(problem)
    assert "a.cast" not in written.content
    assert written.text == console("$ printf '\\033[2Ax\\n'\n")


def test_a_cast_stays_in_its_folder(article, tmp_path):
    """Where a link leads out of the bundle, nothing is written there."""
    written = article(sample("$ true", options="cast=out/a.cast", kind="console"))
    (written.bundle / "out").symlink_to(tmp_path)
    (problem,) = written.record().problems
    assert "leads out of the article's folder" in str(problem)
    assert not (tmp_path / "a.cast").exists()


def test_two_casts_of_one_name(article):
    """Two samples can't have one cast."""
    with pytest.raises(ValueError, match=re.escape("5: a.cast is the cast of line 1 already")):
        article(console("$ true") + console("$ true") + fence("text", "x")).open()


def test_a_cast_needs_a_bundle(article):
    """A text that shares its folder with others has no place for a cast, and is told so."""
    written = article("")
    written.path = written.bundle / "notes.md"
    written.path.write_text(console("$ true\n"))
    (problem,) = written.record().problems
    assert "cast= is for an index.md" in str(problem)
