"""Pictures, recordings and slides in a real Chromium: what a click, a key and no script do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from runnable.cast import write_cast
from tests.browser.server import serving
from tests.site.house import Site, build, make_content, write_article

TRANSCRIPT = "$ echo one\none\n$ echo two\ntwo\n"
BODY = f"""
![A wide screen]({{attach}}wide.png)

![A small screen]({{attach}}small.png)

```python run hidden name=drawn figure=drawn.svg alt="A line" caption="Drawn."
open("drawn.svg", "w").write("<svg/>")
```

```console run name=said cast=said.cast
{TRANSCRIPT}```
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300" viewBox="0 0 400 300"><path d="M0 0h9"/></svg>'
DECK = "\n---\n\n".join(f"## Slide {number}\n" for number in range(2, 5)) + "\n---\n\n```sample name=said\n```\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The published site of an article with pictures, a recording and slides."""
    content = make_content(tmp_path_factory.mktemp("media"))
    folder = write_article(content, "shown", BODY, Deck="deck.md").parent
    Image.effect_mandelbrot((1800, 700), (-2, -1.5, 1, 1.5), 50).convert("RGB").save(folder / "wide.png")
    Image.effect_mandelbrot((640, 250), (-2, -1.5, 1, 1.5), 50).convert("RGB").save(folder / "small.png")
    (folder / "drawn.svg").write_text(SVG)
    (folder / "said.cast").write_bytes(write_cast(TRANSCRIPT))
    (folder / "deck.md").write_text(DECK)
    return build(content, tmp_path_factory.mktemp("site"), "publishconf.py")


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """Where the article is."""
    with serving(site.output) as root:
        yield f"{root}/shown/"


def is_wrong(message: ConsoleMessage) -> bool:
    """Whether a page complains; a picture by itself has no icon, and Chromium asks for one."""
    return message.type in ("error", "warning") and not message.location["url"].endswith("/favicon.ico")


@contextmanager
def reading(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page in which nothing may go wrong."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if is_wrong(message) else None)
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a desk's size."""
    with reading(browser) as page:
        yield page


def test_a_picture_opens_by_key(page: Page, address: str) -> None:
    """Enter opens the original in its own size, with its text; Esc closes, and the focus is on the link again."""
    page.goto(address, wait_until="networkidle")
    link = page.locator("a.larger", has=page.get_by_alt_text("A wide screen"))
    link.focus()
    page.keyboard.press("Enter")
    large = page.locator("dialog img")
    expect(large).to_have_attribute("alt", "A wide screen")
    expect(large).to_have_js_property("naturalWidth", 1800)
    assert large.evaluate("image => image.getBoundingClientRect().width") == 1800
    assert page.locator("dialog").evaluate("box => box.scrollWidth > box.clientWidth")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(link).to_be_focused()
    assert page.url == address


def test_a_picture_opens_by_click(page: Page, address: str) -> None:
    """A drawing is larger than on the page; a click beside it, or on the button, closes."""
    page.goto(address, wait_until="networkidle")
    drawn = page.locator(".prose").get_by_alt_text("A line")
    drawn.click()
    large = page.locator("dialog").get_by_alt_text("A line")
    expect(large).to_be_visible()
    assert large.bounding_box()["width"] > 2 * drawn.bounding_box()["width"] - 100
    page.mouse.click(5, 790)
    expect(page.locator("dialog")).to_have_count(0)
    drawn.click()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("dialog")).to_have_count(0)


def test_a_new_tab_is_the_readers(page: Page, address: str) -> None:
    """With Ctrl, a link is a link."""
    page.goto(address, wait_until="networkidle")
    with page.context.expect_page() as opened:
        page.get_by_alt_text("A wide screen").click(modifiers=["Control"])
    opened.value.wait_for_url(f"{address}wide.png")
    expect(page.locator("dialog")).to_have_count(0)


def test_a_screen_gets_what_it_needs(browser: Browser, address: str) -> None:
    """A phone gets a narrow AVIF, a desk of twice the dots a wide one; nothing moves when it comes."""
    chosen = {}
    for name, options in {
        "phone": {"viewport": {"width": 390, "height": 800}},
        "desk": {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 2},
    }.items():
        with reading(browser, **options) as page:
            page.goto(address, wait_until="networkidle")
            page.evaluate(
                "new PerformanceObserver(list => { self.moved = (self.moved ?? 0) + list.getEntries().length })"
                ".observe({ type: 'layout-shift', buffered: true })"
            )
            image = page.get_by_alt_text("A wide screen")
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", value=True)
            chosen[name] = image.evaluate("image => image.currentSrc").rpartition("/")[2].rsplit("-", 1)[0]
            assert not page.evaluate("self.moved")
    assert chosen == {"phone": "wide-480", "desk": "wide-1600"}


def test_a_phone_may_enlarge_what_a_desk_shows_whole(browser: Browser, address: str) -> None:
    """The link below a small screenshot is there where the picture is shown smaller than it is."""
    for width, visible in {390: True, 1280: False}.items():
        with reading(browser, viewport={"width": width, "height": 800}) as page:
            page.goto(address, wait_until="networkidle")
            link = page.locator("a.fits")
            assert link.is_visible() == visible
            if visible:
                link.click()
                expect(page.locator("dialog img")).to_have_js_property("naturalWidth", 640)
                expect(page.locator("dialog img")).to_have_attribute("alt", "A small screen")


def test_without_a_script_links_lead_on(browser: Browser, address: str) -> None:
    """To the large picture, to the page of the recording with its transcript, and to the slides, all of them."""
    with reading(browser, java_script_enabled=False) as page:
        page.goto(address, wait_until="networkidle")
        page.locator("a.larger").first.click()
        page.wait_for_url(f"{address}wide.png")
        page.goto(address, wait_until="networkidle")
        page.get_by_role("link", name="Play the recording").click()
        page.wait_for_url(f"{address}said.cast.html")
        assert page.locator("main pre").inner_text().strip() == TRANSCRIPT.strip()
        assert not page.locator(".player").is_visible()
        assert page.goto(f"{address}slides/").ok
        assert all(slide.is_visible() for slide in page.locator(".slide").all())


def test_a_recording_plays_in_place(page: Page, address: str) -> None:
    """A click plays it to its end in a frame that shows nothing else; the link goes on to lead to its page."""
    page.goto(address, wait_until="networkidle")
    page.get_by_role("link", name="Play the recording").click()
    frame = page.frame_locator(".cast-frame")
    terminal = frame.locator(".ap-term-text")
    expect(terminal).to_contain_text("echo one", timeout=60_000)
    assert "two" not in terminal.inner_text()
    expect(terminal).to_contain_text("echo two two", timeout=60_000)
    lines = [line.rstrip() for line in terminal.inner_text().splitlines()]
    assert "\n".join(lines).strip() == TRANSCRIPT.strip()
    assert not frame.locator("h1").is_visible()
    box, player = page.locator(".cast-frame").bounding_box(), frame.locator(".ap-player").bounding_box()
    assert abs(box["height"] - player["height"]) < 4
    assert abs(player["width"] - box["width"]) < 1
    own = page.get_by_role("link", name="The recording on a page of its own")
    assert own.evaluate("link => link.href") == f"{address}said.cast.html"


def test_the_player_on_its_page(page: Page, address: str) -> None:
    """There it waits for the reader, and plays to its end by key under the policy of that page."""
    page.goto(f"{address}said.cast.html")
    terminal = page.locator(".ap-term-text")
    expect(page.locator(".ap-overlay-start")).to_be_visible()
    page.locator(".ap-player").click()
    expect(terminal).to_contain_text("echo two two", timeout=60_000)
    expect(page.locator(".ap-time-remaining")).to_contain_text("00:00", timeout=60_000)


def test_the_policy_lets_no_other_markup_through(browser: Browser, address: str) -> None:
    """The player's policy refuses markup that could run something."""
    page = browser.new_page()  # its console tells each refusal
    page.goto(f"{address}said.cast.html")
    page.locator(".ap-player").wait_for()
    write = "html => { try { document.createElement('p').innerHTML = html; return true } catch { return false } }"
    assert page.evaluate(write, "<b>plain</b>")
    for html in ("<script>1</script>", '<img src=x onerror="1">', '<a href="javascript:1">x</a>', "<iframe></iframe>"):
        assert not page.evaluate(write, html)
    page.close()


def at(page: Page) -> str:
    """The slide that is at the top of the window."""
    return page.evaluate(
        "[...document.querySelectorAll('.slide')].find(slide => Math.abs(slide.getBoundingClientRect().top) < 2)?.id"
    )


def test_slides_by_key(page: Page, address: str) -> None:
    """Arrows lead forth and back, and to either end, and the address says where; each slide fills the window."""
    page.goto(f"{address}slides/")
    page.wait_for_load_state("networkidle")
    went = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home", "PageDown"):
        page.keyboard.press(key)
        went.append((at(page), page.url.rpartition("#")[2]))
    assert went == [(name, name) for name in ("s2", "s3", "s2", "s5", "s5", "s1", "s2")]
    heights = page.locator(".slide").evaluate_all("all => all.map(slide => slide.getBoundingClientRect().height)")
    assert heights == [800] * 5
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(1000)
    assert at(page) in ("s2", "s3")


def test_slides_in_the_article(page: Page, address: str) -> None:
    """The frame shows the title's slide, and its keys are those of the page."""
    page.goto(address, wait_until="networkidle")
    frame = page.frame_locator(".deck-frame")
    expect(frame.get_by_role("heading", level=1)).to_have_text("A Title")
    frame.locator("#s1").click()
    page.keyboard.press("ArrowRight")
    expect(frame.get_by_role("heading", name="Slide 2")).to_be_in_viewport()
    box = page.locator(".deck-frame").bounding_box()
    assert abs(box["width"] / box["height"] - 16 / 9) < 0.01


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_wider_than_the_page(browser: Browser, address: str, width: int) -> None:
    """Article, player and slides have no scrollbar for the whole page, on any screen."""
    with reading(browser, viewport={"width": width, "height": 800}) as page:
        for path in ("", "said.cast.html", "slides/"):
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
