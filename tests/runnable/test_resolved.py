"""The Markdown that is left where nothing renders samples."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from runnable.fence import find_fences
from runnable.manifest import Manifest
from runnable.resolved import as_text, destination, resolve
from runnable.sample import SampleError, find_samples
from tests.runnable.house import ROOT, fence, sample
from tests.runnable.test_fence import CONTAINERS

FILE = (
    'import math\n\n\n# region area\ndef area(r):\n    """Of a circle."""\n\n    return math.pi * r * r\n# endregion\n'
)
AREA = 'def area(r):\n    """Of a circle."""\n\n    return math.pi * r * r\n'


@pytest.fixture
def bundle(tmp_path):
    """The path of an article beside a file."""
    (tmp_path / "circle.py").write_text(FILE)
    return tmp_path / "index.md"


def test_an_info_string_keeps_language_and_title():
    """Of the options only the title is left, in quotes that it does not have itself."""
    text = sample("print(1)", "1", 'name=a timeout=5 title="One" hl_lines="1"') + fence("python run title='\"1\"'", "1")
    assert resolve(text) == fence('python title="One"', "print(1)") + fence("output", "1") + fence(
        "python title='\"1\"'", "1"
    )


def test_a_tab_keeps_its_label():
    """Of samples in tabs each says which it is, before its title if it has one."""
    text = fence('python run tab="New"', "1") + fence('python run tab="Old" title="a.py"', "2")
    assert resolve(text) == fence('python title="New"', "1") + fence('python title="Old: a.py"', "2")


def test_other_text_stays_as_it_is():
    """What is no sample is not touched, whatever it looks like."""
    text = "# A *title*\n\n- item  \n\n~~~ruby\nputs 1\n~~~\n\n```text\nrun\n```\n\n| a |\n|---|\n\tx\n"
    assert resolve(text) == text


@pytest.mark.parametrize("body", ["", "not what the file says\n"])
def test_a_file_is_filled_in(bundle, body):
    """A fence holds what the file says now, whatever stood in it; the file's name is its title."""
    text = fence("python file=circle.py region=area", body)
    assert resolve(text, bundle) == fence('python title="circle.py"', AREA)


@pytest.mark.parametrize("container", ["- item\n\n  {}", "> {}", '!!! note "A"\n\n    {}', "- {}", ":   {}"])
def test_a_file_is_filled_in_within_its_container(bundle, container):
    """Each line is behind the mark of its container, so that the fence holds what it would elsewhere."""
    opening, _ = container.rsplit("\n", 1)[-1].split("{}")
    further = opening if opening.strip() in ("", ">") else " " * len(opening)
    text = container.format(f"```python file=circle.py region=area\n{further}```\n")
    if container.startswith(":"):
        text = f"Term\n\n{text}"
    (found,) = find_fences(resolve(text, bundle))
    assert (found.info, found.body, found.closed) == ('python title="circle.py"', AREA, True)


@pytest.mark.parametrize("name", CONTAINERS)
def test_code_stays_in_its_container(name):
    """In each container the fences hold what they held, and only their info strings are shorter."""
    text = CONTAINERS[name]
    before, after = find_fences(text), find_fences(resolve(text))
    assert [(found.body, found.depth) for found in after] == [(found.body, found.depth) for found in before]
    assert [found.info for found in after] == ["python"] * len(before)


def test_a_mark_is_longer_than_those_in_the_file(tmp_path):
    """A file with a fence in it does not end the fence that shows it."""
    (tmp_path / "page.html").write_text("<pre>\n```\n````\n</pre>\n")
    (found,) = find_fences(resolve(fence("html file=page.html"), tmp_path / "index.md", strict=True))
    assert found.body == "<pre>\n```\n````\n</pre>\n"


def test_hidden_code_is_left_out():
    """Of a hidden sample nothing is left but its output, and no gap is where it was."""
    text = f"Above.\n\n{sample('x = 1', options='hidden')}Between.\n\n{sample('print(x)', '1', 'hidden')}Below.\n"
    assert resolve(text) == f"Above.\n\nBetween.\n\n{fence('output', '1')}Below.\n"


def test_a_hidden_sample_on_a_list_marker():
    """The item stays an item."""
    assert resolve("- ```python run hidden\n  x = 1\n  ```\n- next\n") == "-\n- next\n"


def test_what_stands_below_the_code():
    """Exceptions, figures with their captions, recordings and reasons are said as the page says them."""
    text = (
        sample("1 / 0", options='raises="ZeroDivisionError: division by zero"')
        + sample("draw()", options='hidden figure="a plot.svg" alt="A [line] of __init__" caption="It *rises*."')
        + sample("$ date", options="cast=date.cast", kind="console")
        + fence('ruby unverified="needs a licence_key_"', "puts 1")
    )
    assert resolve(text, link="{attach}") == (
        fence("python", "1 / 0")
        + fence('text title="Raises"', "ZeroDivisionError: division by zero")
        + "![A \\[line\\] of \\_\\_init\\_\\_](<{attach}a plot.svg>)\n\nIt \\*rises\\*.\n\n"
        + fence("console", "$ date")
        + "Recording: [date.cast]({attach}date.cast)\n\n"
        + fence("ruby", "puts 1")
        + "Not verified: needs a licence_key\\_\n\n"
    )


def test_a_measurement_has_its_day_and_versions():
    """Below a slow sample stands what it was measured with; below others, and hidden ones, nothing."""
    manifest = Manifest("record", "2026-11-09", "3.11.7", {"flask": "3.1.3"}, 4, {}, {})
    text = sample("a()", "1", "slow") + sample("b()") + sample("c()", options="hidden slow")
    below = "Measured 9 November 2026 · Python 3.11.7 · flask 3.1.3\n\n"
    assert resolve(text, measured=lambda _: manifest) == sample("a()", "1").replace(" run", "") + below + sample(
        "b()"
    ).replace(" run", "")


def test_an_exercise_has_its_hint_and_its_solution():
    """Both stand below the code, the solution as code with that title; its test, which pages hide, does not."""
    text = (
        sample("x = 1", options='name=a browser exercise test=b solution=c hint="It is *two*."')
        + sample("assert x == 2", options="name=b hidden")
        + sample("x = 2", options="name=c hidden")
    )
    below = "Hint: It is \\*two\\*.\n\n" + fence('python title="Solution"', "x = 2")
    assert resolve(text) == fence("python", "x = 1") + below


def test_why_a_page_does_not_run_it_is_said():
    """Below a sample that does not run in pages, or prints something else there, stands the reason."""
    no, other = (sample("a()", "1", f'browser="{reason}"') for reason in ("no: it *opens* sockets", "other: no files"))
    shown = fence("python", "a()") + fence("output", "1")
    assert resolve(no) == shown + "Not in the browser: it \\*opens\\* sockets\n\n"
    assert resolve(other) == shown + "In the browser it prints something else: no files\n\n"


def test_what_stands_below_the_code_is_in_its_container():
    """In a quote or an item the lines below the code are in it too."""
    text = "> ```python run figure=a.svg alt=A\n> x\n> ```\n\nText.\n"
    assert resolve(text) == "> ```python\n> x\n> ```\n>\n> ![A](a.svg)\n\nText.\n"


def test_a_missing_file_is_told_with_its_line(bundle):
    """What a page could not show ends this, too."""
    with pytest.raises(SampleError, match=r"index\.md:3: .*there is no file none\.py"):
        resolve("Text.\n\n" + fence("python file=none.py"), bundle)


@pytest.mark.parametrize("words", ["a_b __init__ *x* `y` [z](w) <b> &amp; \\ ![i](j)", "2 * 3 * 4", "_", "snake_case_"])
def test_words_are_shown_as_they_are(words):
    """What looks like markup is text again when it is rendered."""
    (inline,) = [token for token in MarkdownIt().parse(f"[{as_text(words)}](x)") if token.type == "inline"]
    opening, *between, closing = inline.children
    assert (opening.type, closing.type, opening.attrs["href"]) == ("link_open", "link_close", "x")
    assert {token.type for token in between} <= {"text", "text_special"}
    assert "".join(token.content for token in between) == words


@pytest.mark.parametrize("words", ["# a", "> a", "- a", "+ a", "1. a", "12) a", "===", "~~~", "---"])
def test_words_at_the_beginning_of_a_line(words):
    """A caption that begins like a heading, a list or a fence is a paragraph all the same."""
    opening, inline, _ = MarkdownIt().parse(as_text(words))
    assert (opening.type, "".join(token.content for token in inline.children)) == ("paragraph_open", words)


@pytest.mark.parametrize("address", ["a.svg", "a b.svg", "a(1).svg", "https://example.org/x_(y)"])
def test_an_address_reaches_its_link(address):
    """Blanks and brackets don't end an address."""
    (inline,) = [token for token in MarkdownIt().parse(f"[x]({destination(address)})") if token.type == "inline"]
    assert inline.children[0].attrs["href"].replace("%20", " ") == address


@pytest.mark.parametrize("path", sorted(ROOT.glob("content/articles/*/index.md")), ids=lambda path: path.parent.name)
def test_articles_keep_all_that_they_show(path):
    """Of each article the shown code and all outputs are there, in their order, and no option but titles."""
    text = path.read_text("utf-8")
    samples = find_samples(text, path, strict=True)
    code = {found.name: found.code for found in samples}
    shown = []
    for found in samples:
        shown += [] if found.options.hidden else [found.code]
        shown += [found.expected.body] if found.expected else []
        shown += [code[found.options.solution]] if found.options.exercise else []
    fences = find_fences(resolve(text, path, strict=True))
    assert [block.body for block in fences if block.words != 'title="Raises"' and block.language != "text"] == shown
    assert [block.words for block in fences if block.words and not block.words.startswith("title=")] == []
