"""The look of the site: each section of the style guide is held against an approved picture of it."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from runnable.integration.command import verify
from tests.browser.house import CHROMIUM, SWITCHES, move_until
from tests.browser.pictures import APPROVED, TOLERANCE, compare, compare_names, differing, forget, read
from tests.browser.server import serving
from tests.site.house import build, make_content, write_article

FONTS = Path(__file__).parent / "fonts"
FAMILIES = ("serif", "sans", "mono")
MOST_BYTES = 600_000
HEIGHT = 900


@dataclass(frozen=True)
class View:
    """How a reader sees a page: width in pixels, colour scheme, medium."""

    width: int
    scheme: str = "light"
    medium: str = "screen"


VIEWS = {
    "phone-light": View(390),
    "phone-dark": View(390, "dark"),
    "desk-light": View(1280),
    "desk-dark": View(1280, "dark"),
    "paper": View(680, "dark", "print"),
}


@dataclass(frozen=True)
class State:
    """What a reader does to one element of a section: "hover", "focus", "click", or "scroll" sideways.

    If it is `whole`, the picture is all that is in sight: a dialog is above the page.
    """

    section: str
    deed: str
    selector: str
    views: tuple[str, ...] = ("desk-light", "desk-dark")
    whole: bool = False


STATES = {
    "links-hover": State("links", "hover", "#links ~ p a"),
    "links-focus": State("links", "focus", "#links ~ p a"),
    "headings-hover": State("headings", "hover", "#headings a"),
    "long-lines-focus": State("long-lines", "focus", "#sample-long pre"),
    "long-lines-scrolled": State("long-lines", "scroll", "#sample-long pre"),
    "tables-scrolled": State("tables", "scroll", "#tables ~ .table + .table", ("phone-light", "phone-dark")),
    "notes-open": State("notes", "click", "#notes ~ p .footnote-ref", ("phone-light", "phone-dark")),
    "tabs-other": State("tabs", "click", ".tabs > label:last-of-type", ("desk-light", "phone-dark")),
    "tabs-focus": State("tabs", "focus", ".tabs input", ("desk-light", "desk-dark")),
    "figures-large": State("figures", "click", ".larger:has([src$='.png'])", ("phone-light", "desk-dark"), whole=True),
    "header-hover": State("header", "hover", ".site-nav a"),
    "header-skip": State("header", "focus", ".skip"),
}

# What is changed in the style sheet, and a section in which it has to be seen.
MUTATIONS = {
    "the ink": ("text", ":root { --ink: #2a2f36 }"),
    "the paper": ("text", ":root { --paper: #fcfbf2; --ground: #fcfbf2 }"),
    "the accent": ("links", ":root { --accent: oklch(0.48 0.155 50) }"),
    "a hairline": ("years", ":root { --hairline: #cfccc4 }"),
    "the colour of strings": ("python", ":root { --code-string: oklch(0.43 0.085 190) }"),
    "the ground of code": ("python", ":root { --paper-code: #eeece4 }"),
    "the space within a list": ("lists", ".prose li + li { margin-block-start: 0.45em }"),
    "the indent of a list": ("lists", ".prose > :is(ul, ol) { padding-inline-start: 1.6em }"),
    "the size of small text": ("article-header", ":root { --size-small: 0.95rem }"),
    "the weight of headings": ("headings", "h2, h3, h4 { font-weight: 400 }"),
    "the family of captions": ("tables", ".table thead :is(th, td) { font-family: var(--serif) }"),
    "the line below an admonition": ("admonitions", ".admonition.warning { border-block-end-width: 2px }"),
    "the thickness of an underline": ("links", "a { text-decoration-thickness: 2px }"),
    "the padding of code": ("python", ".sample pre { padding-block: 1rem }"),
    "the line beside output": ("python", ".sample-output { border-inline-start-width: 2px }"),
    "the leading": ("text", ":root { --leading: 1.7 }"),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that has the real style guide, its samples verified, and articles that never change."""
    folder = tmp_path_factory.mktemp("visual")
    content = make_content(folder, guide=True)
    for number in (1, 2, 3):
        write_article(
            content,
            f"article-{number}",
            Title=f"Article {number}, whose title goes on for a while",
            Date=f"2026-0{number}-01",
            Series="A series",
            Series_index=str(number),
            Based_on="An older article | Somebody | https://example.org/old | 2016",
            Summary="What the article is about, in so many words that they fill more than one line of a list.",
        )
    for page in (content / "pages").glob("*.md"):
        page.unlink()
    (content / "pages" / "about.md").write_text("Title: About\nSummary: About.\n\nText.\n")
    guide = content / "pages" / "styleguide"
    assert verify([guide / "index.md"], ledger=folder / ".runnable") == 0
    with serving(build(content, folder / "output", "publishconf.py").output) as where:
        yield where


def fonts() -> str:
    """A style sheet by which each family of the site is one of the test's, and nothing moves or waits to be seen."""
    faces = "".join(
        f'@font-face {{ font-family: "Block {family}"; font-weight: {weights}; src: url("data:font/woff2;base64,'
        f'{base64.b64encode((FONTS / f"{family}-{name}.woff2").read_bytes()).decode()}") }}\n'
        for family in FAMILIES
        for name, weights in (("regular", "100 500"), ("bold", "600 900"))
    )
    names = "".join(f'--{family}: "Block {family}" !important; ' for family in FAMILIES)
    return f"""{faces}
        :root {{ {names} }}
        * {{ content-visibility: visible !important; transition: none !important; animation: none !important }}
        /* What a picture shows is its own business, and a format's: here it has a place and a size. */
        img {{ object-position: -9999px; background: #808080 !important }}
        [data-away] {{ display: none !important }}"""


# The parts of the page, each a list of elements; what is in none of them is out of the picture.
PARTS = """() => {
    const parts = { title: [document.querySelector("main .article-header")] };
    const contents = document.querySelector("page-contents");
    if (contents) parts.contents = [contents];
    const below = document.querySelectorAll("main > .article > :not(.article-header, page-contents, .prose)");
    if (below.length) parts.end = [...below];
    let name = "title";
    for (const element of document.querySelectorAll(".prose > *, main .specimen")) {
        name = element.matches("h2[id]") ? element.id : element.querySelector(":scope > h2[id]")?.id ?? name;
        (parts[name] ??= []).push(element);
    }
    return parts;
}"""
SHOW = (
    f"(name) => {{ const parts = ({PARTS})();"
    """
    for (const [id, elements] of Object.entries(parts))
        for (const element of elements) element.toggleAttribute("data-away", id !== name);
    scrollTo(0, 0);
}"""
)
TOOLS_ARE_THERE = """() => {
    const blocks = [...document.querySelectorAll(".sample > .highlight")].filter((block) => block.checkVisibility());
    const offered = [...document.querySelectorAll("[data-browser] > .highlight")];
    return blocks.length && blocks.every((block) => block.previousElementSibling?.matches("code-tools:has(button)"))
        && offered.every((block) => block.nextElementSibling.matches("sample-run"));
}"""
# Where a part is that is not within the text.
PLACES = {"header": ".site-header", "footer": ".site-footer", "contents": "page-contents"}
# What is of the day on which the samples ran, of the versions that this machine has, and of how large Python is.
STILL = """() => {
    for (const time of document.querySelectorAll(".badge time")) time.textContent = "1 January 2026";
    for (const version of document.querySelectorAll(".badge-version")) version.textContent = "Python 3.11.2";
    for (const cost of document.querySelectorAll(".run-cost")) cost.textContent = "loads 4.0 MB once, then cached";
    for (const image of document.images) image.loading = "eager";
}"""


@dataclass
class Stage:
    """The style guide in one view."""

    page: Page
    name: str
    parts: list[str] = field(default_factory=list)

    def picture(self, part: str) -> Image.Image:
        """One section alone, or what is above and below all of them."""
        if part in self.parts:
            self.page.evaluate(SHOW, part)
        return read(self.page.locator(PLACES.get(part, "main")).screenshot())

    def do(self, state: State) -> Image.Image:
        """What a section looks like while a reader does something."""
        if state.section in self.parts:
            self.page.evaluate(SHOW, state.section)
        place = self.page.locator(state.selector).first
        if state.deed == "scroll":
            place.evaluate("element => element.scrollLeft = 40")
        else:
            getattr(place, state.deed)()
        if state.whole:
            self.page.wait_for_selector("dialog[open] img")
            return self._undone(read(self.page.screenshot()), place)
        self.page.evaluate("scrollTo(0, 0)")
        return self._undone(read(self.page.screenshot(clip=self._clip(state.section))), place)

    def _undone(self, picture: Image.Image, place: Locator) -> Image.Image:
        self.page.keyboard.press("Escape")
        self.page.mouse.move(0, 0)
        place.evaluate("element => { element.blur(); element.scrollLeft = 0 }")
        return picture

    def _clip(self, section: str) -> dict[str, float]:
        box = self.page.locator(PLACES.get(section, "main")).bounding_box()
        assert box
        return {**box, "height": min(box["height"], HEIGHT - box["y"])}


@pytest.fixture(scope="module")
def even_chromium(browser: Browser) -> Iterator[Browser]:
    """A Chromium that draws the edges of characters alike whatever a system has set for its own."""
    switches = (*SWITCHES, "--disable-lcd-text", "--force-color-profile=srgb", "--hide-scrollbars")
    environment = {**os.environ, "FONTCONFIG_FILE": str(FONTS / "fonts.conf")}
    even = browser.browser_type.launch(executable_path=CHROMIUM, args=switches, env=environment)
    yield even
    even.close()


@pytest.fixture(scope="module")
def stages(even_chromium: Browser, address: str) -> Iterator[dict[str, Stage]]:
    """The style guide in each view, with fonts that come along."""
    made: dict[str, Stage] = {}
    contexts = []
    for name, view in VIEWS.items():
        context = even_chromium.new_context(
            viewport={"width": view.width, "height": HEIGHT},
            color_scheme=view.scheme,
            reduced_motion="reduce",
            bypass_csp=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.emulate_media(media=view.medium)
        page.goto(f"{address}/styleguide/", wait_until="networkidle")
        move_until(page, "code-tools")  # with the first movement comes what a block of code offers
        page.mouse.move(1, 1)
        page.wait_for_function(TOOLS_ARE_THERE)
        page.add_style_tag(content=fonts())
        page.evaluate(STILL)
        page.evaluate("document.fonts.ready")
        seen = page.locator("page-contents").is_visible()  # which paper has none of
        made[name] = Stage(page, name, [part for part in page.evaluate(PARTS) if part != "contents" or seen])
    yield made
    for context in contexts:
        context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_it_looks_as_approved(stages: dict[str, Stage], view: str) -> None:
    """Each section, and each state of an element, looks as in the picture that was approved of it."""
    stage = stages[view]
    forget(view)
    parts = ["header", *stage.parts, "footer"]
    pictures = {part: stage.picture(part) for part in parts}
    pictures |= {name: stage.do(state) for name, state in STATES.items() if view in state.views}
    faults = [fault for name, picture in pictures.items() if (fault := compare(view, name, picture))]
    faults += compare_names(view, pictures)
    listed = "\n  ".join(faults)
    assert not faults, f"{listed}\nLook at .visual/{view}/. If it is meant to look so: ./inv approve"


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_what_changes_visibly_is_seen(stages: dict[str, Stage], mutation: str) -> None:
    """A change of one colour, space, border or font is more than the tolerance in a section that has it."""
    stage, (part, css) = stages["desk-light"], MUTATIONS[mutation]
    before = stage.picture(part)
    style = stage.page.add_style_tag(content=css)
    after = stage.picture(part)
    style.evaluate("element => element.remove()")
    assert not TOLERANCE.allows(before, after)
    assert TOLERANCE.allows(before, stage.picture(part))


def test_a_picture_is_the_same_each_time(stages: dict[str, Stage]) -> None:
    """Two pictures of one thing do not differ at all, so that the tolerance is for other machines."""
    stage = stages["desk-dark"]
    for part in ("text", "tables", "python", "article-header"):
        one, other = stage.picture(part), stage.picture(part)
        assert one.size == other.size, part
        assert differing(one, other, 0) == 0, part


def test_each_character_has_a_block(stages: dict[str, Stage]) -> None:
    """No character of the style guide comes from a font of this machine."""
    text = stages["desk-light"].page.evaluate("document.body.innerText")
    known = [range(0x20, 0x180), range(0x2000, 0x2070), range(0x2190, 0x2400), range(0x2500, 0x27C0)]
    assert {sign for sign in text if sign not in "\n\t" and not any(ord(sign) in part for part in known)} == set()


def test_approved_pictures_are_small() -> None:
    """They are in the repository with all their history, so that they have a budget."""
    assert 0 < sum(path.stat().st_size for path in APPROVED.rglob("*.png")) <= MOST_BYTES
