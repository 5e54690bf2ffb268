"""Where fences are in a text, and what stands in them."""

from __future__ import annotations

import re

import pytest

from runnable.fence import find_admonitions, find_fences
from runnable.options import Options
from runnable.sample import SampleError, find_samples
from tests.runnable.house import bodies, fence

CODE = "```python run\nprint(1)\n```\n"


def indented(prefix: str, text: str = CODE) -> str:
    """Each line of `text` behind `prefix`."""
    return "".join((prefix + line).rstrip() + "\n" for line in text.splitlines())


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
    "item, above an empty quote": " 10. item\n" + indented("        ") + ">\n",
    "footnote": "Text[^1]\n\n[^1]: Note\n\n" + indented("    "),
    "on the footnote's line": "Text[^1]\n\n[^1]: ```python run\n    print(1)\n    ```\n",
    "on the line of a footnote with marks": "Text[^a```>]\n\n[^a```>]: ```python run\n    print(1)\n    ```\n",
    "definition": "Term\n\n:   Definition\n\n" + indented("    "),
    "on the definition's line": "Term\n\n:   ```python run\n    print(1)\n    ```\n",
    "item, ten levels deep": "".join("    " * level + "- item\n" for level in range(10)) + "\n" + indented(" " * 40),
    "below ten levels": "".join("    " * level + "- item\n" for level in range(10)) + "\nText\n\n" + CODE,
    "below a thousand levels": "> " * 1000 + "- " * 1000 + "x\n\nText\n\n" + CODE,
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


TOO_DEEP = {
    "quotes": "Text\n\n" + indented(">" * 101, CODE),
    "items": "Text\n\n" + "- " * 51 + "```python run\n" + "  " * 51 + "x\n" + "  " * 51 + "```\n",
    "admonitions": "Text\n\n"
    "!!! note\n\n    Text\n\n"
    + "".join("    " * level + "!!! note\n" for level in range(1, 101))
    + indented("    " * 101, "~~~python run\nx\n~~~\n"),
}


@pytest.mark.parametrize("text", TOO_DEEP.values(), ids=TOO_DEEP)
def test_no_fence_is_lost_in_the_depth(text):
    """A fence that is too deep to be read is refused with its line, also where blocks need no account."""
    line = next(number for number, line in enumerate(text.split("\n"), 1) if re.search("```|~~~", line))
    with pytest.raises(SampleError, match=rf"\Atext\.md:{line}: a fence in more than 100 .*\Z"):
        find_samples(text)


NOT_READ = {
    "pre": (3, "<div>\n\n<pre>\nx\n</pre>\n"),
    "pre behind a comment": (2, "<!-- a\n--> <pre>x</pre>\n"),
    "fence in HTML": (2, "<div>\n```python run\nx\n```\n</div>\n"),
    "in a comment without end": (3, "Text\n\n<!-- a\n\n```python run\nx\n```\n"),
    "pre within a line": (2, "Words\nand <PRE>x</PRE>, `<b>`\n"),
    "pre in a heading": (1, "# A <pre>x</pre>\n"),
    "indented": (3, "Text\n\n    x\n"),
}


@pytest.mark.parametrize(("line", "text"), NOT_READ.values(), ids=NOT_READ)
def test_code_outside_of_fences(line, text):
    """Code that a page would show without a fence is refused with its line where each block needs an account."""
    with pytest.raises(SampleError, match=rf"\Atext\.md:{line}: .*\Z"):
        find_samples(text, strict=True)
    assert find_samples(text) == []


NOT_SHOWN = {
    "comments": "<!-- a --> <!--> <!---> x\n\n<!--\n\n```\n<pre>\n```\n-->\n",
    "code spans": "Words `<pre>`, `` a ` <pre> `` and \\<pre>.\n",
}


@pytest.mark.parametrize("text", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_no_code_outside_of_fences(text):
    """What a comment holds, and the name of an element, is no code that needs an account."""
    assert find_samples(text, strict=True) == []


def test_many_fences_are_read_in_linear_time():
    """Thousands of fences, quotes and list items are read within seconds."""
    assert len(find_samples("".join(fence(f"python run name=a{n}", "x") for n in range(2000)))) == 2000
    assert find_samples("> " * 500 + "x\n" + "- " * 500 + "x\n" + "`" * 50_000) == []


def test_admonitions_are_found_where_they_are() -> None:
    """Each by its first line, in quotes and other admonitions too; what a fence or a paragraph shows is none."""
    text = (
        '!!! note "A"\n    !!! update "B"\n        Text.\n\n> !!! tip\n>     Text.\n\n'
        "```text\n!!! note\n```\n\nText with !!! note in it.\n\n    !!! note\n\n- !!! warning\n      Text.\n"
    )
    assert find_admonitions(text) == [(0, '!!! note "A"'), (1, '!!! update "B"'), (4, "!!! tip"), (15, "!!! warning")]
