"""Recording: what is written, where, and what is left alone."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

from contextlib import suppress

import pytest

from runnable.record import record_document
from tests.runnable.house import SVG, fence, sample


def recorded(article, text, files=None):
    """The text after it was recorded; recording again changes nothing, and all is proven then."""
    written = article(text, files)
    first = written.record()
    assert first.problems == ()
    after = written.content
    document = written.open()
    failed = [document.verdict(found).explain() for found in document.all_samples]
    assert not any(failed), written.text
    second = record_document(document)
    assert (second.changed, second.problems) == ((), ())
    assert written.content == after
    return written.text


def test_an_output_fence_is_added(article):
    """A run without an output fence gets one, with a blank line between; the rest of the text stays."""
    assert recorded(article, "Text\n\n```python run\nprint(1)\n```\n\nMore\n") == (
        "Text\n\n```python run\nprint(1)\n```\n\n```output\n1\n```\n\nMore\n"
    )


def test_an_output_fence_is_refreshed(article):
    """An output that differs is replaced, one that is empty is filled."""
    text = sample("print(1)", "2") + sample("print(3)", "") + sample("print(5)\nprint(6)", "5\n7")
    after = sample("print(1)", "1") + sample("print(3)", "3") + sample("print(5)\nprint(6)", "5\n6")
    assert recorded(article, text) == after


def test_an_output_fence_is_removed(article):
    """Where nothing is printed any more, the output fence goes, and nothing else does."""
    assert (
        recorded(article, "A\n\n" + sample("x = 1", "2") + "B\n").split() == ("A\n" + sample("x = 1") + "B\n").split()
    )


@pytest.mark.parametrize(
    "between", [fence("text", "keep me"), "[link]: http://localhost/keep\n\n", "<!-- keep -->\n\n", "keep\n\n"]
)
def test_what_stands_between_is_kept(article, between):
    """Recording never removes what stands between a run and an output fence."""
    written = article(sample("x = 1") + between + fence("output", "2") + "[link]\n")
    written.record()
    assert "keep" in written.text


def test_no_output_needs_no_fence(article):
    """A run that prints nothing gets no output fence."""
    assert recorded(article, sample("x = 1")) == sample("x = 1")


CONTAINERS = {
    "item": ("- item\n\n", "  ", "  "),
    "numbered": ("1. item\n\n", "   ", "   "),
    "on the marker's line": ("", "- ", "  "),
    "nested": ("- a\n  - b\n\n", "    ", "    "),
    "quote": ("", "> ", "> "),
    "quote without blanks": ("", ">", ">"),
    "quote in an item": ("- a\n\n", "  > ", "  > "),
    "item in a quote": ("> - a\n>\n", ">   ", ">   "),
    "on the marker's line in a quote": ("", "> - ", ">   "),
    "admonition": ("!!! note\n\n", "    ", "    "),
    "footnote": ("a[^1]\n\n[^1]: Note\n\n", "    ", "    "),
    "definition": ("Term\n\n:   Definition\n\n", "    ", "    "),
    "indented": ("", "   ", "   "),
    "item behind a tab": ("-\titem\n\n", "\t", "\t"),
}


@pytest.mark.parametrize(("before", "opening", "prefix"), CONTAINERS.values(), ids=CONTAINERS)
@pytest.mark.parametrize(
    ("end", "final", "kind"),
    [("\n", True, "pycon"), ("\r\n", False, "python")],
    ids=["transcript", "crlf, no newline at the end"],
)
def test_containers(article, before, opening, prefix, end, final, kind):  # noqa: PLR0913, PLR0917 - two tables
    """Output is written into the container of its sample, with the line ends of the file, also as its last line."""
    code = ["print('a', end='\\n\\n\\tb\\n')"] if kind == "python" else [">>> print('a', end='\\n\\n\\tb\\n')"]
    lines = [f"```{kind} run", *code, "```"]
    text = before + opening + lines[0] + "\n" + "".join((prefix + line).rstrip() + "\n" for line in lines[1:])
    text = (text if final else text.removesuffix("\n")).replace("\n", end)
    after = recorded(article, text.encode())
    assert after.replace("\r\n", "").count("\r") == 0
    if end == "\r\n":
        assert after.count("\n") == after.count("\r\n")
    assert after.startswith(text.removesuffix("```").removesuffix("```\n").removesuffix("```\r\n")[: len(before)])


def test_a_transcript_on_the_footnotes_line(article):
    """What is written below a footnote's label is indented by four blanks, however long the label is."""
    before = "a[^label]\n\n[^label]: ```pycon run\n    >>> 1\n    ```\n"
    assert recorded(article, before) == before.replace(">>> 1\n", ">>> 1\n    1\n")


def test_fences_get_longer(article):
    """An output that holds a fence is put into a longer one; so is that of a transcript, and of tildes."""
    after = recorded(article, sample("print('```\\n````')"))
    assert "`````output\n```\n````\n`````\n" in after
    after = recorded(article, "~~~python run\nprint('~~~~')\n~~~\n")
    assert "~~~~~output\n~~~~\n~~~~~\n" in after
    after = recorded(article, sample(">>> print('```')", kind="pycon"))
    assert after.startswith("````pycon run\n>>> print('```')\n```\n````\n")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["", "bom"])
def test_all_other_bytes_stay(article, end, start):
    """Line ends, a byte-order mark, blanks at line ends, tabs and odd characters outside of outputs are kept."""
    around = "\tTitle:  x  \f \u2028 é\n\n".encode().replace(b"\n", end)
    run = b"```pycon run\n>>> 1 + 1\n```\n\n".replace(b"\n", end)
    after = b"```pycon run\n>>> 1 + 1\n2\n```\n\n".replace(b"\n", end)
    written = article(start + run + around + run + around)
    assert written.record().problems == ()
    assert written.path.read_bytes() == start + after + around + after + around


def test_mixed_line_ends_stay(article):
    """In a file with several line ends, each line outside of outputs keeps its own."""
    written = article(b"a\r\nb\n\n```python run\r\nprint(1)\n```\r\n\r\nc\nd\re\r\n")
    assert written.record().problems == ()
    before, after = b"a\r\nb\n\n```python run\r\nprint(1)\n```\r\n", b"\r\nc\nd\re\r\n"
    assert written.path.read_bytes().startswith(before)
    assert written.path.read_bytes().endswith(after)


def test_a_transcript_on_the_first_line_keeps_the_mark(article):
    """A byte-order mark in front of a fence that is rewritten stays."""
    written = article(b"\xef\xbb\xbf```pycon run\n>>> 1\n```\n")
    written.record()
    assert written.path.read_bytes() == b"\xef\xbb\xbf```pycon run\n>>> 1\n1\n```\n"


def test_wildcards_that_fit_are_kept(article):
    """An output with `…` that fits is left as it is."""
    text = sample("print('took 5 s')\nprint('b')\nprint('c')", "took … s\n…") + sample(">>> 1 / 3\n0.3…", kind="pycon")
    assert recorded(article, text) == text


def test_wildcards_that_fit_are_kept_beside_a_change(article):
    """Where another line changed, the lines with `…` that still fit stay."""
    after = recorded(article, sample("print('took 5 s')\nprint('new')", "took … s\nold"))
    assert after == sample("print('took 5 s')\nprint('new')", "took … s\nnew")


def test_folds_are_recorded_by_their_names(article):
    """Where a fold applies its name is recorded, and what differs there is no change the next time."""
    code = "import random\nprint('took', random.SystemRandom().randint(1, 10 ** 9), 'ms')"
    text, after = sample(code, "took 7 ms", "fold=duration"), sample(code, "took <duration>", "fold=duration")
    assert recorded(article, text) == after
    written = article(after)
    assert written.record().changed == ()
    assert written.verify() == {}


def test_transcripts(article):
    """Outputs are filled in between the prompts, old ones replaced, prompts kept, tracebacks shortened."""
    text = sample(
        ">>> x = 1\n>>> x\n7\n>>> def f():\n...     return 1 / 0\n...\n>>> f()\n>>> for i in range(2):\n...     i\n...\n",
        kind="pycon",
    )
    assert recorded(article, text) == sample(
        ">>> x = 1\n>>> x\n1\n>>> def f():\n...     return 1 / 0\n...\n>>> f()\n"
        "Traceback (most recent call last):\n  …\nZeroDivisionError: division by zero\n"
        ">>> for i in range(2):\n...     i\n...\n0\n1\n",
        kind="pycon",
    )
    text = sample("$ echo a; echo b >&2\n$ cat <<X\n> c\n> X\nold\n$ true", kind="console")
    assert recorded(article, text) == sample(
        "$ echo a; echo b >&2\na\nb\n$ cat <<X\n> c\n> X\nc\n$ true", kind="console"
    )


def test_regions(article):
    """The text of a region is copied into its fence, and refreshed."""
    files = {"a.py": "# region r\nx = 1\n\ny = 2\n# endregion\n"}
    after = recorded(article, fence("python file=a.py region=r") + sample("import a"), files)
    assert after == fence("python file=a.py region=r", "x = 1\n\ny = 2\n") + sample("import a")
    text = fence("python file=a.py region=r", "x = 0\n") + sample("import a")
    assert recorded(article, text, files) == after


def test_regions_with_fences_in_them(article):
    """A region that holds a fence, as docstrings do, is put into a longer one."""
    files = {"a.py": '"""Doc.\n\n```\nx\n```\n"""\nx = 1\n'}
    after = recorded(article, fence("python file=a.py") + sample("import a"), files)
    assert after.startswith("````python file=a.py\n")


def test_figures(article):
    """A figure that a run makes is written beside the article, in a folder too, and refreshed when it changes."""
    code = f"import os\nos.makedirs('img', exist_ok=True)\nopen('img/a.svg', 'w').write({SVG!r})"
    written = article(sample(code, options="figure=img/a.svg alt=x"))
    assert written.record().changed == ("img/a.svg",)
    assert written.content["img/a.svg"] == SVG.encode()
    assert written.verify() == {}
    written.write(written.text, {"img/a.svg": "old"})
    assert "another img/a.svg" in written.failure()
    assert written.record().changed == ("img/a.svg",)
    assert written.record().changed == ()
    assert written.verify() == {}


@pytest.mark.parametrize("name", ["index.md", "helper.py", "test_it.py"])
def test_figures_never_replace_sources(article, name):
    """A figure never takes the place of the article, or of a source beside it."""
    code = f"open({name!r}, 'w').write('<svg/>')"
    files = {"helper.py": "x = 1\n", "test_it.py": "def test_it():\n    pass\n"}
    written = article(sample(code, options=f"figure={name} alt=x"), files)
    before = written.content
    with suppress(ValueError):  # refused as the fence is read
        assert written.record().problems
    assert written.content == before


FAILING = [
    sample("print(1)\nraise ValueError", "2"),
    sample("print(1)", "2", 'raises="ValueError: x"'),
    sample("print(1)\nraise SystemExit(3)", "2"),
    sample("print(1)", "2", "exit=3"),
    sample("print(1, flush=True)\nimport os\nos._exit(0)", "2"),
    sample("print(1, flush=True)\nwhile True: pass", "2", "timeout=2"),
    sample("print('1' * 99)", "2", "max_output=10"),
    sample("$ echo 1\n2\n$ false\n$ true", kind="console"),
    sample("$ echo 1\n2\n$ exit 3", kind="console"),
    sample("no prompt", kind="pycon"),
    sample("$$ no prompt", kind="console"),
    sample("print(1)\nimport no_such_thing", "2"),
    sample("print(1)", "2", "requires=no-such-thing"),
    sample("print(1)", "2", "figure=a.svg alt=x"),
    fence("python file=none.py", "x = 1"),
    fence("json", "{"),
    sample("def (", "2"),
]


def test_failing_samples_are_left_alone(article):
    """Samples that do another thing than they should are told, and nothing is written for them; others are recorded."""
    written = article("".join(FAILING) + sample("print(7)", options="name=good"))
    done = written.record()
    assert [problem.message.split(":")[0] for problem in done.problems] == [
        "none.py" if "file=none.py" in text else f"sample-{n + 1}" for n, text in enumerate(FAILING)
    ]
    assert done.changed == ("good",)
    assert written.text == "".join(FAILING) + sample("print(7)", "7\n", "name=good")


MACHINE_PATHS = [
    "import sys\nprint(sys.prefix)",
    "import sys\nprint(sys.executable)",
    "import os\nprint(os.getcwd())",
    "import os\nprint(os.environ['HOME'])",
    "import tempfile\nprint(tempfile.gettempdir())",
    "import runpy\nprint(runpy.__file__)",
    "import traceback\ntraceback.print_stack()",
    "import sys\nprint(sys.path[1:])",
]


def test_machine_paths_are_refused(article):
    """An output that names a folder of this machine, or of this run, is not recorded, since it is never the same again."""
    written = article("".join(map(sample, MACHINE_PATHS)))
    before = written.content
    done = written.record()
    assert done.changed == ()
    assert [problem.message.split(":")[0] for problem in done.problems] == [
        f"sample-{n + 1}" for n in range(len(MACHINE_PATHS))
    ]
    assert all("machine" in problem.message for problem in done.problems)
    assert written.content == before


ODD = [
    r"a\rb",
    r"a\0b",
    r"a\x1b[1mb",
    r"a\fb",
    r"a\u2028b",
    r"\ufeffa",
    r"  a  ",
    r"\ta",
    r"a\n\n",
    r"\n\na",
    r"…",
    r"a\x85b",
    r"&lt;<b>",
    r"\\",
    r"$ a",
    r"> b",
    r"\r\na",
    r"a\r",
    r"\ufdd00\ufdd1",
    r"- a",
    r"</figure>",
    r"\ud83d\udc0d",
]


def test_odd_output(article):
    """Whatever a run prints can be recorded, so that it is proven then; or it is refused, and nothing is written for it."""
    surrogates = ".encode('utf-16', 'surrogatepass').decode('utf-16')"
    text = "".join(sample(f"print('{odd}'{surrogates})", options=f"name=odd-{n}") for n, odd in enumerate(ODD))
    written = article("".join(f"> {line}".rstrip() + "\n" for line in text.splitlines()))
    refused = {problem.message.split(":")[0] for problem in written.record().problems}
    document = written.open()
    failed = {found.name for found in document.all_samples if not document.verdict(found).passed}
    assert failed <= refused
    assert len(refused) < 5
    assert record_document(document).changed == ()


def test_hidden_samples_get_no_output(article):
    """Nothing is written for a hidden sample that shows no output."""
    text = sample("print(1)", options="hidden")
    assert recorded(article, text) == text


def test_unverified_and_tests_are_left_alone(article):
    """Neither code with a reason nor the tests of the bundle are rewritten."""
    text = fence('python unverified="r"', "print(1)") + sample("1")
    test = "def test_it():\n    print('x')\n"
    written = article(text, {"test_it.py": test})
    assert written.record().changed == ()
    assert written.content == {"index.md": text.encode(), "test_it.py": test.encode()}


def test_sessions(article):
    """Each sample of a session gets what it printed itself."""
    text = sample("print(1)", options="session=a") + sample("print(2)") + sample("print(3)", options="session=a")
    after = sample("print(1)", "1", "session=a") + sample("print(2)", "2") + sample("print(3)", "3", "session=a")
    assert recorded(article, text) == after


def test_two_samples_below_each_other(article):
    """Outputs go where they belong in a text that holds nothing but samples without blank lines."""
    text = "```python run\nprint(1)\n```\n```python run\nprint(2)\n```"
    after = recorded(article, text)
    assert after.index("print(1)") < after.index("output\n1") < after.index("print(2)") < after.index("output\n2")


@pytest.mark.parametrize(
    ("kind", "text"),
    [("pycon", ">>> print('>>> x')"), ("pycon", ">>> print('>>>')"), ("console", "$ echo '$ b'"), ("console", "$ echo '$'")],
)  # fmt: skip
def test_output_that_looks_like_a_prompt(article, kind, text):
    """What would be read as a prompt the next time is refused, and nothing is written; or it is proven then."""
    written = article(sample(text, kind=kind))
    before = written.text
    if written.record().problems:
        assert written.text == before
    else:
        assert written.verify() == {}


def test_a_wildcard_that_was_printed_is_refused(article):
    """A `…` that a run prints would stand for anything on the page, and is not recorded."""
    written = article(sample("print('…loading…')"))
    before = written.text
    assert "stands for anything" in written.record().problems[0].message
    assert written.text == before
