"""Getting about in a real browser: from page to page, within a page, and in the colours that the reader chose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.server import serving
from tests.site.house import make_content, pelican, write_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

SECTIONS = 6
VISITS = 20  # of pages, none of which may flash
PAPER = {"light": "rgb(252, 251, 248)", "dark": "rgb(20, 23, 26)"}
LINKS = (
    "[A page elsewhere](https://example.org/a/), [a file]({attach}notes.txt), [another]({filename}../short/index.md)."
)
# When the scheme was set, and whether the page began as a transition from the one before.
WATCH = """
new MutationObserver(() => {
  if (document.documentElement?.dataset.scheme) window.schemeSet ??= performance.now();
}).observe(document, { subtree: true, attributes: true, childList: true });
addEventListener("pagereveal", (event) => { window.faded = Boolean(event.viewTransition); });
"""
PAINTED = """() => new Promise((resolve) => {
  const observer = new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime));
  observer.observe({ type: "paint", buffered: true });
})"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A published site with a long article that is also a download, a short one and a draft, served: its address."""
    folder = tmp_path_factory.mktemp("navigation")
    content, output = make_content(folder), folder / "output"
    text = "".join(f"## Part {part}\n\n" + "Words.\n\n" * 30 for part in range(SECTIONS))
    bundle = write_article(content, "long", f"{LINKS}\n\n{text}").parent
    for name in ("notes.txt", "requirements.in"):
        (bundle / name).write_text("flask\n")
    write_article(content, "short")
    write_article(content, "not-yet", Status="draft")
    told = pelican(content, output, "publishconf.py", "--fatal", "warnings")
    assert told.status == 0, told.said
    with serving(output) as site:
        yield site


def context_of(browser: Browser, **options: Any) -> BrowserContext:
    """A context in which pages tell what `WATCH` saw."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
    context.add_init_script(WATCH)
    return context


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on a desk whose system is light."""
    with context_of(browser, color_scheme="light") as context:
        yield context.new_page()


def follow(page: Page, home: str, path: str) -> float:
    """Follow a link of the page to another, and wait until that was painted; gives the milliseconds that it took."""
    page.locator(f"a[href$='{path}']").first.evaluate("link => link.click()")
    page.wait_for_url(f"{home}/{path}")
    painted: float = page.evaluate(PAINTED)
    return painted


@pytest.mark.parametrize(("motion", "fades"), [("no-preference", True), ("reduce", False)])
def test_pages_fade_unless_the_reader_wants_less_motion(browser: Browser, home: str, motion: Any, fades: Any) -> None:
    """Each page begins as a transition from the one before, and none does where less motion is wanted."""
    with context_of(browser, reduced_motion=motion) as context:
        page = context.new_page()
        page.goto(f"{home}/")
        seen = []
        for path in ("long/", "archives/", "short/", "archives/"):
            follow(page, home, path)
            seen.append(page.evaluate("window.faded"))
    assert seen == [fades] * 4


def test_what_is_made_ready_before_a_click(page: Page, home: str) -> None:
    """The rules are read without an error, under the policy, and mean the site's own pages: no file, feed or draft."""
    session = page.context.new_cdp_session(page)
    rules: list[dict[str, Any]] = []
    sources: list[list[dict[str, Any]]] = []
    session.on("Preload.ruleSetUpdated", lambda event: rules.append(event["ruleSet"]))
    session.on(
        "Preload.preloadingAttemptSourcesUpdated", lambda event: sources.append(event["preloadingAttemptSources"])
    )
    session.send("Preload.enable")
    for start in ("long/", ""):
        rules.clear()
        page.goto(f"{home}/{start}")
        page.wait_for_timeout(500)
        assert [rule.get("errorMessage") for rule in rules] == [None]
        candidates = {source["key"]["url"] for source in sources[-1]}
        assert {source["key"]["action"] for source in sources[-1]} == {"Prerender"}
        links = set(page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)"))
        assert candidates == {link for link in links if is_page(link, home)} - {page.url}
        assert f"{home}/short/" in candidates
        assert not any("/drafts/" in link for link in candidates)


def is_page(link: str, home: str) -> bool:
    """Whether a link leads to a page of the site, and not to a part of one; the first page is ready anyhow."""
    parts = urlsplit(link)
    return link.startswith(f"{home}/") and parts.path.endswith("/") and parts.path != "/" and not parts.fragment


def test_the_scheme_has_three_states_and_is_remembered(page: Page, home: str) -> None:
    """The switch goes from the system's colours to light, dark and back, says where it is, and holds on all pages."""
    page.goto(f"{home}/")
    switch = page.locator("scheme-switch button")
    assert paper(page) == PAPER["light"]
    page.emulate_media(color_scheme="dark")
    states = (("auto", "dark", "short/"), ("light", "light", "archives/"), ("dark", "dark", "short/"))
    for name, colour, path in states:
        expect(switch).to_have_accessible_name(f"Colours: {name}")
        assert paper(page) == PAPER[colour]
        follow(page, home, path)
        expect(switch).to_have_accessible_name(f"Colours: {name}")
        assert paper(page) == PAPER[colour]
        switch.click()
    expect(switch).to_have_accessible_name("Colours: auto")
    page.emulate_media(color_scheme="light")
    assert paper(page) == PAPER["light"]


def paper(page: Page) -> str:
    """The colour behind the text."""
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    if colour == "rgba(0, 0, 0, 0)":
        colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


def test_no_page_flashes(page: Page, home: str) -> None:
    """Where the system is light and the reader chose dark, each page is dark before its first paint."""
    page.goto(f"{home}/archives/")
    page.evaluate("localStorage.scheme = 'dark'")
    late = []
    for visit in range(VISITS):
        painted = follow(page, home, ("short/", "archives/")[visit % 2])
        chosen = page.evaluate("window.schemeSet")
        if chosen > painted:
            late.append((visit, chosen, painted))
    assert late == []


def test_the_list_of_contents_shows_where_the_reader_is(page: Page, home: str) -> None:
    """Of the links to the headings the one to the part that is read is marked, and no other."""
    page.goto(f"{home}/long/")
    current = page.locator("page-contents a[aria-current]")
    expect(current).to_have_count(0)
    for part in (2, 5, 1):
        page.locator("h2", has_text=f"Part {part}").evaluate("heading => heading.scrollIntoView()")
        expect(current).to_have_text(f"Part {part}")
        expect(current).to_have_count(1)


def test_a_heading_is_the_link_to_itself(page: Page, home: str) -> None:
    """A click on a heading puts its address into the address bar; who comes by it finds the heading at the top."""
    page.goto(f"{home}/long/")
    page.locator("h2").get_by_role("link", name="Part 3").click()
    assert page.url == f"{home}/long/#part-3"
    other = page.context.new_page()
    other.goto(page.url)
    assert 0 <= other.locator("#part-3").bounding_box()["y"] < 200


def test_the_first_key_skips_to_the_text(page: Page, home: str) -> None:
    """The first Tab shows a link that was out of sight; Enter on it puts the focus into the text."""
    page.goto(f"{home}/long/")
    skip = page.get_by_role("link", name="Skip to the text")
    assert not in_sight(skip.bounding_box())
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    assert in_sight(skip.bounding_box())
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def in_sight(box: dict[str, float] | None) -> bool:
    """Whether something can be seen without scrolling."""
    return box is not None and box["y"] >= 0 and box["x"] >= 0 and box["width"] * box["height"] > 1
