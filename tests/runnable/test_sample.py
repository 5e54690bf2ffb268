"""Samples: which fences are such, and what may not stand together."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import pytest

from runnable.options import parse_options
from runnable.sample import SampleError, find_samples
from tests.runnable.house import fence, names, sample


def problems(text: str, *, strict: bool = False) -> list[str]:
    """What is wrong with `text`, each as "line: message"."""
    with pytest.raises(SampleError) as caught:
        find_samples(text, strict=strict)
    return [f"{problem.line}: {problem.message}" for problem in caught.value.problems]


# Names


def test_names_come_from_the_place():
    """A sample without a name is called by its place among the samples."""
    text = sample("1") + fence("text", "x") + sample("2", options="name=two") + fence("json", "3")
    assert names(text, strict=True) == ["sample-1", "two", "sample-3"]


@pytest.mark.parametrize("first", ["name=sample-2", "name=two"])
def test_a_name_is_there_once(first):
    """Two samples of one name are told, where the second stands, also if one has it from its place."""
    second = "name=two" if first == "name=two" else ""
    name = first.partition("=")[2]
    assert problems(sample("1", options=first) + sample("2", options=second)) == [
        f"5: the name {name!r} is taken by the sample of line 1"
    ]


def test_names_come_from_the_file():
    """A sample that shows a file is called by the file and the region; places count it all the same."""
    text = fence("python file=retry.py region=policy") + fence("python file=a/b/__init__.py") + sample("3")
    assert names(text) == ["retry.py-policy", "a.b.__init__.py", "sample-3"]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("./a.py", "a.py"),
        ("__init__.py", "init__.py"),
        (".hidden/a.py", "hidden.a.py"),
        ("'my file.py'", "my-file.py"),
        ("\u00e9t\u00e9.py", "t\u00e9.py"),
        ("___", "sample-1"),
    ],
)
def test_made_names_are_such_as_an_author_may_write(file, name):
    """Whatever a file is called, the name made of it could have been written as one."""
    (made,) = names(fence(f"python file={file}"))
    assert made == name
    assert parse_options(f"run name={made}").name == made


def test_made_names_that_are_taken_have_a_number():
    """A name that an author gave stays, wherever it stands; made ones after it are numbered."""
    show = fence("python file=a.py region=r")
    assert names(show + show + fence("python file=b.py name=a.py-r")) == ["a.py-r-2", "a.py-r-3", "a.py-r"]
    assert names(fence("python file=a/b.py") + fence("python file=a.b.py")) == ["a.b.py", "a.b.py-2"]
    assert names(fence("python file=sample region=2") + sample("2")) == ["sample-2-2", "sample-2"]


def test_a_whole_file_of_tests_does_not_take_the_name_of_its_run():
    """The bundle's tests are samples by their files' names; what shows such a file is another one."""
    assert names(fence("python file=test_a.py")) == ["test_a.py-2"]


# Options together

TOGETHER = [
    ("python run file=a.py", "x", "takes one of run, file= and unverified=, not run and file"),
    ('python run unverified="r"', "x", "takes one of run, file= and unverified="),
    ('python file=a.py unverified="r"', "x", "takes one of run, file= and unverified="),
    ("python run region=a", "x", "region= goes with file="),
    ("pycon file=a.py", "", "file= goes with python"),
    ("json region=a", "1", "region= goes with file="),
    ('json file=a.json unverified="r"', "", "takes one of run, file= and unverified="),
    ('json unverified="r" timeout=5', "1", "timeout= goes with run, and with data"),
    ("json max_output=5", "1", "max_output= and fold= go with run"),
    ("python file=a.py timeout=5", "", "timeout= goes with run, and with data"),
    ("ini schema=a.json", "", "schema= goes with json, jsonc, toml, yaml"),
    ('json schema=a.json unverified="r"', "", "schema= goes with json, jsonc, toml, yaml"),
    ('python unverified="r" needs=nginx', "x", "needs= goes with run, and with data"),
    ("python file=a.py needs=nginx", "", "needs= goes with run, and with data"),
    ("json run", "{}", "run does not apply to json"),
    ("toml run", "", "run does not apply to toml"),
    ('pycon run raises="V: x"', ">>> 1", "raises= goes with python, sql and javascript"),
    ('console run raises="V: x"', "$ true", "raises= goes with python, sql and javascript"),
    ('json raises="V: x"', "{}", "raises= goes with python, sql and javascript"),
    ("http run setup=a", "GET /", "session= and setup= go with python, pycon, console, sql and javascript"),
    ("pycon run exit=1", ">>> 1", "exit= goes with python and console"),
    ('python run exit=1 raises="V: x"', "x", "raises= and exit= exclude each other"),
    ("python run figure=a.svg", "x", "figure= needs alt="),
    ("python run alt=x", "x", "alt= and caption= go with figure="),
    ("python run caption=x", "x", "alt= and caption= go with figure="),
    ("python run tolerance=1%", "x", "tolerance= goes with the figure= of a .png"),
    ("python run figure=a.svg alt=x tolerance=0%", "x", "tolerance= goes with the figure= of a .png"),
    ("python run cast=a.cast", "x", "cast= goes with a console run that is shown"),
    ("console run hidden cast=a.cast", "$ true", "cast= goes with a console run that is shown"),
    ("console run asks=>>>", "$ true", "asks= goes with cast="),
    ('console unverified="r" cast=a.cast', "$ true", "cast= goes with a console run that is shown"),
    ("console run browser", "$ true", "browser goes with a python or pycon run that is shown"),
    ("python run hidden browser", "x", "browser goes with a python or pycon run that is shown"),
    ("python file=a.py browser", "", "browser goes with a python or pycon run that is shown"),
    ("python run", "", "the fence is empty"),
    ("python run", " \n\t\n", "the fence is empty"),
    ("pycon run", "", "the fence is empty"),
    ("console run", "\n", "the fence is empty"),
    ("python file=a.py session=s", "", "what is not run has no session"),
    ("python file=a.py setup=s", "", "what is not run has no session"),
    ('python file=a.py raises="V: x"', "", "what is not run has no session"),
    ("python file=a.py exit=1", "", "what is not run has no session"),
    ("python file=a.py figure=a.svg alt=x", "", "what is not run has no session"),
    ("json figure=a.svg alt=x", "{}", "figure= goes with python, pycon and console"),
    ('python unverified="r" exit=2', "x", "what is not run has no session"),
    ("python run hidden tab=a", "x", "diff=, tab= and remarks go with code that is shown"),
    ("console run diff=a", "$ x", "diff= goes with code and data; a transcript has no earlier one"),
    ("python run remarks tab=a", "x", "remarks and tab= exclude each other"),
    ("python run hl_lines=3", "x\ny", "points below the last line, 2"),
]


@pytest.mark.parametrize(("info", "body", "message"), TOGETHER, ids=[info for info, *_ in TOGETHER])
def test_what_does_not_go_together(info, body, message):
    """Options that would have no effect together are refused."""
    (problem,) = problems(fence(info, body), strict=True)
    assert problem.startswith("1: ")
    assert message in problem


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (sample("1", options="name=a diff=a"), "unknown python sample 'a'. There are: none"),
        (sample("1", options="name=old") + sample("2", options="diff=odl"), "Did you mean 'old'?"),
        (
            sample("$ true", kind="console", options="name=a") + sample("1", options="diff=a"),
            "unknown python sample 'a'",
        ),
        (fence("python unverified=r name=a", "1") + sample("1", options="diff=a"), "'a', which nothing verifies"),
    ],
)
def test_a_change_is_from_another_sample(text, message):
    """What a change is told from is another sample of its kind, and proven."""
    (problem,) = problems(text)
    assert message in problem


@pytest.mark.parametrize("separator", ["\t", "  ", " \t ", "\u00a0"])
def test_what_separates_kind_and_options(separator):
    """Any blank separates the kind from its options; so no fence that says run goes unseen."""
    assert names(f"```python{separator}run\nprint(1)\n```\n") == ["sample-1"]


def test_words_in_quotes_are_no_marks():
    """A title that has the word run in it makes no sample of a fence that is not ours."""
    assert names(fence('sql title="how to run it"', "SELECT 1")) == []


@pytest.mark.parametrize(
    ("info", "message"),
    [
        ("pyhton run", "unknown kind 'pyhton'. Did you mean 'python'? There are: console, css, html, http, ini"),
        ("bash run", "unknown kind 'bash'"),
        ("run", "unknown kind 'run'"),
    ],
)
def test_unknown_kinds(info, message):
    """A fence that says run in an unknown language is told in a strict text; in others only what looks like a slip is."""
    text = fence(info, "x")
    assert message in problems(text, strict=True)[0]
    if "Did you mean" in message:
        assert message in problems(text)[0]
    else:
        assert find_samples(text) == []


def test_all_problems_of_a_text_are_told():
    """A text with several wrong fences tells all of them, in the order of their lines."""
    text = fence("python run nam=a", "x") + sample("1", options="name=b") + fence("python run exit=x", "x")
    text += sample("2", options="name=b setup=c")
    assert [problem.split(":")[0] for problem in problems(text)] == ["1", "9", "13", "13"]


# Setup


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (sample("1", options="name=a setup=a"), "setup 'a' leads back to 'a'"),
        (sample("1", options="name=a setup=b") + sample("2", options="name=b setup=a"), "setup 'b' leads back to 'a'"),
        (sample("1", options="name=a setup=hlper") + sample("2", options="name=helper"), "Did you mean 'helper'?"),
        (sample("1", options="setup=c") + sample("$ true", kind="console", options="name=c"), "is not a python run"),
        (sample("1", options="setup=f") + fence("python file=a.py name=f"), "setup 'f' is not a python run"),
        (
            sample("1", options="setup=j") + sample("1", kind="javascript", options="name=j"),
            "setup 'j' is not a python run",
        ),
        (
            sample("1", options="name=p") + sample("1", kind="javascript", options="setup=p"),
            "'p' is not a javascript run, or html",
        ),
        (
            fence('html unverified="r" name=p') + sample("1", kind="javascript", options="setup=p"),
            "not a javascript run, or html",
        ),
        (
            fence("json name=p", "{}") + sample("1", kind="javascript", options="setup=p"),
            "not a javascript run, or html",
        ),
    ],
)
def test_bad_setups(text, message):
    """A setup that is missing, runs into itself, or can't set up is told."""
    assert message in "\n".join(problems(text, strict=True))


def test_a_session_is_of_one_process():
    """Samples in Python and in JavaScript can't share a session; those at a prompt and in scripts can."""
    text = sample("1", options="session=a") + sample("1", kind="javascript", options="session=a")
    assert "session 'a' is of a python run, as line 1 says" in "\n".join(problems(text))
    assert len(names(sample("1", options="session=a") + sample(">>> 1\n1", kind="pycon", options="session=a"))) == 2
    assert len(names(sample("1", options="session=a") + sample("1", kind="javascript", options="session=b"))) == 2


def test_a_setup_that_leads_into_a_circle():
    """A sample whose setup runs in a circle without it does not hang the reader."""
    text = sample("1", options="name=a setup=b")
    text += sample("2", options="name=b setup=c") + sample("3", options="name=c setup=b")
    assert len(problems(text)) >= 2


# Output


def test_output_belongs_to_the_run_above():
    """The output fence right below a python run is its expected output; blank lines between do not matter."""
    for between in ("", "\n", "\n\n\n"):
        (found,) = find_samples(f"```python run\nprint(1)\n```{between}\n```output\n1\n```\n")
        assert found.expected
        assert found.expected.body == "1\n"


@pytest.mark.parametrize(
    "text",
    [
        fence("output", "1"),
        "Text\n\n" + fence("output", "1"),
        sample("print(1)") + "Text\n\n" + fence("output", "1"),
        sample("print(1)", "1") + fence("output", "1"),
        sample(">>> 1\n1", kind="pycon") + fence("output", "1"),
        fence("python file=a.py") + fence("output", "1"),
        fence("json", "1") + fence("output", "1"),
        sample("print(1)") + "<!-- x -->\n\n" + fence("output", "1"),
        sample("print(1)") + fence("text", "not printed") + fence("output", "1"),
        "- item\n\n  ```python run\n  print(1)\n  ```\n\n" + fence("output", "1"),
        fence('python unverified="r"', "print(1)") + fence("output", "1"),
    ],
    ids=range(11),
)
def test_stray_output(text):
    """Output that no run printed is a problem: there is none above, something stands between, or it has one."""
    assert any("output" in problem for problem in problems(text, strict=True))


def test_output_after_another_fence_is_not_attached():
    """A fence between a run and an output fence parts them, whatever its language."""
    for between in (fence("text", "x"), fence("bash", "x"), fence("", "x")):
        assert all(not found.expected for found in find_samples(sample("print(1)") + between + fence("output", "1")))


def test_output_has_no_options():
    """An output fence with options is a problem, since they would have no effect."""
    assert "no options" in problems(sample("print(1)") + fence("output fold=time", "1"))[0]


# Strict texts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (fence("python", "x"), "says how it is proven"),
        (fence("bash", "x"), "unknown kind 'bash'"),
        (
            fence("", "x"),
            "a fence names its kind: console, css, html, http, ini, javascript, json, jsonc, nginx, output",
        ),
        (fence("{.python}", "x"), "unknown kind"),
        (fence("Python", "x"), "unknown kind 'Python'. Did you mean 'python'?"),
        (fence("text title=x", "x"), "a text fence has no options"),
        ("Text\n\n    code\n", "indented code can't be verified"),
        ("- item\n\n      code\n", "indented code can't be verified"),
        (fence("output", "x"), "output that no sample printed"),
    ],
)
def test_strict_texts(text, message):
    """In a strict text each code block is accounted for; in another one these are left to other tools."""
    assert any(message in problem for problem in problems(text, strict=True))
    assert find_samples(text) == []


def test_what_a_strict_text_may_hold():
    """Samples, data, free text and code with a reason are accounted for."""
    text = sample("1") + fence("json", "1") + fence("text", "x") + fence('sql unverified="no database"', "SELECT 1")
    assert names(text, strict=True) == ["sample-1", "sample-2", "sample-3"]


def test_an_unclosed_sample_is_a_problem():
    """A sample whose fence nobody closed swallows the rest of the page, which is told."""
    assert "closed" in problems("```python run\nprint(1)\n\nText\n")[0]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<div>\n```python run\n1\n```\n</div>\n", 2),
        ("Text\n\n<div markdown='1'>\n~~~python run\n1\n~~~\n</div>\n", 4),
        ("<pre>\nprint(1)\n</pre>\n", 1),
        ("<div>\n<p>x</p>\n<PRE class='a'>print(1)</PRE>\n</div>\n", 3),
    ],
)
def test_code_in_raw_html(text, line):
    """In a strict text code that raw HTML hides from the reader of fences is told, with its line."""
    assert [problem.split(":")[0] for problem in problems(text, strict=True)] == [str(line)]
    assert find_samples(text) == []


def test_comments_and_other_html_hold_no_code():
    """What a comment hides is not shown, and HTML without code is none."""
    text = "<!--\n```python run\n1\n```\n<pre>\n-->\n\n<div>\n<p>x</p>\n</div>\n"
    assert find_samples(text, strict=True) == []
