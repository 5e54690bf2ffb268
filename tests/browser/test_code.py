"""Blocks of code, remarks and notes as a reader meets them, in Chromium, at a desk and on a phone."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import rjsmin
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.code_article import AFTER, REMARKED, TEXT
from tests.browser.server import serving
from tests.site.house import ROOT, build, make_content, write_article

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an article with all that there is to test."""
    content = make_content(tmp_path_factory.mktemp("code"))
    write_article(content, "code", TEXT)
    with serving(build(content, content.parent / "output", "publishconf.py").output) as address:
        yield f"{address}/code/"


@contextmanager
def reading(browser: Browser, address: str, size: dict[str, int], *, scripts: bool = True) -> Iterator[Page]:
    """A page in a profile of its own, in a window of a `size`; it may say nothing on the console, as of its policy."""
    with browser.new_context(viewport=size, java_script_enabled=scripts) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(10_000)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address, wait_until="networkidle")
        page.mouse.move(1, 1)  # with the first movement comes what a block of code offers
        yield page
        assert said == []


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, article: str) -> Iterator[Page]:
    """The article at a desk and on a phone."""
    with reading(browser, article, request.param) as opened:
        yield opened


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def plain(request: pytest.FixtureRequest, browser: Browser, article: str) -> Iterator[Page]:
    """The same with scripts off."""
    with reading(browser, article, request.param, scripts=False) as opened:
        yield opened


def is_phone(page: Page) -> bool:
    """Whether the window is that of a phone."""
    return page.viewport_size == PHONE


def tool(page: Page, sample: str, name: str) -> Locator:
    """The button of a sample by the beginning of its name, once the sample is in sight."""
    page.locator(f"#sample-{sample} > .highlight").scroll_into_view_if_needed()
    return page.locator(f"#sample-{sample} code-tools button").filter(has_text=name)


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Press a key on what has the focus of the keyboard."""
    target.focus()
    page.keyboard.press(key)


def top(locator: Locator) -> float:
    """Where an element begins, in pixels from the top of the window."""
    return box(locator)["y"]


def box(locator: Locator) -> dict[str, float]:
    """The rectangle of an element that is seen."""
    found = locator.bounding_box()
    assert found, locator
    return dict(found)


def hidden_columns(page: Page, sample: str) -> int:
    """How many pixels of a sample's code are not seen without scrolling."""
    script = "block => block.scrollWidth - block.clientWidth"
    return page.locator(f"#sample-{sample} > .highlight").evaluate(script)


# Width


def test_columns_of_code(page: Page) -> None:
    """At a desk 88 columns are seen without scrolling, on the smallest phone 36; the page never scrolls aside."""
    assert hidden_columns(page, "narrow" if is_phone(page) else "desk") == 0
    assert hidden_columns(page, "long") > 0
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


def test_code_stands_below_text(browser: Browser, article: str) -> None:
    """On a phone a block goes to the edges of the page, and code and output begin where the text begins."""
    begins = """block => {
      const range = document.createRange();
      range.selectNodeContents(block);
      return Math.round(range.getClientRects()[0].x);
    }"""
    with reading(browser, article, PHONE) as page:
        blocks = page.locator(".prose > p, #sample-numbered pre > *, #sample-before pre > *")
        assert len(set(blocks.evaluate_all(f"all => all.map({begins})"))) == 1
        assert box(page.locator("#sample-before pre").first)["width"] == PHONE["width"]


def test_what_scrolls_is_a_stop_for_the_keyboard(page: Page) -> None:
    """Each block that is wider than its room takes the focus and has a name."""
    wide = page.locator("pre").evaluate_all("all => all.filter(each => each.scrollWidth > each.clientWidth).length")
    named = (
        "all => all.filter(each => each.scrollWidth > each.clientWidth && each.tabIndex === 0 && each.ariaLabel).length"
    )
    assert page.locator("pre").evaluate_all(named) == wide > 0


# Tools


COPIED = {
    "typed": "1 + 1\nfor n in range(2):\n    print(n)\n",
    "numbered": "a = 1\nb = 2\nprint(a + b)\n",
    "after": AFTER,
    "remarked": REMARKED,
}


def test_what_is_copied_is_what_is_typed(page: Page) -> None:
    """Prompts, output, numbers and lines that a change took away are not copied; the button says that it is done."""
    for sample, text in COPIED.items():
        button = tool(page, sample, "Copy")
        press(page, button)
        expect(page.locator(f"#sample-{sample} code-tools [role=status]")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == text, sample


def test_tools_move_nothing(page: Page) -> None:
    """The buttons take room that is kept for them: no block of code moves when they come."""
    blocks = page.locator(".highlight")
    tool(page, "wide", "Copy").wait_for()
    with_tools = blocks.evaluate_all("all => all.map(each => each.offsetTop)")
    page.evaluate("document.querySelectorAll('code-tools').forEach(each => each.remove())")
    assert blocks.evaluate_all("all => all.map(each => each.offsetTop)") == with_tools


def test_lines_are_wrapped_and_stay_so(page: Page) -> None:
    """The keyboard wraps the lines of all blocks; the choice outlives the page, and is taken back in the same way."""
    button = tool(page, "long", "Wrap")
    press(page, button)
    expect(button).to_have_attribute("aria-pressed", "true")
    assert hidden_columns(page, "long") == 0
    page.reload()
    page.wait_for_selector("[data-wrap]")
    assert hidden_columns(page, "long") == 0
    page.wait_for_load_state("networkidle")
    page.mouse.move(2, 2)
    button = tool(page, "long", "Wrap")
    expect(button).to_have_attribute("aria-pressed", "true")
    press(page, button)
    assert hidden_columns(page, "long") > 0
    page.reload()
    assert hidden_columns(page, "long") > 0


def test_only_what_is_too_wide_can_be_wrapped(page: Page) -> None:
    """A block that is seen whole has no such button."""
    expect(tool(page, "narrow", "Lines")).to_be_visible()
    expect(tool(page, "narrow", "Wrap")).to_be_hidden()


def test_lines_get_numbers_and_lose_them(page: Page) -> None:
    """The numbers are links that the keyboard reaches; without them the code is as it was."""
    code = page.locator("#sample-after code")
    before = code.inner_html()
    button = tool(page, "after", "Lines")
    press(page, button)
    expect(button).to_have_attribute("aria-pressed", "true")
    numbers = code.locator("a.linenos")
    assert numbers.all_inner_texts() == [f"{number:>2}" for number in range(1, AFTER.count("\n") + 1)]
    press(page, numbers.nth(5))
    assert page.evaluate("location.hash") == "#sample-after:6"
    assert code.locator(":target").inner_text() == " 6"
    press(page, button)
    expect(numbers).to_have_count(0)
    assert code.inner_html() == before


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_address_leads_to_a_line(browser: Browser, article: str, size: dict[str, int]) -> None:
    """Who opens the address of a line sees that line, marked, in code that has no numbers otherwise, or in a tab."""
    for name in ("#sample-before:6", "#sample-by-os:3"):
        with reading(browser, article + name, size) as page:
            line = page.locator(":target")
            expect(line).to_have_class("linenos")
            expect(line).to_be_in_viewport()
            marked = "getComputedStyle(document.querySelector(':target'), '::before').backgroundColor"
            assert page.evaluate(marked) != "rgba(0, 0, 0, 0)"


def test_numbers_are_links_without_a_script(plain: Page) -> None:
    """A sample with numbers has an address for each line; of what a script would do there is no trace."""
    plain.goto(f"{plain.url}#sample-numbered:2")
    expect(plain.locator("#sample-numbered a.linenos:target")).to_be_in_viewport()
    assert plain.locator("code-tools, button").count() == 0


def test_the_part_that_every_page_loads_is_small() -> None:
    """What runs on each page for its code has less than 500 bytes, and the rest is loaded when it is asked for."""
    eager = (ROOT / "theme" / "static" / "js" / "eager" / "code.js").read_text("utf-8")
    assert len(gzip.compress(rjsmin.jsmin(eager).encode(), 9)) < 500


# Tabs


def test_tabs_are_chosen_by_the_keyboard(plain: Page) -> None:
    """Without a script: one sample is seen, the arrow keys choose the next, and the focus is seen."""
    samples = plain.locator(".tabs > .sample")
    assert [each.is_visible() for each in samples.all()] == [True, False, False]
    radio = plain.get_by_role("group", name="print or write or os").get_by_role("radio", name="print")
    press(plain, radio, "ArrowRight")
    assert [each.is_visible() for each in samples.all()] == [False, True, False]
    label = plain.locator(".tabs > label").nth(1)
    assert label.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    plain.locator(".tabs > label").nth(2).click()
    assert [each.is_visible() for each in samples.all()] == [False, False, True]


def test_an_address_leads_into_a_tab(plain: Page) -> None:
    """The sample that an address names is seen, whichever tab is chosen."""
    plain.goto(f"{plain.url}#sample-written")
    expect(plain.locator("#sample-written")).to_be_in_viewport()


def test_paper_has_all_tabs_each_below_its_label(plain: Page) -> None:
    """In print nothing is hidden, and what is whose is seen."""
    plain.emulate_media(media="print")
    parts = plain.locator(".tabs > *")
    assert [each.is_visible() for each in parts.all()] == [True] * 6
    places = [top(each) for each in parts.all()]
    assert places == sorted(places)


# Remarks


def test_remarks_stand_beside_their_lines_or_below_the_code(plain: Page) -> None:
    """At a desk a remark begins at its line, or below the one above; on a phone all are below the code."""
    code, lines = plain.locator("#sample-remarked > .highlight"), plain.locator(".remark").all()
    remarks = plain.locator(".remarks li > div").all()
    if is_phone(plain):
        below = box(code)["y"] + box(code)["height"]
        assert all(top(remark) >= below for remark in remarks)
        return
    assert all(box(remark)["x"] > box(code)["x"] + box(code)["width"] for remark in remarks)
    ends = [0.0, *(box(remark)["y"] + box(remark)["height"] for remark in remarks)]
    assert ends[-2] < top(lines[-1])  # so that the last can't be where it is by the one above
    for remark, line, end in zip(remarks, lines, ends, strict=False):
        assert top(remark) == pytest.approx(max(top(line), end), abs=3)


def test_a_remark_leads_to_its_line(plain: Page) -> None:
    """By the keyboard; all lines of the remark are marked then."""
    press(plain, plain.get_by_role("link", name="Lines 3 to 4"))
    line = plain.locator(".remark:target")
    expect(line).to_be_in_viewport()
    assert line.inner_text() == "text = '[1, 2]'\nvalues = json.loads(text)\n"


# Notes


def test_notes_stand_in_the_margin(browser: Browser, article: str) -> None:
    """At a desk each note is seen beside the text, above what comes after, and none covers another or the text."""
    with reading(browser, article, DESK, scripts=False) as page:
        notes = [box(note) for note in page.locator(".sidenote").all()]
        paragraph, sample = box(page.locator(".prose > p").first), box(page.locator("#sample-wide"))
        assert all(note["x"] >= paragraph["x"] + paragraph["width"] for note in notes)
        ends = [paragraph["y"], *(note["y"] + note["height"] for note in notes)]
        assert all(note["y"] >= end for note, end in zip(notes, ends, strict=False))
        assert notes[0]["y"] < paragraph["y"] + paragraph["height"]
        assert ends[-1] <= sample["y"]


def test_a_note_opens_in_its_place(browser: Browser, article: str) -> None:
    """On a phone, without a script: the reference opens the note below its paragraph, and the link back closes it."""
    with reading(browser, article, PHONE, scripts=False) as page:
        notes, reference = page.locator(".sidenote"), page.locator("[role=doc-noteref]").nth(1)
        assert [note.is_visible() for note in notes.all()] == [False] * 3
        press(page, reference)
        assert [note.is_visible() for note in notes.all()] == [False, True, False]
        expect(notes.nth(1)).to_be_in_viewport()
        assert "It has two paragraphs." in notes.nth(1).inner_text()
        press(page, notes.nth(1).locator("[role=doc-backlink]"))
        assert [note.is_visible() for note in notes.all()] == [False] * 3
        expect(reference).to_be_in_viewport()


def test_paper_has_all_notes(plain: Page) -> None:
    """In print each note stands below its paragraph."""
    plain.emulate_media(media="print")
    assert [note.is_visible() for note in plain.locator(".sidenote").all()] == [True] * 3


def test_without_styles_all_is_there(browser: Browser, article: str) -> None:
    """Who has no style sheet reads every tab, remark and note, each once."""
    with reading(browser, article, DESK) as page:
        page.evaluate("document.querySelectorAll('style').forEach(each => each.remove())")
        text = page.locator(".prose").inner_text()
        for words in ("by print", "by write", "by os", "changes the list", "The first note", "The third."):
            assert words in text
        assert text.count("The third.") == 1
