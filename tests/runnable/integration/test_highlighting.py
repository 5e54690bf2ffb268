"""Code as HTML in few elements."""

from __future__ import annotations

import html5lib
import pytest

from runnable.integration.highlighting import Line, changed, html_of, lines_of


def shown(code: str, language: str = "python") -> str:
    """The HTML of some code without marks."""
    return html_of(lines_of(code, language))


def text_of(html: str) -> str:
    """The text of some HTML."""
    return "".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext())


def test_what_has_no_colour_has_no_element():
    """Names, operators, punctuation and blanks stand as they are; only what has a colour is in a span."""
    assert shown("a.b = c[0:d] + self.e\n") == 'a.b = c[<span class="m">0</span>:d] + self.e\n'


def test_neighbours_share_an_element():
    """Neighbours of one colour are one span, over the blanks and the ends of lines between them."""
    assert shown("# a\n# b\n\n# c\n") == '<span class="c"># a\n# b\n\n# c</span>\n'
    assert shown("x not in f'a{b}c'\n") == (
        'x <span class="k">not in</span> <span class="s">f\'a{</span>b<span class="s">}c\'</span>\n'
    )


def test_each_prompt_has_an_element():
    """A prompt is no part of its neighbour, so that a script can tell one line that is typed from the next."""
    html = shown(">>> \n>>> 1\n1\n2\n", "pycon")
    assert html.count('<span class="gp">') == 2
    assert '<span class="go">1\n2</span>' in html


@pytest.mark.parametrize(
    ("language", "code", "name", "text"),
    [
        ("python", "@wraps\ndef f(): pass\n", "nb", "@wraps"),
        ("python", "class A: pass\n", "nf", "A"),
        ("python", "x = None\n", "k", "None"),
        ("json", '{"a": 1}\n', "k", '"a"'),
        ("html", '<p id="a">\n', "nb", "id"),
        ("console", "$ ls\n", "gp", "$ "),
        ("sql", "SELECT 1;\n", "k", "SELECT"),
    ],
)
def test_classes_are_those_of_pygments(language, code, name, text):
    """A few of Pygments' short names are enough for all languages."""
    quoted = text.replace("<", "&lt;")
    assert f'<span class="{name}">{quoted}</span>' in shown(code, language)


@pytest.mark.parametrize("language", ["python", "pycon", "console", "json", "no-such-language"])
@pytest.mark.parametrize(
    "code", ["", "\n", "\n\n a\n", "x = '''a\n\n b'''\n", '<b> & "q"\r\n', "a\u2028b\n\x0c\n", ">>> '''\n... a\n"]
)
def test_the_text_is_the_code(language, code):
    """Whatever is coloured and merged, the text is the code, with the ends of lines as Pygments has them."""
    expected = code.replace("\r\n", "\n")
    assert text_of(shown(code, language)) == (expected if expected.endswith("\n") else expected + "\n")


def test_quotes_stand_as_they_are():
    """In text, only what would begin a tag or an entity is escaped."""
    assert shown("\"'<&>\n", "text") == "\"'&lt;&amp;&gt;\n"


def test_lines_in_frames():
    """Neighbours in one frame share its element, the outermost frame comes first, and a colour ends with the frame."""
    lines = lines_of("'''a\nb\nc'''\n", "python")

    def outer(line: Line) -> str:
        return '<i class="x">' if line.number > 1 else ""

    def inner(line: Line) -> str:
        return "<b>" if line.number == 3 else ""

    assert html_of(lines, [outer, inner], lambda line: f"{line.number} ") == (
        "1 <span class=\"s\">'''a</span>\n"
        '<i class="x">2 <span class="s">b</span>\n'
        "<b>3 <span class=\"s\">c'''</span>\n</b></i>"
    )


def test_a_change():
    """Lines that are gone stand before those that came in their place, each in an element of its own."""
    before, after = lines_of("a\nb\nc\n", "text"), lines_of("a\nx\ny\nc\n", "text")
    lines = changed(before, after)
    assert [(line.text, line.number, line.added, line.removed) for line in lines] == [
        ("a\n", 1, False, False),
        ("b\n", None, False, True),
        ("x\n", 2, True, False),
        ("y\n", 3, True, False),
        ("c\n", 4, False, False),
    ]
    html = html_of(lines, [lambda line: "<ins>" if line.added else "<del>" if line.removed else ""])
    assert html == "a\n<del>b\n</del><ins>x\n</ins><ins>y\n</ins>c\n"
