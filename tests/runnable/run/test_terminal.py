"""Consoles with a cast: typed into a real bash on a real terminal."""

from __future__ import annotations

import json
import re

import pytest

from runnable.sample import SampleError, find_samples
from tests.runnable.house import sample

RED = "\x1b[31mred\x1b[0m"


def console(transcript: str, options: str = "") -> str:
    """A console sample with a cast."""
    return sample(transcript, options=f"cast=a.cast {options}", kind="console")


def shown(cast: bytes) -> str:
    """What is to be seen on the terminal when a cast has played: no blanks at the ends of lines."""
    text = "".join(json.loads(line)[2] for line in cast.decode().splitlines()[1:]).replace("\r\n", "\n")
    return re.sub(r"(?m) +$", "", text)


@pytest.mark.parametrize(
    ("transcript", "options"),
    [
        ("$ echo a\na\n", ""),
        ("$ echo a; echo b >&2; echo c\na\nb\nc\n", ""),
        ("$ true\n$ echo a\na\n", ""),
        ("$ mkdir d\n$ cd d\n$ basename $PWD\nd\n", ""),
        ("$ for i in 1 2; do\n>   echo $i\n> done\n1\n2\n", ""),
        ("$ cat <<X\n> a\n>   b\n> X\na\n  b\n", ""),
        ("$ printf 'no end'\nno end\n$ echo a\na\n", ""),
        ("$ echo\n\n", ""),
        ("$ # a comment\n$ echo a\na\n", ""),
        ("$\n$ echo a\na\n", ""),
        ("$ echo 'hi!' é €\nhi! é €\n", ""),
        ("$ printf 'a  \\nb\\n'\na\nb\n", ""),
        ("$ (exit 3)\n", "exit=3"),
        ("$ echo a; exit 3\na\nexit\n", "exit=3"),
        ("$ echo )\nbash: syntax error near unexpected token `)'\n", "exit=2"),
        ("$ date +%T\n<time>\n", "fold=time"),
        ("$ seq 9\n1\n…\n9\n", ""),
    ],
)
def test_a_transcript(article, transcript, options):
    """Commands are typed at a terminal as they are read by a shell without one, and the cast shows the transcript."""
    written = article(console(transcript, options))
    assert [str(problem) for problem in written.record().problems] == []
    assert transcript in written.text
    assert shown(written.content["a.cast"]) == transcript
    assert written.verify() == {}


def test_no_terminal_without_a_cast(article):
    """A console without a cast runs as ever: its programs find no terminal."""
    assert article(sample("$ test -t 1\n", kind="console", options="exit=1")).verify() == {}


def test_programs_find_a_terminal(article):
    """Their three streams are a terminal, they may colour, and the shell is an interactive one."""
    code = "$ test -t 0 && test -t 1 && test -t 2 && echo ${NO_COLOR-none} ${-//[^i]/}\nnone i\n"
    written = article(console(code))
    assert written.record().problems == ()
    assert code in written.text


def test_colours(article):
    """The transcript has the text, and the cast the colours that programs give it on a terminal."""
    code = "$ echo red | grep --color=auto red\n"
    written = article(console(code))
    assert written.record().problems == ()
    assert f"{code}red\n" in written.text
    assert "\x1b[01;31m\x1b[Kred\x1b[m\x1b[K\n" in shown(written.content["a.cast"])
    assert written.verify() == {}


def test_a_lost_colour_is_told(article):
    """A cast whose colours are not those of the run fails, though its text is the same."""
    written = article(console("$ printf '\\033[31mred\\033[0m\\n'\nred\n"))
    written.record()
    cast = written.content["a.cast"]
    assert b"\\u001b[31mred" in cast
    written.write(written.text, {"a.cast": cast.replace(b"[31m", b"[32m")})
    assert "a.cast is not the cast of this transcript: event" in written.failure()


def test_a_changed_output_is_told(article):
    """What the page says is compared with what the terminal showed."""
    assert "-b" in article(console("$ echo a\nb\n")).failure().replace("    ", "")


PYTHON = """$ python -q
>>> 1 + 1
2
>>> for i in range(2):
...     print(i)
...
0
1
>>> exit()
$ read -p "Your name: " x; echo "hi $x"
Your name: Ada
hi Ada
"""


def test_answers(article):
    """What stands behind a prompt of a program is typed when that asks, and comes back with what it prints."""
    written = article(console(PYTHON, 'asks=">>>, ..., Your name:"'))
    assert [str(problem) for problem in written.record().problems] == []
    assert PYTHON in written.text
    assert shown(written.content["a.cast"]) == PYTHON
    written.write(written.text.replace("1 + 1", "1 + 2"))
    assert "+3" in written.failure().replace("    ", "")


def test_answers_without_what_they_give(article):
    """An author writes what is typed, and `record` the rest."""
    typed = "".join(line for line in PYTHON.splitlines(keepends=True) if re.match(r"\$|>|\.|Your", line))
    written = article(console(typed, 'asks=">>>, ..., Your name:"'))
    assert written.record().problems == ()
    assert PYTHON in written.text


@pytest.mark.parametrize(
    ("transcript", "told"),
    [
        ("$ read -p 'Name: ' x\n", "\"read -p 'Name: ' x\" asks for more than is typed"),
        ("$ true\nName: Ada\n", "'true' ended before it asked for 'Ada'"),
        ("$ read -p 'Name: ' x\nName: Ada\nName: Eve\n", "ended before it asked for 'Eve'"),
        ("$ exit\nName: Ada\n", "'exit' ended before it asked for 'Ada'"),
        ("$ echo 'a\n", '"echo \'a" asks for more than is typed'),
        ("$ echo a\n> echo b\n", "the shell asks for no more after 'echo a'"),
        (f"$ : {'x' * 4000}\n", "is too long to be typed: 4000 bytes at the most"),
    ],
)
def test_what_is_typed_has_to_be_asked_for(article, transcript, told):
    """Too little and too much, of a shell's lines and of answers, is told at once, and nothing waits for the end."""
    assert told in article(console(transcript, "asks=Name: timeout=60")).failure()


def test_a_program_that_waits(article):
    """A question that asks= does not name ends with the time, and shows how far it came."""
    told = article(console("$ echo before; read -p 'Who? ' x\n", "timeout=3")).failure()
    assert "ran longer than it may" in told
    assert "before" in told


def test_a_session(article):
    """Samples of a session are typed into one terminal, if one of them has a cast."""
    written = article(
        console("$ x=1\n", "session=s") + sample("$ echo $x; test -t 1\n1\n", options="session=s", kind="console")
    )
    assert [str(problem) for problem in written.record().problems] == []
    assert written.verify() == {}


def test_a_failing_command_in_the_middle(article):
    """It is told with its status, as in a shell without a terminal."""
    assert "'$ (exit 3)' ended with status 3" in article(console("$ (exit 3)\n$ true\n")).failure()


def test_lines_of_shown_files(article):
    """What Python programs that were typed at a terminal execute proves the lines that the page shows."""
    text = "```python file=a.py\n```\n\n" + console("$ python a.py\n1\n")
    written = article(text, {"a.py": "print(1)\n"})
    assert written.record().problems == ()
    assert written.verify() == {}


def test_files_that_are_called_like_a_module(article):
    """The program that types does not import from the bundle."""
    written = article(
        console("$ echo a\na\n"), {"pexpect.py": "raise SystemExit(9)\n", "json.py": "raise SystemExit(9)\n"}
    )
    assert written.record().problems == ()


def test_a_server_is_not_typed():
    """The command that starts a server goes on, and has no cast."""
    with pytest.raises(SampleError, match="what starts the server 'a' has no cast="):
        find_samples(console("$ python -m http.server $PORT", "server=a"))
