"""Mutation operators: what each makes of a text, in lines of the document."""

from __future__ import annotations

import pytest

from runnable.fence import LINE_END
from runnable.operators import OPERATORS, SCALAR, STRUCTURE
from runnable.sample import KINDS, find_samples
from tests.runnable.house import fence, sample


def altered(text: str, aspect: str) -> list[tuple[str, str]]:
    """What was done to the samples of `text`, and the text that came of it."""
    lines = LINE_END.split(text)
    return [
        (edit.what, "\n".join([*lines[: edit.start], *edit.lines, *lines[edit.end :]]))
        for found in find_samples(text, strict=True)
        for edit in OPERATORS[aspect](found)
    ]


@pytest.mark.parametrize(
    ("what", "outputs"),
    [
        ("a digit was changed", ["a 2\nb\n"]),
        ("a character was added to the end", ["a 1~\nb\n", "a 1\nb~\n"]),
        ("a blank was added to the end", ["a 1 \nb\n", "a 1\nb \n"]),
        ("a letter's case was changed", ["A 1\nb\n", "a 1\nB\n"]),
        ("a line was dropped", ["b\n", "a 1\n"]),
        ("a line was doubled", ["a 1\na 1\nb\n", "a 1\nb\nb\n"]),
        ("two lines were swapped", ["b\na 1\n"]),
        ("an empty line was added", ["a 1\nb\n\n"]),
        ("the output was emptied", [""]),
    ],
)
def test_outputs(what, outputs):
    """Each line of an output is altered in its turn, and nothing else of the text."""
    found = [new for done, new in altered(sample("x", "a 1\nb\n"), "output") if done == what]
    assert found == [sample("x", output) for output in outputs]


def test_an_output_is_dropped_with_its_fence():
    """The page says nothing of what was printed; where the sample is hidden, it need not."""
    (new,) = [new for done, new in altered(sample("x", "a\n"), "output") if "fence" in done]
    assert "output" not in new
    assert not [done for done, _ in altered(sample("x", "a\n", "hidden"), "output") if "fence" in done]


def test_a_wildcard_stays():
    """A line that is only `…` is left alone, and equal neighbours are not swapped."""
    for done, new in altered(sample("x", "a\na\n…\n"), "output"):
        assert "…\n" in new or done in {"the output was emptied", "the output fence was dropped"}
        assert done != "two lines were swapped"


def test_containers_keep_their_prefix():
    """In a quote or a list the new line stands in it as well."""
    quoted = "> ```python run\n> x\n> ```\n>\n> ```output\n> a\n> ```\n"
    assert quoted.replace("> a\n", "> A\n") in [new for _, new in altered(quoted, "output")]
    listed = "- ```python run\n  x\n  ```\n\n  ```output\n  a\n  ```\n"
    assert listed.replace("  a\n", "  a\n  a\n") in [new for _, new in altered(listed, "output")]


def test_transcripts_keep_what_was_typed():
    """Only outputs are altered; each is once moved under the prompt below, the last one above its own."""
    text = fence("console run", "$ echo a\na\n$ cat <<x\n> b\n> x\nb\n")
    changed = altered(text, "transcript")
    for _, new in changed:
        assert [line for line in new.split("\n") if line[:2] in {"$ ", "> "}] == ["$ echo a", "$ cat <<x", "> b", "> x"]
    assert [new.split("\n")[1:-3] for done, new in changed if "moved" in done] == [
        ["$ echo a", "$ cat <<x", "> b", "> x", "a", "b"],
        ["$ echo a", "a", "b", "$ cat <<x", "> b", "> x"],
    ]


def test_hidden_transcripts_say_nothing():
    """What no page shows tells no lie."""
    assert altered(fence("console run", "$ echo a\na\n"), "transcript")
    assert not altered(fence("console run hidden", "$ echo a\na\n"), "transcript")


def test_shown_lines():
    """Each line of a shown file is altered and dropped, but not the only one: an empty fence says nothing."""
    two = altered(fence("python file=a.py", "a = 1\nb = 2\n"), "shown")
    assert [done for done, _ in two].count("a character was changed") == 2
    assert [done for done, _ in two].count("a line was dropped") == 2
    assert "a line was dropped" not in [done for done, _ in altered(fence("python file=a.py", "a = 1\n"), "shown")]
    assert altered(fence("python file=a.py"), "shown") == []


@pytest.mark.parametrize(
    ("options", "aspect", "infos"),
    [
        (
            'raises="ValueError: no"',
            "raises",
            [
                'raises="OtherValueError: no"',
                'raises="ValueError: no and more"',
                "",
                'raises="ValueError"',
                'raises="ValueError: another message"',
            ],
        ),
        ("raises='A \"b\"'", "raises", ["raises='OtherA \"b\"'", "raises='A \"b\" and more'", ""]),
        ("", "raises", ['raises="ValueError: another message"']),
        ("exit=2", "exit", ['exit="3"', ""]),
        ("exit=255", "exit", ['exit="1"', ""]),
        ("", "exit", ['exit="1"']),
        ('fold="time port"', "fold", ['fold="port"', 'fold="time"']),
        ("fold=time", "fold", [""]),
        ("session=a name=b", "session", ['session="other-a" name=b', "name=b"]),
        ("setup=first", "setup", ['setup="other-first"', ""]),
        ('requires="a, b"', "requires", ['requires="no-such-distribution"']),
        ('hl_lines="1"', "hl_lines", ['hl_lines="10001"']),
    ],
)
def test_options(options, aspect, infos):
    """An option gets other values and is taken away; the others stay."""
    text = fence("python run name=first", "x") + sample("x", None, options)
    edits = OPERATORS[aspect](find_samples(text)[-1])
    assert [edit.lines[0].removeprefix("```python run").strip() for edit in edits] == infos


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("json", '{"a": [1, "x: ]y"],\n "b": {"c": ""}}\n'),
        ("toml", '[a]\nb = "x = ]y"  # a = [1]\nc = [\n  1,\n]\n\'d\' = {e = "f"}\n'),
        ("jsonc", '{ // a: b]\n  "a": [1] // c\n}\n'),
        ("yaml", 'a: [1, 2]  # ]\nb: "c"\n'),
        ("html", "<p>a <b>c</b></p>\n"),
        ("xml", "<p>\n  <b>c</b>\n</p>\n"),
        ("css", "p {\n  color: red;\n}\n"),
        ("ini", "[a]\nb = http://x/?y=z\n  c = d\n; e = f\n# g: h\ni: j\n"),
    ],
)
def test_damage(article, kind, text):
    """What is dropped from data held it together: no parser accepts any of what is left."""
    damaged = altered(fence(kind, text), "data")
    assert {done.removesuffix(" was dropped") for done, _ in damaged} == set(STRUCTURE[kind])
    written = article(fence(kind, text))
    document = written.open(strict=True)
    assert document.verdict(document.samples[0]).explain() == ""
    for done, new in damaged:
        document = written.write(new).open(strict=True)
        assert not document.verdict(document.samples[0]).passed, done


def test_each_kind_of_data_can_be_damaged():
    """No kind that is parsed is left out."""
    assert set(STRUCTURE) == {name for name, kind in KINDS.items() if not kind.marked}


def test_scalars():
    """For a schema, a number or a truth value at the end of its line is a value that can get another type."""
    assert SCALAR.findall('"a": 12,\n') == ["12"]
    assert SCALAR.findall("a = true") == ["true"]
    assert SCALAR.findall('a = "x 1"') == []
