"""Reading: which fences there are, which of them are samples, and what their info strings say."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import re

import pytest

from runnable.fence import find_fences
from runnable.options import OPTIONS, Options, parse_options
from runnable.sample import SampleError, find_samples
from tests.runnable.house import bodies, fence, names, sample

CODE = "```python run\nprint(1)\n```\n"


def indented(prefix: str, text: str = CODE) -> str:
    """Each line of `text` behind `prefix`."""
    return "".join((prefix + line).rstrip() + "\n" for line in text.splitlines())


def problems(text: str, *, strict: bool = False) -> list[str]:
    """What is wrong with `text`, each as "line: message"."""
    with pytest.raises(SampleError) as caught:
        find_samples(text, strict=strict)
    return [f"{problem.line}: {problem.message}" for problem in caught.value.problems]


# Where fences are

CONTAINERS = {
    "top": CODE,
    "indented by one": indented(" "),
    "indented by three": indented("   "),
    "after a paragraph": "Text\n" + CODE,
    "before a paragraph": CODE + "Text\n",
    "at the very end": CODE.removesuffix("\n"),
    "item, 2 blanks": "- item\n\n" + indented("  "),
    "item, 3 blanks": "1. item\n\n" + indented("   "),
    "item, 4 blanks": "1.  item\n\n" + indented("    "),
    "item, 4 blanks behind a short mark": "- item\n\n" + indented("    "),
    "item, 5 blanks": "100. item\n\n" + indented("     "),
    "tight item": "- item\n" + indented("  "),
    "on the marker's line": "- ```python run\n  print(1)\n  ```\n",
    "on the number's line": "1. ```python run\n   print(1)\n   ```\n",
    "on the line of two markers": "- - ```python run\n    print(1)\n    ```\n",
    "second item": "- a\n- b\n\n" + indented("  ") + "- c\n",
    "nested items, 2 blanks": "- a\n  - b\n\n" + indented("    "),
    "nested items, 3 blanks": "1. a\n   1. b\n\n" + indented("      "),
    "nested items, 4 blanks": "-   a\n    -   b\n\n" + indented("        "),
    "item behind a tab": "-\titem\n\n" + indented("\t"),
    "admonition": '!!! note "Title"\n\n' + indented("    "),
    "admonition, no blank line": "!!! note\n" + indented("    "),
    "quote": indented("> "),
    "quote without blanks": indented(">"),
    "quote in a quote": indented("> > "),
    "item in a quote": "> - item\n>\n" + indented(">   "),
    "on the marker's line in a quote": "> - ```python run\n>   print(1)\n>   ```\n",
    "quote in an item": "- item\n\n" + indented("  > "),
    "footnote": "Text[^1]\n\n[^1]: Note\n\n" + indented("    "),
    "definition": "Term\n\n:   Definition\n\n" + indented("    "),
    "tildes": CODE.replace("```", "~~~"),
    "longer": CODE.replace("```", "`````"),
    "closed by a longer one": "```python run\nprint(1)\n`````\n",
    "closed with blanks": "```python run\nprint(1)\n```   \n",
    "blanks before the info": "```   python run   \nprint(1)\n```\n",
    "in details": "<details>\n\n" + CODE + "\n</details>\n",
    "after a comment": "<!-- comment -->\n\n" + CODE,
    "below a header": "Title: x\nDate: 2026-01-01\nSummary: y\n\n" + CODE,
    "below a fenced header": "---\nTitle: x\n---\n\n" + CODE,
}


@pytest.mark.parametrize("text", CONTAINERS.values(), ids=CONTAINERS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["", "bom"])
def test_containers(text, end, start):
    """A sample is found in each container, with its body, line and mark, whatever ends lines and starts the file."""
    (found,) = find_samples(start + text.replace("\n", end))
    assert found.code == "print(1)\n"
    assert found.options == Options(run=True)
    line = re.split(r"\r\n|\r|\n", text)[found.line - 1]
    assert line == found.fence.opening + line[len(found.fence.opening) :]
    assert line.removeprefix(found.fence.opening).startswith(found.fence.mark)
    assert "print(1)" in text.split("\n")[found.code_line - 1]


NO_SAMPLES = {
    "empty": "",
    "blanks": "\n \n\t\n",
    "no fence": "Text\n",
    "indented as code": indented("    "),
    "indented by a tab": indented("\t"),
    "in a longer fence": fence("text", CODE, "````"),
    "in tildes": fence("text", CODE, "~~~"),
    "in a comment": f"<!--\n{CODE}-->\n",
    "in a comment with blank lines": f"<!--\n\n{CODE}\n-->\n",
    "in pre": f"<pre>\n\n{CODE}\n</pre>\n",
    "in script": f"<script>\n\n{CODE}\n</script>\n",
    "in a div without a blank line": f"<div>\n{CODE}</div>\n",
    "two marks": "``python run\nprint(1)\n``\n",
    "inline": "Text ```python run``` text\n",
    "escaped": "\\```python run\nprint(1)\n\\```\n",
    "a backtick in the info string": "```python run `x`\nprint(1)\n```\n",
    "unmarked": fence("python", "print(1)"),
    "no kind": fence("", "print(1)"),
    "other tools": fence("{.python run}", "x") + fence("{ run }", "x") + fence("python {run hl_lines=1}", "x"),
    "other case": fence("Python", "x"),
    "text and output-like": fence("text", "x"),
    "a word like run": fence("python running", "x") + fence("python rerun", "x") + fence("bash runs", "x"),
}


@pytest.mark.parametrize("text", NO_SAMPLES.values(), ids=NO_SAMPLES)
def test_no_samples(text):
    """What is only shown, commented out, or written for another tool is no sample."""
    assert find_samples(text) == []


# Written after the examples of the CommonMark specification on fenced code, and a few on its containers.
COMMONMARK = [
    ("```\n<\n >\n```", ["<\n >\n"]),
    ("~~~\n<\n >\n~~~", ["<\n >\n"]),
    ("``\nfoo\n``", []),
    ("```\naaa\n~~~\n```", ["aaa\n~~~\n"]),
    ("~~~\naaa\n```\n~~~", ["aaa\n```\n"]),
    ("````\naaa\n```\n``````", ["aaa\n```\n"]),
    ("~~~~\naaa\n~~~\n~~~~", ["aaa\n~~~\n"]),
    ("```", [""]),
    ("`````\n\n```\naaa", ["\n```\naaa"]),
    ("> ```\n> aaa\n\nbbb", ["aaa\n"]),
    ("```\n\n  \n```", ["\n  \n"]),
    ("```\n```", [""]),
    (" ```\n aaa\naaa\n```", ["aaa\naaa\n"]),
    ("  ```\naaa\n  aaa\naaa\n  ```", ["aaa\naaa\naaa\n"]),
    ("   ```\n   aaa\n    aaa\n  aaa\n   ```", ["aaa\n aaa\naaa\n"]),
    ("    ```\n    aaa\n    ```", []),
    ("```\naaa\n  ```", ["aaa\n"]),
    ("   ```\naaa\n  ```", ["aaa\n"]),
    ("```\naaa\n    ```", ["aaa\n    ```\n"]),
    ("``` ```\naaa", []),
    ("~~~~~~\naaa\n~~~ ~~", ["aaa\n~~~ ~~\n"]),
    ("foo\n```\nbar\n```\nbaz", ["bar\n"]),
    ("foo\n---\n~~~\nbar\n~~~\n# baz", ["bar\n"]),
    ("```ruby\ndef foo(x)\n  return 3\nend\n```", ["def foo(x)\n  return 3\nend\n"]),
    ("~~~~    ruby startline=3 $%@#$\ndef foo(x)\n  return 3\nend\n~~~~~~~", ["def foo(x)\n  return 3\nend\n"]),
    ("````;\n````", [""]),
    ("``` aa ```\nfoo", []),
    ("~~~ aa ``` ~~~\nfoo\n~~~", ["foo\n"]),
    ("```\n``` aaa\n```", ["``` aaa\n"]),
    ("> ```\nfoo\n```", ["", ""]),
    ("- ```\n  foo\n\n\n  bar\n  ```", ["foo\n\n\nbar\n"]),
    ("- a\n\n      code\n\n  ```\n  b\n  ```", ["b\n"]),
    ("1. ```\n   foo\n   ```\n\n   bar", ["foo\n"]),
    ("- foo\n\n  ```\n  bar\n  ```\n\n  baz\n\n  > bam", ["bar\n"]),
    ("- a\n- ```\n  b\n\n\n  ```\n- c", ["b\n\n\n"]),
    ("- a\n  > b\n  ```\n  c\n  ```\n- d", ["c\n"]),
    ("<!-- foo\n\n```\nbar\n```\n-->\nokay", []),
    ("<pre><code>\n```\nfoo\n```\n\n```\nbar\n```\n</code></pre>", []),
    ("# Foo\n```\nbar\n```\n---", ["bar\n"]),
    ("```\n[foo]: /url\n```\n\n[foo]", ["[foo]: /url\n"]),
]


@pytest.mark.parametrize(("text", "expected"), COMMONMARK)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_commonmark(text, expected, end):
    """Fences are where the CommonMark specification says, with the bodies that it says."""
    found = bodies(text.replace("\n", end))
    assert [body.removesuffix("\n") for body in found] == [body.removesuffix("\n") for body in expected]


@pytest.mark.parametrize("odd", ["\t", "\f", "\v", "\u2028", "\u2029", "\x85", "\x1c", "\xa0", "é", "\U0001f40d", "  "])
@pytest.mark.parametrize("container", ["", "  ", "> "], ids=["top", "item", "quote"])
def test_odd_characters_in_code(odd, container):
    """Tabs, form feeds, line separators and letters of any kind stay as they are in code, and end no line."""
    start = "- item\n\n" if container == "  " else ""
    code = f"a{odd}b\n{odd}c{odd}\n"
    text = start + "".join(container + line + "\n" for line in ["```python run", *code.split("\n")[:-1], "```"])
    (found,) = find_samples(text)
    assert found.code == code
    assert found.fence.end - found.fence.start == 4


def test_fences_know_their_place():
    """A fence knows its first line and the line after its last; the line of a sample counts from 1."""
    text = "Text\n\n> ```python run name=a\n> x = 1\n> ```\n\n" + fence("python run name=b", "y = 2")
    assert [(found.start, found.end) for found in find_fences(text)] == [(2, 5), (6, 9)]
    assert [str(found) for found in find_samples(text)] == ["text.md:3: a", "text.md:7: b"]


def test_many_fences_are_read_in_linear_time():
    """Thousands of fences, quotes and list items are read within seconds."""
    assert len(find_samples("".join(fence(f"python run name=a{n}", "x") for n in range(2000)))) == 2000
    assert find_samples("> " * 500 + "x\n" + "- " * 500 + "x\n" + "`" * 50_000) == []


# Names


def test_names_come_from_the_place():
    """A sample without a name is called by its place among the samples."""
    text = sample("1") + fence("text", "x") + sample("2", options="name=two") + fence("json", "3")
    assert names(text) == ["sample-1", "two", "sample-3"]


@pytest.mark.parametrize("first", ["name=sample-2", "name=two"])
def test_a_name_is_there_once(first):
    """Two samples of one name are told, where the second stands, also if one has it from its place."""
    second = "name=two" if first == "name=two" else ""
    name = first.partition("=")[2]
    assert problems(sample("1", options=first) + sample("2", options=second)) == [
        f"5: the name {name!r} is taken by the sample of line 1"
    ]


# Options

GOOD = [
    ("run", "run", True),
    ("name=a.b_c-1", "name", "a.b_c-1"),
    ("file=a/b.py", "file", "a/b.py"),
    ("file='a b.py'", "file", "a b.py"),
    ("region=r", "region", "r"),
    ("session=s", "session", "s"),
    ("hidden", "hidden", True),
    ("setup=s", "setup", "s"),
    ('raises="ValueError: a = b"', "raises", "ValueError: a = b"),
    ("""raises='KeyError: "x"'""", "raises", 'KeyError: "x"'),
    ("exit=255", "exit", 255),
    ("timeout=0.5", "timeout", 0.5),
    ("max_output=10", "max_output", 10),
    ("max_output=2KiB", "max_output", 2048),
    ('max_output="3 MiB"', "max_output", 3 << 20),
    ('requires="flask, tenacity"', "requires", ("flask", "tenacity")),
    ("requires=flask", "requires", ("flask",)),
    ('fold="time duration,address"', "fold", ("time", "duration", "address")),
    ("figure=a.svg", "figure", "a.svg"),
    ('alt="x y"', "alt", "x y"),
    ('caption="ünï"', "caption", "ünï"),
    ('unverified="a reason"', "unverified", "a reason"),
    ('title="a `title`"', "title", "a `title`"),
    ('hl_lines="1 3-5"', "hl_lines", (1, 3, 4, 5)),
    ("hl_lines=2", "hl_lines", (2,)),
    ("linenums", "linenums", True),
]


@pytest.mark.parametrize(("words", "name", "value"), GOOD, ids=[words for words, *_ in GOOD])
def test_good_options(words, name, value):
    """Each option is read into its value, alone and between others."""
    assert getattr(parse_options(words), name) == value
    around = [other for other in ("linenums", "hidden") if other != name]
    assert getattr(parse_options(f"{around[0]}  {words} {around[-1]}" if len(around) == 2 else words), name) == value


def test_all_options_are_tried():
    """The tables of this module leave no option out."""
    assert {name for _, name, _ in GOOD} == set(OPTIONS)


BAD = [
    ("run=yes", "'run' takes no value"),
    ("run=", "'run' takes no value"),
    ("hidden=1", "'hidden' takes no value"),
    ("linenums=5", "'linenums' takes no value"),
    ("name", "'name' needs a value"),
    ("name=", "'name' needs a value"),
    ('name=""', "'name' needs a value"),
    ("name=-a", "'name' takes letters"),
    ("name=a/b", "'name' takes letters"),
    ('name="a b"', "'name' takes letters"),
    ("name=a::b", "'name' takes letters"),
    ("file", "'file' needs a value"),
    ("file=/etc/passwd", "'file' takes a path inside"),
    ("file=../x.py", "'file' takes a path inside"),
    ("region=a/b", "'region' takes letters"),
    ("session='a b'", "'session' takes letters"),
    ("setup=", "'setup' needs a value"),
    ("raises", "'raises' needs a value"),
    ("exit", "'exit' takes an exit status"),
    ("exit=256", "'exit' takes an exit status"),
    ("exit=-1", "'exit' takes an exit status"),
    ("exit=one", "'exit' takes an exit status"),
    ("timeout=0", "'timeout' takes a number of seconds"),
    ("timeout=0.0", "'timeout' takes a number of seconds"),
    ("timeout=-1", "'timeout' takes a number of seconds"),
    ("timeout=1e3", "'timeout' takes a number of seconds"),
    ("timeout=nan", "'timeout' takes a number of seconds"),
    ("timeout=5s", "'timeout' takes a number of seconds"),
    ("timeout=" + "9" * 30, "'timeout' takes"),
    ("timeout=" + "9" * 400, "'timeout' takes"),
    ("max_output=1GiB", "'max_output' takes a number of bytes"),
    ("max_output=-1", "'max_output' takes a number of bytes"),
    ("max_output", "'max_output' takes a number of bytes"),
    ("requires", "'requires' needs a value"),
    ('requires=","', "'requires'"),
    ("fold=times", "'fold' does not know 'times'; it takes address, duration"),
    ("fold", "'fold' needs a value"),
    ("figure=/tmp/x.svg", "'figure' takes a path inside"),
    ("figure=a/../../x.svg", "'figure' takes a path inside"),
    ("alt", "'alt' needs a value"),
    ("caption=", "'caption' needs a value"),
    ("unverified", "'unverified' needs a value"),
    ('unverified=""', "'unverified' needs a value"),
    ("title", "'title' needs a value"),
    ("hl_lines=0", "'hl_lines' takes line numbers"),
    ("hl_lines=a", "'hl_lines' takes line numbers"),
    ("hl_lines=3-", "'hl_lines' takes line numbers"),
    ("hl_lines=1000000", "'hl_lines' takes line numbers"),
    ("hl_lines=5-3", "'hl_lines' takes line numbers"),
    ("hidden hidden", "'hidden' is given twice"),
    ("name=a name=a", "'name' is given twice"),
    ('title="open', "can't read 'title=\"open'"),
    ('title="a"b', "can't read"),
    ("=x", "can't read '=x'"),
    ("sesion=a", "unknown option 'sesion'. Did you mean 'session'? There are: alt, caption, exit"),
    ("hiden", "unknown option 'hiden'. Did you mean 'hidden'?"),
    ("zzzzzz", "unknown option 'zzzzzz'. There are: alt"),
    ("Run", "unknown option 'Run'. Did you mean 'run'?"),
]


@pytest.mark.parametrize(("words", "message"), BAD, ids=[words[:30] for words, _ in BAD])
def test_bad_options(words, message):
    """Each wrong option is refused with its name and what it takes; an unknown one lists those that there are."""
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_options(words)


def test_bad_options_have_a_bad_value_each():
    """The table of bad values leaves no option out."""
    assert {re.split("[= ]", words)[0] for words, _ in BAD} >= set(OPTIONS)


TOGETHER = [
    ("python run file=a.py", "x", "takes one of run, file= and unverified=, not run and file"),
    ('python run unverified="r"', "x", "takes one of run, file= and unverified="),
    ('python file=a.py unverified="r"', "x", "takes one of run, file= and unverified="),
    ("python run region=a", "x", "region= goes with file="),
    ("pycon file=a.py", "", "file= goes with python"),
    ("json file=a.json", "", "file= goes with python"),
    ("json run", "{}", "run does not apply to json"),
    ("toml run", "", "run does not apply to toml"),
    ('pycon run raises="V: x"', ">>> 1", "raises= goes with python run"),
    ('console run raises="V: x"', "$ true", "raises= goes with python run"),
    ('json raises="V: x"', "{}", "raises= goes with python run"),
    ("console run session=a", "$ true", "session= and setup= go with python and pycon"),
    ("console run setup=a", "$ true", "session= and setup= go with python and pycon"),
    ("pycon run exit=1", ">>> 1", "exit= goes with python and console"),
    ('python run exit=1 raises="V: x"', "x", "raises= and exit= exclude each other"),
    ("python run figure=a.svg", "x", "figure= needs alt="),
    ("python run alt=x", "x", "alt= and caption= go with figure="),
    ("python run caption=x", "x", "alt= and caption= go with figure="),
    ("python run", "", "the fence is empty"),
    ("python run", " \n\t\n", "the fence is empty"),
    ("pycon run", "", "the fence is empty"),
    ("console run", "\n", "the fence is empty"),
    ("python file=a.py session=s", "", "what is not run has no session"),
    ("python file=a.py setup=s", "", "what is not run has no session"),
    ('python file=a.py raises="V: x"', "", "what is not run has no session"),
    ("python file=a.py exit=1", "", "what is not run has no session"),
    ("python file=a.py figure=a.svg alt=x", "", "what is not run has no session"),
    ("json figure=a.svg alt=x", "{}", "figure= goes with python run"),
    ('python unverified="r" exit=2', "x", "what is not run has no session"),
]


@pytest.mark.parametrize(("info", "body", "message"), TOGETHER, ids=[info for info, *_ in TOGETHER])
def test_what_does_not_go_together(info, body, message):
    """Options that would have no effect together are refused."""
    (problem,) = problems(fence(info, body))
    assert problem.startswith("1: ")
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
        ("pyhton run", "unknown kind 'pyhton'. Did you mean 'python'? There are: console, ini, json"),
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
    ],
)
def test_bad_setups(text, message):
    """A setup that is missing, runs into itself, or can't set up is told."""
    assert message in "\n".join(problems(text))


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
        "- item\n\n" + indented("  ") + "\n" + fence("output", "1"),
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
        (fence("", "x"), "a fence names its kind: console, ini, json, output, pycon, python, text, toml"),
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
