"""Sessions at the prompt."""

# ruff: noqa: ISC004 - the code of a sample stands in one piece

from __future__ import annotations

import pytest

from tests.runnable.house import sample


def typed(article, text):
    """What a session shows when it is run."""
    return article(sample(text, kind="pycon")).recordings()["sample-1"].output


@pytest.mark.parametrize(
    "session",
    [
        ">>> 1 + 1\n2\n",
        ">>> x = 1\n>>> x\n1\n",
        ">>> None\n>>> 'a'\n'a'\n",
        ">>> 5\n5\n>>> _ + 1\n6\n",
        ">>> def f():\n...     return 1\n...\n>>> f()\n1\n",
        ">>> for i in range(2):\n...     i\n...\n0\n1\n",
        ">>> if True:\n...     print(1)\n... else:\n...     print(2)\n...\n1\n",
        ">>> class A:\n...     x = 1\n...\n...     def f(self): return self.x\n...\n>>> A().f()\n1\n",
        ">>> (1 +\n... 2)\n3\n",
        ">>> '''a\n... b'''\n'a\\nb'\n",
        ">>> @staticmethod\n... def f(): pass\n...\n",
        ">>> print(1); print(2)\n1\n2\n",
        ">>> import sys; _ = sys.stderr.write('e\\n')\ne\n",
        ">>> print('no end', end='')\nno end\n",
        ">>> print()\n\n",
        ">>> # a comment\n>>> 1  # another\n1\n",
        ">>>\n>>> 1\n1\n",
        '>>> 1 / 0\nTraceback (most recent call last):\n  File "<stdin>", line 1, in <module>\n'
        "ZeroDivisionError: division by zero\n>>> 2\n2\n",
        ">>> 1 / 0\nTraceback (most recent call last):\n  …\nZeroDivisionError: division by zero\n",
        ">>> raise SystemExit\n",
        ">>> import __future__, sys\n>>> __name__\n'__main__'\n",
        ">>> print('a\\x0cb')\na\x0cb\n",
        ">>> 'a\u2028b' == 'a\\u2028b'\nTrue\n",
        ">>> async def f(): pass\n...\n>>> import asyncio\n>>> asyncio.run(f())\n",
        ">>> match 1:\n...     case 1: 'one'\n...\n'one'\n",
        ">>> with open('f', 'w') as f:\n...     f.write('ab')\n...\n2\n",
        ">>> x: int = 1\n>>> del x\n>>> assert True\n>>> global y\n",
        ">>> lambda: 0\n<function <lambda> at 0x…>\n",
        ">>> import warnings; warnings.warn('old')\n<stdin>:1: UserWarning: old\n",
    ],
)  # fmt: skip
def test_sessions(article, session):
    """A session shows what Python's own prompt shows: values, output, tracebacks, and nothing for None or comments."""
    assert article(sample(session, kind="pycon")).verify() == {}


def test_a_difference_is_told_with_its_line(article):
    """The line of the difference in index.md is told."""
    written = article("Text\n\n" + sample(">>> x = 1\n>>> x\n2\n>>> x\n1\n", kind="pycon"))
    assert written.failure().startswith(f"{written.path}:6: sample-1: the output differs")


def test_a_syntax_error(article):
    """A statement that can't be parsed is told in the session, which goes on."""
    output = typed(article, ">>> def (\n>>> 2\n")
    assert "SyntaxError" in output
    assert output.endswith(">>> 2\n2\n")


def test_no_prompt(article):
    """A text that does not begin with a prompt is told."""
    assert "begins with '>>> '" in article(sample("1 + 1\n>>> 2\n2", kind="pycon")).failure()


def test_exit_in_the_middle(article):
    """Leaving the session before its last prompt fails; so does leaving it with a status."""
    assert "before its last" in article(sample(">>> exit()\n>>> 1\n1", kind="pycon")).failure()
    assert "exit status 3" in article(sample(">>> exit(3)", kind="pycon")).failure()


def test_exceptions_do_not_end_a_session(article):
    """After an exception at the prompt, samples of the same session go on."""
    text = sample(">>> 1 / 0\n…", kind="pycon", options="session=a") + sample("print(2)", "2", "session=a")
    assert article(text).verify() == {}
