"""Code that awaits outside of a function."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import pytest

from runnable.statement import statements
from tests.runnable.house import fence, sample

TICKS = "import asyncio\nasync def ticks():\n    for tick in range(2):\n        await asyncio.sleep(0)\n        yield tick\n"
GATE = "class Gate:\n    async def __aenter__(self):\n        return 'in'\n    async def __aexit__(self, *_):\n        print('out')\n"


@pytest.mark.parametrize(
    ("code", "output"),
    [
        ("import asyncio\nprint(await asyncio.sleep(0, 1))", "1"),
        (TICKS + "async for tick in ticks():\n    print(tick)\nelse:\n    print('end')", "0\n1\nend"),
        (GATE + "async with Gate() as gate:\n    print(gate)", "in\nout"),
        (TICKS + "print([tick async for tick in ticks()])", "[0, 1]"),
        ("import asyncio\nif True:\n    while True:\n        try:\n            await asyncio.sleep(0)\n            break\n        finally:\n            print(1)", "1"),
        ("# a comment\n\n\nimport asyncio\n\nx = (\n    1 +\n    await asyncio.sleep(0, 2)\n)\nprint(x)", "3"),
        ('"""A docstring."""\nimport asyncio\nawait asyncio.sleep(0)\nprint(__doc__)', "A docstring."),
        ("import asyncio\nasync def f():\n    return 1\nprint(asyncio.run(f()))", "1"),
        ("import asyncio\nasync with asyncio.timeout(9), asyncio.TaskGroup() as group:\n    task = group.create_task(asyncio.sleep(0, 3))\nprint(task.result())", "3"),
        ("import asyncio, contextvars\nx = contextvars.ContextVar('x')\nx.set(1)\nawait asyncio.sleep(0)\nprint(x.get())", "1"),
    ],
    ids=["await", "for", "with", "comprehension", "blocks", "lines", "docstring", "run", "group", "context"],
)  # fmt: skip
def test_scripts(article, code, output):
    """A script may await, and loop and enter with `async`, outside of a function; each of its lines is proven."""
    assert article(sample(code, output)).verify() == {}


@pytest.mark.parametrize(
    "text",
    [
        ">>> import asyncio\n>>> await asyncio.sleep(0, 5)\n5\n>>> _ + 1\n6\n",
        ">>> import asyncio\n>>> x = await asyncio.sleep(0, 5)\n>>> x\n5\n",
        ">>> async def ticks():\n...     yield 1\n...\n>>> async for tick in ticks():\n...     tick\n...\n1\n",
        '>>> async def f():\n...     1 / 0\n...\n>>> await f()\nTraceback (most recent call last):\n  File "<stdin>", line 1, in <module>\n  File "<stdin>", line 2, in f\nZeroDivisionError: division by zero\n>>> 2\n2\n',
    ],
    ids=["value", "assigned", "for", "traceback"],
)  # fmt: skip
def test_prompts(article, text):
    """A prompt awaits what is typed, and shows its value, or a traceback of what was typed and nothing above."""
    assert article(sample(text, kind="pycon")).verify() == {}


def test_a_line_that_is_not_reached_is_told(article):
    """Of code that awaits, a line that no run executes is told as of any other; its first line is no statement by itself."""
    code = "# comment\nimport asyncio\nif await asyncio.sleep(0, 0):\n    print('never')"
    message = article("Text\n\n" + sample(code)).failure()
    assert "index.md:7: no verified run executes this line, which" in message
    assert statements(code) == {2, 3, 4}
    assert statements("import asyncio\nawait asyncio.sleep(0)") == {1, 2}
    assert statements("# comment\nx = 1\n") == {2}


def test_files_are_what_python_takes(article):
    """A file of the bundle that awaits outside of a function can't be imported, and is no proof."""
    files = {"code_.py": "import asyncio\nawait asyncio.sleep(0)\n"}
    text = fence("python file=code_.py") + sample("import code_", options='hidden raises="SyntaxError: …"')
    assert "code_.py:1: no verified run executes this line" in article(text, files).failure()


@pytest.mark.parametrize(
    ("code", "line", "told"),
    [
        ("await f()", 9, "ValueError: no"),
        ("async for _ in g():\n    pass", 9, "ValueError: no"),
        ("async with asyncio.timeout(0.01):\n    await asyncio.sleep(9)", 9, "TimeoutError"),
        ("await asyncio.wait_for(f(), 9)", 9, "ValueError: no"),
        ("await asyncio.gather(f())", 9, "ValueError: no"),
        ("await 1", 9, "TypeError: object int can't be used in 'await' expression"),
        ("raise asyncio.CancelledError('no')\nawait f()", 9, "CancelledError: no"),
    ],
)  # fmt: skip
def test_exceptions_name_the_line_and_nothing_of_ours(article, code, line, told):
    """A traceback begins in index.md, and shows neither the engine nor what drives the loop above it."""
    text = "async def f():\n    raise ValueError('no')\nasync def g():\n    yield await f()\nimport asyncio\n" + code
    message = article("Text\n\n" + sample(text, options="hidden")).failure()
    assert told in message
    first = message.split("Traceback (most recent call last):\n")[-1 if "TimeoutError" in told else 1].splitlines()[0]
    assert first.startswith(f'  File "index.md", line {line}, in <module>')
    assert "runner.py" not in message
    assert "runners.py" not in message
    assert "base_events.py" not in message


def test_what_it_should_raise_or_exit_with(article):
    """`raises=` and `exit=` hold for what is awaited."""
    code = "import asyncio\nasync def f():\n    raise {}\nawait f()"
    assert article(sample(code.format("ValueError('x')"), options='raises="ValueError: x"')).verify() == {}
    assert article(sample(code.format("SystemExit(3)"), options="exit=3")).verify() == {}


def test_a_session_shares_a_loop(article):
    """Tasks, queues and context variables of one sample go on in the next, of either kind; the loop is one."""
    text = (
        sample("import asyncio\nloop = asyncio.get_running_loop()\nq = asyncio.Queue()\nt = asyncio.create_task(q.get())\nawait asyncio.sleep(0)", options="session=s")
        + sample("await q.put(3)\nprint(await t, loop is asyncio.get_running_loop())", "3 True", "session=s")
        + sample(">>> await asyncio.sleep(0, loop is asyncio.get_running_loop())\nTrue\n", kind="pycon", options="session=s")
        + sample("print(loop.is_running(), loop.is_closed())", "False False", "session=s")
    )  # fmt: skip
    assert article(text).verify() == {}


def test_tasks_that_are_left_end_quietly(article):
    """A task that still waits at the end is cancelled, runs its own clean-up, and nothing complains."""
    code = "import asyncio\nasync def f():\n    try:\n        await asyncio.sleep(99)\n    finally:\n        print('cleaned')\ntask = asyncio.create_task(f())\nother = asyncio.create_task(asyncio.sleep(99))\nawait asyncio.sleep(0)\nprint(1)"
    assert article(sample(code, "1\ncleaned")).verify() == {}


def test_what_never_ends_is_told(article):
    """To wait for what does not come takes the time of the sample, and no more."""
    message = article(sample("import asyncio\nawait asyncio.Event().wait()", options="timeout=0.5")).failure()
    assert "ran longer than it may (0.5 s" in message
