"""Samples as HTML, in each container and beside other extensions."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import random
import re
from pathlib import Path
from textwrap import indent

import html5lib
import pytest
from markdown import Markdown
from markdown import markdown as convert

from runnable.integration.markdown import RunnableExtension, makeExtension
from runnable.sample import SampleError, find_samples
from runnable.statement import Execution
from tests.runnable.house import fence, sample
from tests.runnable.test_fence import COMMONMARK, CONTAINERS, NO_SAMPLES

SITE = [f"markdown.extensions.{name}" for name in
        ("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "meta", "sane_lists", "tables", "toc")]  # fmt: skip
STOCK = {
    "none": [],
    "fenced_code": ["fenced_code"],
    "codehilite": ["fenced_code", "codehilite"],
    "extra": ["extra"],
    "site": SITE,
}
TEXTS = {**CONTAINERS, **NO_SAMPLES, **{f"commonmark {number}": text for number, (text, _) in enumerate(COMMONMARK)}}


def render(text: str, path: Path = Path("text.md"), extensions=(), **options):
    """The HTML of a text."""
    return convert(text, extensions=[*extensions, RunnableExtension(path, **options)], output_format="html")


def parse(html: str):
    """The tree of a piece of HTML, which has to be without an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html, container="div")


def with_ancestors(node, above=()):
    """Each element below `node`, with the names of those that it stands in."""
    for child in node:
        yield child, above
        yield from with_ancestors(child, (*above, child.tag))


def figures(html: str):
    """The figures of samples in a text, each with the names of the elements that it stands in."""
    return [(each, above) for each, above in with_ancestors(parse(html)) if each.get("class") == "sample"]


def text_of(node) -> str:
    """The text in an element."""
    return "".join(node.itertext())


def code_of(figure) -> str:
    """The code that a figure shows."""
    (code,) = figure.findall("pre/code")
    return text_of(code)


def check_agreement(text: str, extensions, **options) -> None:
    """Check that the page shows each sample of the text once, as a block of its own, with its code as it is."""
    html = render(text, extensions=extensions, **options)
    shown = [found for found in find_samples(text, strict=options.get("strict", False)) if not found.options.hidden]
    found = figures(html)
    ids = {each.name: f"sample-{each.name}" if each.options.name else each.name for each in shown}
    assert sorted(figure.get("id") for figure, _ in found) == sorted(ids.values()), html
    assert not [above for _, above in found if {"p", "pre", "code", "h1", "h2", "figure", "a"} & set(above)], html
    assert not re.search("[\ufdd0-\ufddf\x02\x03]|wzxhzdk|klzzwxh", html), html
    # That a last line ends is not seen on a page, and Pygments ends each.
    codes = {figure.get("id"): code_of(figure).removesuffix("\n") for figure, _ in found}
    assert codes == {ids[each.name]: each.code.removesuffix("\n") for each in shown}


# Agreement of reader and renderer


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("extensions", [[], SITE], ids=["bare", "site"])
def test_each_sample_is_shown_once(text, extensions):
    """What the reader finds is what the page shows: each sample once, as a block, in well-formed HTML."""
    check_agreement(text, extensions)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("text", CONTAINERS.values(), ids=CONTAINERS)
def test_line_ends(text, end):
    """So it is with other line ends."""
    check_agreement(text.replace("\n", end), SITE)


PIECES = [
    "text", "", "", "  ", "```python run", "```", "```", "~~~python run", "~~~", "````python run", "````", "    ", "print(1)",
    "- item", "1. one", "10. ten", "  more", "    more", "   three", "> quote", ">", "# Heading", "---", "```output", "```json",
    "!!! note", "Term", ":   Definition", "[^1]: Note", "text[^1]", "[a]: b", "| a | b |", "|---|---|", "*emph*", "\ttab",
    "*[HTML]: x", "***",
]  # fmt: skip
PREFIXES = [
    "",
    "",
    "",
    "",
    " ",
    "  ",
    "   ",
    "    ",
    "      ",
    "        ",
    "> ",
    ">",
    "- ",
    "1. ",
    "* ",
    "> - ",
    "\t",
    "  > ",
    "-   ",
    "-\t",
]


def any_text(seed: int) -> str:
    """Some Markdown of fences, lists, quotes and more; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - the same texts each time
    if dice.random() < 0.5:
        lines = [dice.choice(PREFIXES) + dice.choice(PIECES) for _ in range(dice.randint(1, 30))]
    else:
        lines = []
        for _ in range(dice.randint(1, 8)):
            prefix, mark = dice.choice(PREFIXES), dice.choice(["```", "~~~", "````"])
            rest = re.sub(r"[^>\s]", " ", prefix)
            info = dice.choice(
                ["python run", "python run", "json", "text", "text", *([] if seed % 4 else ["", "python", "output"])]
            )
            lines += [dice.choice(PREFIXES) + dice.choice(PIECES)] * dice.randint(0, 2) + [""] * dice.randint(0, 1)
            lines += [f"{prefix}{mark}{info}", f"{rest}1", *[f"{rest}  2"] * dice.randint(0, 1), f"{rest}{mark}"]
    return "\n".join(lines) + dice.choice(["", "\n"])


@pytest.mark.parametrize("hundred", range(4))
def test_any_text(hundred):
    """Whatever a text is made of, nothing crashes, and reader and renderer agree or refuse it both."""
    for seed in range(hundred * 100, hundred * 100 + 100):
        text, strict = any_text(seed), seed % 3 == 0
        try:
            find_samples(text, strict=strict)
        except SampleError:
            with pytest.raises(SampleError):
                render(text, extensions=SITE, strict=strict)
            continue
        try:
            check_agreement(text, SITE, strict=strict)
        except Exception as error:
            error.add_note(f"seed {seed}: {text!r}")
            raise


# What is not ours


UNMARKED = {
    "plain": fence("", "a\n\tb  \n") + fence("python", "print(1)\n"),
    "attributes": fence("{.python #here hl_lines='1'}", "x") + fence("python hl_lines='1' title='a run'", "x"),
    "tildes": fence("text", "```\na\n```", "~~~") + fence("", "x", "~~~~~"),
    "in a list": "- a\n\n    ```python\n    x\n    ```\n\n1. b\n\n    ~~~\n    y\n    ~~~\n",
    "quote": "> ```\n> a\n> ```\n",
    "indented": "Text\n\n    code\n\ttabs\n",
    "colons": "    :::python\n    print(1)\n",
    "inline": "`a` ``b ` c`` ```d```\n",
    "html": "<pre>\n```\na\n```\n</pre>\n<div markdown='1'>\n\n```\nb\n```\n\n</div>\n",
    "crlf": "a\r\n\r\n```\r\nb\r\n```\r\n",
    "control characters": "a\x02b\x03 \ufdd0 \ufdd1 klzzwxh:0000\n",
    "unclosed": "```\na\n\nb\n",
    "reference": "[a][b] ![c]\n\n[b]: http://localhost\n[c]: d.png\n",
    "header": "Title: x\nTags: a\n    b\n\nText\n",
}


@pytest.mark.parametrize("text", UNMARKED.values(), ids=UNMARKED)
@pytest.mark.parametrize("extensions", STOCK.values(), ids=STOCK)
def test_other_blocks_are_left_to_others(text, extensions):
    """A text without samples is rendered as if the extension were not there, byte for byte."""
    assert render(text, extensions=extensions) == convert(text, extensions=extensions, output_format="html")


@pytest.mark.parametrize("extensions", list(STOCK.values())[1:4], ids=list(STOCK)[1:4])
def test_other_blocks_beside_samples(extensions):
    """Beside a sample, an unmarked fence is still what the other extension makes of it."""
    other = fence("python", "other = 1")
    html = render(sample("ours = 1") + other + sample("more = 1"), extensions=extensions)
    assert convert(other, extensions=extensions, output_format="html") in html
    assert len(figures(html)) == 2


# What a sample looks like


def the_figure(text: str, **options):
    """The only figure of a text."""
    ((figure, _),) = figures(render(text, **options))
    return figure


def test_code_and_output():
    """A figure has a caption, the code, and the output that is recorded."""
    figure = the_figure(sample("print('<b>')", "<b> & more", "name=it title='a <title>'"))
    assert figure.get("id") == "sample-it"
    assert text_of(figure.find("figcaption")) == "a <title> Python"
    assert code_of(figure) == "print('<b>')\n"
    assert text_of(figure.find("pre[@class='sample-output']/samp")) == "<b> & more\n"


@pytest.mark.parametrize(
    ("info", "label"),
    [
        ("sql run", "SQLite"),
        ("sql run needs=postgresql", "PostgreSQL"),
        ("sql unverified='no such server'", "SQL"),
        ("pycon run", "Python"),
    ],
)
def test_the_caption_says_what_the_code_is(info, label):
    """The caption names the language; of SQL that runs it names the database, whose dialect it is."""
    figure = the_figure(fence(info, ">>> 1"), strict=True)
    assert text_of(figure.find("figcaption")) == label


def test_each_id_is_there_once():
    """A made name is the id where it begins like one; all ids differ, also where an author's name looks made."""
    text = sample("1") + sample("2", options="name=sample-9") + sample("3") + sample("4", options="name=3")
    text += fence('sql unverified="r" name=x.py', "SELECT 1") + fence('json name="sample-x.py"', "1")
    found = [figure.get("id") for figure, _ in figures(render(text, strict=True))]
    assert found == [
        "sample-1",
        "sample-sample-9",
        "sample-sample-3",
        "sample-3",
        "sample-x.py",
        "sample-sample-x.py",
    ]


def test_what_scrolls_has_a_name():
    """Each block that the keyboard stops at is a group, whose name says what is in it."""
    wide = "x" * 37
    text = sample(wide, wide, 'title="a <b>.py"') + sample(f"$ {wide}", kind="console")
    text += sample(wide, options=f'raises="ValueError: {wide}"') + fence("text", wide)
    blocks = [each for each, _ in with_ancestors(parse(render(text, strict=True))) if each.tag == "pre"]
    assert {(each.get("tabindex"), each.get("role")) for each in blocks} == {("0", "group")}
    assert [each.get("aria-label") for each in blocks] == ["a <b>.py", "Output", "Console", "Python", "Raises", "Text"]


@pytest.mark.parametrize(
    ("line", "stops"),
    [
        ("x" * 36, False),
        ("x" * 37, True),
        ("\t" * 8 + "xxxx", False),
        ("\t" * 9 + "x", True),
        ("漢" * 18, False),
        ("漢" * 19, True),
    ],
)
def test_the_keyboard_stops_only_at_what_may_scroll(line, stops):
    """Code that the narrowest page shows in full is no stop for the keyboard; tabs and wide characters count as wide."""
    (block,) = parse(render(fence("text", line), strict=True))
    assert (block.get("tabindex") == "0") is stops


def test_output_fences_are_shown_with_their_sample_only():
    """The output is shown once, in the figure."""
    html = render(sample("print('once')", "printed once"))
    assert html.count("printed once") == 1


def test_raises_reason_and_title():
    """What is raised is shown, so is the reason why something is not verified; a shown file is its own title."""
    assert "ValueError: &lt;x&gt;" in render(sample("x", options='raises="ValueError: <x>"'))
    figure = the_figure(fence("sql unverified='no <database>'", "SELECT '<'"))
    assert text_of(figure.find("p")) == "Not verified: no <database>"
    assert code_of(figure) == "SELECT '<'\n"


TOOL = 'def look(text: str = "") -> str:\n    """Looks <at> it."""\n    return text\n'


def test_a_tool_has_a_place_for_its_form():
    """Below what a tool's sample shows is an empty place that says the title of the form; others have none."""
    figure = the_figure(sample(TOOL, options="browser tool=look"))
    place = figure.find("div")
    assert (place.get("class"), place.get("data-tool"), text_of(place)) == ("sample-tool", "Looks <at> it", "")
    assert the_figure(sample(TOOL, options="browser")).find("div") is None


def test_a_tool_without_a_form_ends_the_build():
    """What its signature leaves open is told with file and line."""
    with pytest.raises(SampleError, match=r"text\.md:2: tool=look: text needs a type and a default"):
        render(sample(TOOL.replace(': str = ""', ""), options="browser tool=look"))


def test_what_a_browser_can_run():
    """A sample that runs in a browser is marked for it; of one that can't, the page says why."""
    figure = the_figure(sample("x", options="browser"))
    assert figure.get("data-browser") == "python"
    assert figure.find("p") is None
    figure = the_figure(sample("x", options="browser='no: opens <sockets>'"))
    assert figure.get("data-browser") is None
    assert text_of(figure.find("p")) == "Not in the browser: opens <sockets>"
    figure = the_figure(sample("x", options="browser='other: newer <words>'"))
    assert figure.get("data-browser") == "python"
    assert text_of(figure.find("p")) == "In the browser it prints something else: newer <words>"


def test_an_exercise():
    """What readers are to complete is marked; its hint and its solution, as code, are closed, and the test is hidden."""
    options = "exercise browser name=a test=check solution=solved hint='Try <2>.'"
    hidden = sample("y = '<2>'", options="hidden name=solved") + sample("assert y", options="hidden name=check")
    figure = the_figure(sample("y = 0", options=options) + hidden)
    assert (figure.get("data-browser"), figure.get("data-exercise")) == ("python", "")
    hint, solution = figure.findall("details")
    assert (hint.get("open"), hint.find("summary").text, hint.find("p").text) == (None, "Hint", "Try <2>.")
    assert (solution.get("open"), solution.find("summary").text) == (None, "Solution")
    assert "".join(solution.find("pre").itertext()) == "y = '<2>'\n"
    assert "assert" not in "".join(figure.itertext())


def test_hidden_samples_are_not_shown():
    """Of a hidden sample nothing is on the page, not even an empty element; the text around it stays."""
    html = render("Before\n\n" + sample("secret", options="hidden name=secret") + "After\n")
    assert "secret" not in html
    assert [(each.tag, each.text) for each in parse(html)] == [("p", "Before"), ("p", "After")]


def test_figures_made_by_samples(tmp_path):
    """A picture is shown with its alternative text, caption and size, whatever characters they have."""
    (tmp_path / "a.svg").write_text('<svg viewBox="0 0 40.4 20" xmlns="x"/>')
    text = sample("x", options="figure=a.svg alt='a \"b\" <c> & d' caption='e <f>'")
    figure = the_figure(text, path=tmp_path / "index.md", link="{attach}")
    image = figure.find(".//img")
    assert image.get("src") == "{attach}a.svg"
    assert image.get("alt") == 'a "b" <c> & d'
    assert (image.get("width"), image.get("height")) == ("40", "20")
    assert text_of(figure.findall(".//figcaption")[-1]) == "e <f>"


def test_casts():
    """Below its transcript a console has a plain link to its cast, whatever characters the name has."""
    figure = the_figure(sample("$ a\nb", options="cast='x/a & \"b\".cast'", kind="console"), link="{attach}")
    assert code_of(figure) == "$ a\nb\n"
    cast = figure[-1]
    assert (cast.tag, cast.get("class"), text_of(cast)) == ("p", "sample-cast", 'Recording: x/a & "b".cast')
    assert cast.find("a").get("href") == '{attach}x/a & "b".cast'


def test_a_picture_alone_stands_for_its_sample():
    """Where only the picture is shown, its figure is the sample's, with the id; with output beside it, it is within."""
    options = "hidden name=a figure=a.svg alt=x caption=y"
    (figure,) = parse(render(sample("x", options=options)))
    assert (figure.tag, figure.get("class"), figure.get("id")) == ("figure", "sample-figure", "sample-a")
    assert [each.tag for each in figure] == ["img", "figcaption"]
    (outer,) = parse(render(sample("x", "printed", options)))
    inner = outer.find("figure")
    assert (outer.get("class"), outer.get("id"), inner.get("id")) == ("sample", "sample-a", None)


@pytest.mark.parametrize(
    "svg", [None, "", "<svg/>", '<svg viewBox="0 0 a b"/>', '<svg viewBox="0 0 1.2.3 4"/>', "\0" * 3000]
)
def test_pictures_without_a_size(tmp_path, svg):
    """A picture whose size can't be read has none; the page is built all the same."""
    if svg is not None:
        (tmp_path / "a.svg").write_text(svg)
    figure = the_figure(sample("x", options="figure=a.svg alt=x"), path=tmp_path / "index.md")
    assert figure.find(".//img").get("width") is None


def test_regions_are_shown_from_the_file(tmp_path):
    """A shown file is read when the page is built; a missing one is an error with its line."""
    (tmp_path / "a.py").write_text("x = 1\n# region r\ny = '<'\n# endregion\n")
    text = "Text\n\n" + fence("python file=a.py region=r linenums")
    figure = the_figure(text, path=tmp_path / "index.md")
    assert code_of(figure) == "3y = '<'\n"
    number = figure.find(".//a[@class='linenos']")
    assert (number.get("id"), number.get("href")) == ("sample-a.py-r:3", "#sample-a.py-r:3")
    with pytest.raises(SampleError, match=r"index\.md:3: .*no region 's'"):
        render(text.replace("region=r", "region=s"), path=tmp_path / "index.md")


CODES = {
    "short": "a = 1\n",
    "long": "".join(f"line_{number} = {number}\n" for number in range(120)),
    "blank lines": "\n\na = 1\n\n\nb = 2\n\n",
    "strings over lines": "x = '''a\n  b\n\nc'''\ny = \"\"\"\n# no comment\n\"\"\"\n",
    "markup": "x = '<b>&amp;</b>'  # <!-- -->\n",
    "odd": "\tx = 1\n  \n é = '\u2028'\n",
    "not Python": "def (\n  '''\n $ ? \\\n",
}


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
@pytest.mark.parametrize("options", ["", "linenums", "hl_lines=1", "linenums hl_lines=1-{}"])
@pytest.mark.parametrize("kind", ["python", "pycon", "console"])
def test_code_is_shown_as_it_is(code, options, kind):
    """Each line of code is shown as it is, numbered if it is to be; marked lines are those that were named."""
    lines = code.split("\n")[:-1]
    figure = the_figure(sample(code, options=options.format(len(lines)), kind=kind))
    shown = code_of(figure)
    if "linenums" in options:
        width = len(str(len(lines)))
        assert shown == "".join(f"{number:>{width}}{line}\n" for number, line in enumerate(lines, 1))
        assert len(figure.findall(".//a[@class='linenos']")) == len(lines)
    else:
        assert shown == code
    if "hl_lines" in options:
        (mark,) = figure.findall(".//span[@class='hll']")
        assert text_of(mark) == (shown if "-" in options else shown.split("\n")[0] + "\n")


# Changes, tabs, remarks


def test_a_change_is_told_from_another_sample(tmp_path):
    """What another sample showed and this does not stands between the lines, whether in the text or in a file."""
    (tmp_path / "new.py").write_text("# region r\na = 1\nb = 3\n# endregion\n")
    text = sample("a = 1\nb = 2", options="name=old") + fence(
        "python file=new.py region=r diff=old linenums hl_lines=2"
    )
    (_, _), (figure, _) = figures(render(text, path=tmp_path / "index.md"))
    assert [text_of(each) for each in figure.iter("del")] == [" b = 2\n"]
    assert [text_of(each) for each in figure.iter("ins")] == ["3b = 3\n"]
    assert code_of(figure) == "2a = 1\n b = 2\n3b = 3\n"
    assert text_of(figure.find(".//ins/span[@class='hll']")) == "3b = 3\n"


def test_a_change_of_nothing_is_refused():
    """Two samples that show the same have no difference to show."""
    with pytest.raises(SampleError, match=r"text\.md:5: diff=old: the two show the same"):
        render(sample("a = 1", options="name=old") + sample("a = 1", options="diff=old"))


TABS = sample("1", "one", 'name=a tab="One <b>"') + sample("2", options="name=b tab=Two")


@pytest.mark.parametrize(("text", "above"), [(TABS, ()), (indent(TABS, "> ", lambda _: True), ("blockquote",))])
def test_tabs_are_a_group_of_radio_buttons(text, above):
    """Each sample of a group stands behind its label; the first is chosen, and the group is named by all."""
    tree = with_ancestors(parse(render("Text.\n\n" + text)))
    ((group, found),) = [(each, names) for each, names in tree if each.get("class") == "tabs"]
    assert found == above
    assert (group.get("role"), group.get("aria-label")) == ("group", "One <b> or Two")
    assert [each.tag for each in group] == ["label", "figure", "label", "figure"]
    assert [text_of(each).strip() for each in group.findall("label")] == ["One <b>", "Two"]
    buttons = group.findall("label/input[@type='radio']")
    assert [(each.get("name"), each.get("checked") is not None) for each in buttons] == [
        ("sample-a", True),
        ("sample-a", False),
    ]
    assert text_of(group[1].find("pre[@class='sample-output']")) == "one\n"


REMARKED = sample('a = 1\n\nb = """x\ny"""\nprint(a)\n', "1", "name=a remarks")
ON_IT = "- L1: A *word*, and `L3:`.\n- L3-4: Two.\n"


@pytest.mark.parametrize("extensions", [[], SITE], ids=["bare", "site"])
@pytest.mark.parametrize("more", ["", "Text.\n"])
def test_remarks_stand_in_the_figure(extensions, more):
    """The list goes into the figure between code and output; each item has the link to its line, which has a mark."""
    html = render(f"{REMARKED}{ON_IT}\n{more}", extensions=extensions)
    ((figure, _),) = figures(html.replace("sample remarked", "sample"))
    assert [each.tag for each in figure] == ["figcaption", "pre", "ol", "p", "pre"]
    marks = figure.findall(".//span[@class='remark']")
    assert [(each.get("id"), text_of(each)) for each in marks] == [
        ("sample-a:1", "a = 1\n"),
        ("sample-a:3", 'b = """x\ny"""\n'),
    ]
    items = figure.findall("ol[@class='remarks']/li")
    assert [text_of(each).strip() for each in items] == ["Line 1 A word, and L3:.", "Lines 3 to 4 Two."]
    assert [each.find(".//a").get("href") for each in items] == ["#sample-a:1", "#sample-a:3"]
    assert [each.get("data-below") for each in items] == ["", "\n\n"]
    assert code_of(figure) == 'a = 1\n\nb = """x\ny"""\nprint(a)\n'


def test_remarks_of_several_blocks():
    """An item may hold blocks, and another sample; the list may be numbered, and stand in a quote."""
    inner = indent(sample("c = 1", options="name=inner"), "    ")
    html = render(f"{REMARKED}1. L1: One.\n\n    More.\n\n{inner}2. L3: Three.\n", extensions=SITE)
    ((_, above),) = [(each, names) for each, names in with_ancestors(parse(html)) if each.get("id") == "sample-inner"]
    assert above == ("figure", "ol", "li", "div")
    (quote,) = parse(render(indent(REMARKED + ON_IT, "> ", lambda _: True)))
    assert len(quote.findall("figure/ol/li")) == 2


def test_remarks_beside_numbers(tmp_path):
    """Where lines have numbers, a remark refers to these, and leads to the number."""
    (tmp_path / "a.py").write_text("x = 1\n# region r\na = 1\nb = 2\n# endregion\n")
    text = fence("python file=a.py region=r linenums remarks", "a = 1\nb = 2\n") + "- L2: Two.\n"
    html = render(text, path=tmp_path / "index.md")
    assert '<a href="#sample-a.py-r:4">Line 4</a> Two.' in html
    assert html.count('id="sample-a.py-r:4"') == 1


def test_remarks_on_a_change():
    """The distance of a remark counts the lines that are gone, since they are shown."""
    text = sample("a = 1\nb = 2\nc = 3", options="name=old") + sample("a = 1\nc = 3", options="diff=old remarks")
    html = render(text + "- L1: One.\n- L2: Two.\n")
    assert [each.get("data-below") for each, _ in with_ancestors(parse(html)) if each.tag == "li"] == ["", "\n\n"]


@pytest.mark.parametrize("below", ["", "Text.\n", "- L9: x\n", "Text.\n\n- L1: x\n"])
def test_a_text_without_its_remarks_is_refused(below):
    """A sample that announces remarks and has none, or none that fit, stops the page."""
    with pytest.raises(SampleError, match=r"text\.md:\d+: (remarks: there is no list|L9: is not in the code)"):
        render(REMARKED + below)


# The gutter


def marked(figure) -> list[str]:
    """The runs of lines of a figure that are marked as excused."""
    return [text_of(each) for each in figure.findall(".//span[@class='sample-excused']")]


def told(figure) -> str:
    """What the caption of a figure says to screen readers alone."""
    return "; ".join(text_of(each) for each in figure.findall("figcaption/span[@class='visually-hidden']"))


def test_executed_code_is_marked():
    """Code of which all was executed has one class and a text for screen readers, and no mark on its lines."""
    (plain,) = parse(render(sample("x = 1\ny = 2")))
    figure = the_figure(sample("x = 1\ny = 2"), proof=lambda _: Execution(2))
    assert figure.find("pre").get("class") == "highlight sample-executed"
    assert told(figure) == "All 2 statements executed"
    assert marked(figure) == []
    assert text_of(figure.find("pre")) == text_of(plain.find("pre"))
    assert told(the_figure(sample("x = 1"), proof=lambda _: Execution(1))) == "The statement was executed"


@pytest.mark.parametrize("execution", [None, Execution(0)])
def test_code_without_a_proof_is_not_marked(execution):
    """Where nothing is known, or nothing was executed, the HTML is as without a gutter."""
    text = sample("x = 1") + sample(">>> 1\n1", kind="pycon") + fence("text", "free")
    assert render(text, proof=lambda _: execution) == render(text)


@pytest.mark.parametrize("options", ["", "linenums", "hl_lines=2", "linenums hl_lines=1-4"])
def test_excused_lines_are_marked_alone(options):
    """Each excused line is marked, also where it is numbered or highlighted; the code stays as it is."""
    text = sample("a = 1\nb = '''\n<c>'''\nd = 4\n", options=options)
    figure = the_figure(text, proof=lambda _: Execution(2, 1, frozenset({2, 3})))
    assert re.sub("^[23]", "", "".join(marked(figure)), flags=re.MULTILINE) == "b = '''\n<c>'''\n"
    assert text_of(figure.find("pre")) == text_of(the_figure(text).find("pre"))
    assert told(figure) == "2 of 3 statements executed; the others say why not"


def test_each_sample_is_asked_for():
    """The proof is asked of each sample that is shown, and of no hidden one."""
    asked = []
    render(sample("1") + sample("2", options="hidden") + sample("$ true", kind="console"), proof=asked.append)
    assert [each.name for each in asked] == ["sample-1", "sample-3"]


# The extension


def test_texts_do_not_mix():
    """One converter renders text after text; each has its own samples."""
    converter = Markdown(extensions=[RunnableExtension()])
    first = converter.convert(sample("first = 1"))
    converter.reset()
    second = converter.convert(sample("second = 2") + "Text\n")
    assert "first" in first
    assert "first" not in second
    assert code_of(figures(second)[0][0]) == "second = 2\n"


def test_placeholders_of_authors_are_text():
    """Noncharacters of a text stand for no sample, and break nothing."""
    html = render("\ufdd00\ufdd1 \ufdd099\ufdd1 \ufdd0" + "9" * 30 + "\ufdd1\n\n" + sample("x = 1"))
    assert html.count('class="sample"') == 1


def test_strict_texts():
    """A strict text with a block that is not accounted for is refused; its free text is shown as it is."""
    with pytest.raises(SampleError, match=r"text\.md:3:"):
        render("Text\n\n" + fence("bash", "x"), strict=True)
    html = render(fence("text", "a <b>\n\tc"), strict=True)
    assert text_of(parse(html).find("pre/samp")) == "a <b>\n\tc\n"


def test_the_name_of_the_module_is_an_extension():
    """Python-Markdown finds the extension by the module's name, with its options."""
    html = convert(sample("x"), extensions=["runnable.integration.markdown"])
    assert 'class="sample"' in html
    assert makeExtension(path=Path("a.md"), strict=True).strict


def test_a_sample_at_the_end_of_a_footnote():
    """The link back from a footnote that ends in a sample stands in a paragraph of its own, and the sample in none."""
    html = render("Text.[^1]\n\n[^1]: Note.\n\n" + indent(sample("x = 1"), "    "), extensions=["footnotes"])
    ((_, above),) = figures(html)
    assert "p" not in above
    assert "footnote-backref" in html


def test_comments_in_json():
    """JSON with comments is highlighted by a lexer that knows them."""
    assert '<span class="c">// a</span>' in render(fence("jsonc", "1 // a"), strict=True)


def test_what_would_not_be_shown_is_refused():
    """A sample in a footnote that another of its label replaces would be on no page; the error names its line."""
    text = "Text.[^1]\n\n[^1]: Note.\n\n" + indent(sample("x = 1"), "    ") + "[^1]: Other.\n"
    with pytest.raises(SampleError, match=r"text\.md:5: the page shows this fence 0 times"):
        render(text, extensions=["footnotes"])


def test_samples_within_footnotes():
    """A sample, and what comes below it, belong to the footnote that they are indented for."""
    note = "Note.\n\n" + sample("x = 1") + "Words.\n\n" + sample("y = 2") + "More words.\n"
    html = render("Text.[^1]\n\n[^1]:" + indent(note, "    ")[3:], extensions=["footnotes"])
    assert [above for _, above in figures(html)] == [("div", "ol", "li")] * 2
    assert "<pre><code>" not in html


NO_CODE = {
    "a note of another extension": (3, "??? note\n\n    Words.\n"),
    "an item of CommonMark's": (5, "- Item\n\n  Words\n\n    Words.\n"),
    "a definition of another mark": (4, "Term\n~   Definition\n\n    Words.\n"),
}


@pytest.mark.parametrize(("line", "text"), NO_CODE.values(), ids=NO_CODE)
def test_what_only_python_markdown_takes_for_code(line, text):
    """Where each block has to be accounted for, no page shows as code what is in no fence; the error names the line."""
    assert find_samples(text, strict=True) == []
    with pytest.raises(SampleError, match=rf"text\.md:{line}: Python-Markdown shows this as code: 'Words\.'"):
        render(text, extensions=SITE, strict=True)
    assert "<pre><code>Words." in render(text, extensions=SITE)
