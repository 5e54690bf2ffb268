"""The form of a tool is what the signature of its function says, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from runnable.form import Field, Form, form_of
from runnable.sample import SampleError, find_samples
from tests.runnable.house import sample

ABOVE = "from typing import Annotated, Literal\n"


def form(code: str, folder: Path | None = None) -> Form:
    """The form of the only sample of a text, which begins in the first line."""
    (only,) = find_samples(sample(code, options="browser tool=look"))
    return form_of(only, folder)


def field(parameter: str, above: str = "", folder: Path | None = None) -> Field:
    """The control for one parameter."""
    (only,) = form(f'{ABOVE}{above}def look({parameter}) -> str:\n    """A title."""\n', folder).fields
    return only


def refused(code: str) -> str:
    """What is told of a tool that is none."""
    with pytest.raises(SampleError) as error:
        form(code)
    return str(error.value)


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("user_name: str = 'ada'", Field("user_name", "User name", "text", "ada")),
        ("a: str = 'one\\ntwo'", Field("a", "A", "lines", "one\ntwo")),
        ("a: bool = True", Field("a", "A", "switch", default=True)),
        ("a: Annotated[int, (1, 9, 2)] = 3", Field("a", "A", "number", 3, (1, 9, 2))),
        ("a: Annotated[float, 'Wait, s', (0, 1.5, 0.5)] = 1", Field("a", "Wait, s", "number", 1, (0, 1.5, 0.5))),
        ("a: Annotated[int, (-9, 0, 1)] = -3", Field("a", "A", "number", -3, (-9, 0, 1))),
        ("a: Literal['x', 'y'] = 'y'", Field("a", "A", "choice", "y", choices=("x", "y"))),
        ("a: Annotated[Literal['x'], 'Which'] = 'x'", Field("a", "Which", "choice", "x", choices=("x",))),
        ("a: Annotated[str, 'Cookie'] = ('a' 'b')", Field("a", "Cookie", "text", "ab")),
    ],
)
def test_each_kind_of_parameter_is_a_control(parameter, expected):
    """Its type says which, its name or Annotated what it is called, and its default what it has at first."""
    assert field(parameter) == expected


def test_a_default_may_be_named_above():
    """A name that is given a literal stands for that."""
    assert field("a: str = TEXT", "TEXT = '''one\n'''\n") == Field("a", "A", "lines", "one\n")


def test_a_default_may_be_the_text_of_a_file(tmp_path):
    """A file of the bundle, which the code reads when it runs, by a name or in its place."""
    (tmp_path / "it.txt").write_text("ü\n", "utf-8")
    expected = Field("a", "A", "lines", "ü\n")
    assert field("a: str = TEXT", "TEXT = Path('it.txt').read_text()\n", tmp_path) == expected
    assert field("a: str = Path('it.txt').read_text()", "", tmp_path) == expected


def test_what_stands_below_the_function_is_no_part_of_it():
    """A reader's values need the code up to its end; the rest shows the result for the defaults."""
    code = '''import json


def look(a: str = "") -> list[tuple[str, str]]:
    """Looks.

    At what it gets.
    """
    return [(a, a)]
'''
    found = form(f"{code}\nrows = look()\nfor row in rows:\n    print(row)\n")
    assert (found.function, found.title, found.code) == ("look", "Looks", code)


@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        ("a", "text.md:3: tool=look: a needs a type and a default"),
        ("a: str", "a needs a type and a default"),
        ("a='x'", "a needs a type and a default"),
        ("a: str = f()", "the default of a takes a literal, a name that is given one above, or the text of a file"),
        ("a: str = OTHER", "the default of a takes a literal"),
        ("a: str = Path('none.txt').read_text()", "the default of a takes a literal"),
        ("a: str = None", "the default of a takes a literal"),
        ("a: str = 1", "the default of a is no str"),
        ("a: bool = 0", "the default of a is no bool"),
        ("a: int = 1", "a: Annotated takes the label as text, and"),
        ("a: Annotated[int, (1, 2)] = 1", "Annotated takes the label as text, and (lowest, highest, step)"),
        ("a: Annotated[int, (0, 2, 1)] = True", "the default of a is no int"),
        ("a: Annotated[int, (0, 2, 1)] = 1.5", "the default of a is no int"),
        ("a: Annotated[int, (0, 2, 1)] = 3", "the default of a is not between its bounds"),
        ("a: Annotated[int, (2, 0, 1)] = 1", "the default of a is not between its bounds"),
        ("a: Annotated[int, (0, 2, 0)] = 1", "the default of a is not between its bounds"),
        ("a: Annotated[str, (0, 2, 1)] = 'x'", "a: Annotated takes the label"),
        ("a: Literal['x'] = 'y'", "the default of a is none of its choices"),
        ("a: Literal[1] = 'y'", "Literal[…] takes texts"),
        ("a: bytes = 'x'", "a takes str, int, float, bool or Literal[…]"),
        ("a: str | None = 'x'", "a takes str, int, float, bool or Literal[…]"),
        ("*a: str", "one parameter for each control"),
        ("*, a: str = ''", "one parameter for each control"),
        ("a: str = '', /", "one parameter for each control"),
        ("", "one parameter for each control"),
    ],
)
def test_what_a_control_can_not_know(parameter, message):
    """It is refused, with the line of the text."""
    code = f'from typing import Annotated\ndef look({parameter}) -> str:\n    """A title."""\n'
    assert refused(code).startswith("text.md:3: tool=look: ")
    assert message in refused(code)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("x = 1\n", "text.md:1: tool=look: there is no function of that name in the code"),
        ("def other(a: str = '') -> str: ...\n", "text.md:1: tool=look: there is no function of that name"),
        ("def look(:\n", "text.md:1: tool=look: line 1 is no Python"),
        ("def look(a: str = '') -> str:\n    return a\n", "text.md:2: tool=look: the first line of its docstring"),
        ("def look(a: str = ''):\n    'T.'\n", "text.md:2: tool=look: a tool returns str"),
        ("def look(a: str = '') -> int:\n    'T.'\n", "text.md:2: tool=look: a tool returns str"),
        ("def look(a: str = '') -> list[str]:\n    'T.'\n", "text.md:2: tool=look: a tool returns str"),
        ("def look(a: str = '') -> str:\n    'T.'\n    return f(a)\ndef f(a): ...\n", "text.md:5: tool=look: what the"),
        ("def look(a: str = '') -> str:\n    'T.'\n    return a\nimport re\n", "text.md:5: tool=look: what the"),
    ],
)
def test_what_is_no_tool(code, message):
    """Where a function is missing, or says too little, that is told with its line."""
    assert message in refused(code)


@pytest.mark.parametrize(
    "text",
    [
        sample("$ ls", options="tool=look", kind="console"),
        sample("x = 1", options="tool=look"),
        sample("x = 1", options='browser="no: it opens a socket" tool=look'),
        sample(">>> 1\n1", options="browser tool=look", kind="pycon"),
    ],
)
def test_a_tool_runs_in_the_page(text):
    """The option goes with nothing else."""
    with pytest.raises(SampleError, match="tool= goes with a python run that says browser"):
        find_samples(text)


def test_the_option_names_a_function():
    """What can't be the name of one is refused."""
    with pytest.raises(SampleError, match="option 'tool' takes the name of a function"):
        find_samples(sample("x = 1", options="browser tool=a.b"))
