"""The search as readers use it: the published site on a plain server of files, and nothing else to be reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Route, expect

from tests.browser.server import serving
from tests.site.house import ROOT, Site, build, make_content, write_article

TITLES = {
    path.parent.name if path.stem == "index" else path.stem: path.read_text("utf-8")
    .partition("\n")[0]
    .removeprefix("Title: ")
    for path in sorted([*ROOT.glob("content/articles/*/index.md"), *ROOT.glob("content/pages/*.md")])
    if not re.search(r"^Status:", path.read_text("utf-8"), re.MULTILINE)
}


# What a reader may type, and which article has to come first.
QUERIES = {
    "jitter": "how-to-retry-with-class",
    "exponential backoff": "how-to-retry-with-class",
    "thundering herd": "how-to-retry-with-class",
    "tenacity": "how-to-retry-with-class",
    "certbot renew": "running-your-flask-application-over-https",
    "let's encrypt": "running-your-flask-application-over-https",
    "HSTS": "running-your-flask-application-over-https",
    "self-signed certificate": "running-your-flask-application-over-https",
    "IsolatedAsyncioTestCase": "unit-testing-asyncio-code",
    "AsyncMock": "unit-testing-asyncio-code",
    "pytest-asyncio": "unit-testing-asyncio-code",
    "mock a coroutine": "unit-testing-asyncio-code",
    "partial index": "implementing-the-soft-delete-pattern-with-flask-and-sqlalchemy",
    "with_loader_criteria": "implementing-the-soft-delete-pattern-with-flask-and-sqlalchemy",
    "restore a deleted row": "implementing-the-soft-delete-pattern-with-flask-and-sqlalchemy",
    "alembic migration": "implementing-the-soft-delete-pattern-with-flask-and-sqlalchemy",
    "session cookie": "how-secure-is-the-flask-user-session",
    "SECRET_KEY": "how-secure-is-the-flask-user-session",
    "itsdangerous": "how-secure-is-the-flask-user-session",
    "flask.session": "how-secure-is-the-flask-user-session",
    "manage.py": "migrating-from-flask-script-to-the-new-flask-cli",
    "flask cli": "migrating-from-flask-script-to-the-new-flask-cli",
    "FLASK_APP": "migrating-from-flask-script-to-the-new-flask-cli",
    "entry point": "migrating-from-flask-script-to-the-new-flask-cli",
    "what is verified": "how-this-site-is-verified",
    "licence": "colophon",
}


@pytest.fixture(scope="module")
def address(real_published: Site) -> Iterator[str]:
    """Where the site is served."""
    with serving(real_published.output) as where:
        yield where


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A new reader's profile."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A tab that reaches the site and nothing else; the test fails if its console says anything.

    But for what is not there, and for a fade between pages that one of them was too quick for.
    """
    said: list[str] = []
    context.route(lambda url: not url.startswith(address), lambda route: route.abort())
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert [line for line in said if "status of 404" not in line and "ViewTransition" not in line] == []


def look_for(page: Page, address: str, query: str) -> None:
    """Open the address of a search, and wait for what it finds."""
    page.goto(f"{address}/search/?{query}")
    expect(status(page)).not_to_be_empty()
    expect(results(page).first).to_be_visible()


def status(page: Page) -> Locator:
    """Return what is announced."""
    return page.get_by_role("status")


def results(page: Page) -> Locator:
    """Return the titles of the results, as links."""
    return page.locator(".search-results h2 a")


def field(page: Page) -> Locator:
    """Return where words are typed."""
    return page.get_by_role("searchbox", name="Look for")


def box(page: Page, name: str) -> Locator:
    """Return a filter."""
    return page.get_by_role("checkbox", name=re.compile(f"^{re.escape(name)} "))


def slug(link: Locator) -> str:
    """Return the last folder in the address of a link."""
    return (link.get_attribute("href") or "").rstrip("/").rpartition("/")[2]


def test_a_title_finds_its_article_first(page: Page, address: str) -> None:
    """Whoever types a title wants that article, or page."""
    for name, title in TITLES.items():
        look_for(page, address, f"q={quote(title)}")
        assert slug(results(page).first) == name, title


def test_what_readers_type_is_found(page: Page, address: str) -> None:
    """The article about a subject comes first: for words of its prose, of its code, and with marks in them."""
    first = {}
    for query in QUERIES:
        look_for(page, address, f"q={quote(query)}")
        first[query] = slug(results(page).first)
    assert first == QUERIES


def test_a_result_tells_where_the_words_are(page: Page, address: str) -> None:
    """It has its title, its series, an excerpt with the words marked, and headings below which there are more."""
    look_for(page, address, "q=jitter")
    expect(status(page)).to_have_text("1 result for “jitter”")
    result = page.locator(".search-results > li")
    expect(result.locator(".search-series")).to_have_text("Flask in practice")
    assert {word.strip("(),.=:1").lower() for word in result.locator("mark").all_inner_texts()} == {"jitter"}
    heading = result.locator("ul a").first
    heading.click()
    assert re.search("/how-to-retry-with-class/#.", page.url)
    expect(page.locator("h2:target, h3:target")).to_have_text(re.compile("How long to wait"))


def test_nothing_is_loaded_before_the_search(page: Page, address: str) -> None:
    """A page that is read brings nothing of Pagefind; a first query loads less than 250 kB, uncompressed."""
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda request: _note_size(request, sizes))
    for path in ("/", "/how-to-retry-with-class/", "/tags/"):
        page.goto(address + path, wait_until="networkidle")
    assert not sizes
    look_for(page, address, "q=jitter")
    page.wait_for_load_state("networkidle")
    assert "pagefind.js" in sizes
    assert 50_000 < sum(sizes.values()) < 250_000


def _note_size(request: Request, sizes: dict[str, int]) -> None:
    if "/pagefind/" in request.url:
        sizes[request.url.rpartition("/")[2]] = request.sizes()["responseBodySize"]


def test_the_key_leads_to_the_search(page: Page, address: str) -> None:
    """The key / opens the page of the search, whose field has the focus; there it is a character like any other."""
    page.goto(f"{address}/how-to-retry-with-class/", wait_until="networkidle")
    page.keyboard.press("Control+/")
    page.keyboard.press("Alt+/")
    assert page.url.endswith("/how-to-retry-with-class/")
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    assert page.url == f"{address}/search/"
    page.keyboard.type("a/b")
    expect(field(page)).to_have_value("a/b")
    box(page, "Python").focus()
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()


def test_the_key_can_be_turned_off(page: Page, address: str) -> None:
    """Who wants / to be a key like any other says so on the page of the search; all pages keep to it until undone."""
    page.goto(f"{address}/search/")
    choice = page.get_by_label("The key / leads to this page")
    expect(choice).to_be_checked()
    choice.uncheck()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(field(page)).not_to_be_focused()
    page.goto(f"{address}/how-to-retry-with-class/", wait_until="networkidle")
    page.keyboard.press("/")
    assert page.url.endswith("/how-to-retry-with-class/")
    page.goto(f"{address}/search/")
    choice.check()
    page.goto(f"{address}/how-to-retry-with-class/", wait_until="networkidle")
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()


def test_what_is_typed_while_the_index_comes_stays(page: Page, address: str) -> None:
    """Over a slow network the field is there before the filters are; then it is searched for."""
    held: list[Route] = []
    page.route("**/facets.json", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks the function
    with page.expect_request("**/facets.json"):
        page.goto(f"{address}/search/")
    expect(field(page)).to_be_focused()
    page.keyboard.type("jitter")
    assert held
    for route in held:
        route.continue_()
    expect(status(page)).to_have_text("1 result for “jitter”")
    expect(box(page, "Python")).to_be_visible()
    expect(field(page)).to_have_value("jitter")


def test_all_works_from_the_keyboard(page: Page, address: str) -> None:
    """Arrows go from the field through the results and back, Enter opens one, Escape empties the field."""
    page.goto(f"{address}/search/")
    expect(field(page)).to_be_focused()
    page.keyboard.type("click")
    expect(results(page)).not_to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(results(page).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search-results ul a").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(results(page).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")
    expect(results(page)).to_have_count(0)
    assert page.url == f"{address}/search/"
    page.keyboard.type("click")
    page.keyboard.press("Enter")
    expect(results(page)).not_to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        TITLES["migrating-from-flask-script-to-the-new-flask-cli"]
    )


def test_filters_say_what_they_leave_and_leave_it(page: Page, address: str) -> None:
    """Each filter has a count of the results that it leaves; several all have to fit; the address names them."""
    look_for(page, address, "q=flask")
    total = int((status(page).text_content() or "").split()[0])
    label = page.locator("label", has=box(page, "Security"))
    expect(label.locator(".count")).to_have_text("3")
    box(page, "Security").check()
    expect(status(page)).to_have_text(f"3 results for “flask”, {total} without the filters")
    assert {slug(link) for link in results(page).all()} == {
        "handling-authentication-secrets-in-the-browser",
        "how-secure-is-the-flask-user-session",
        "running-your-flask-application-over-https",
    }
    assert page.url == f"{address}/search/?q=flask&tag=Security"
    expect(box(page, "Database")).to_be_disabled()
    box(page, "Flask in practice").check()
    expect(page).to_have_url(f"{address}/search/?q=flask&tag=Security&series=Flask+in+practice")
    expect(results(page)).to_have_count(3)
    page.reload()
    expect(results(page)).to_have_count(3)
    expect(box(page, "Security")).to_be_checked()
    page.go_back()
    page.go_back()
    expect(status(page)).to_have_text(f"{total} results for “flask”")
    expect(box(page, "Security")).not_to_be_checked()


def test_a_tag_alone_lists_its_articles(page: Page, address: str) -> None:
    """An address may name a filter without a word, in letters of either case."""
    look_for(page, address, "tag=security")
    expect(status(page)).to_have_text("3 results")
    expect(box(page, "Security")).to_be_checked()


def test_the_back_button_goes_through_the_searches(page: Page, address: str) -> None:
    """A result leads away and back to the same results; each word that was looked for is a step, and no letter is."""
    page.goto(f"{address}/tags/")
    page.goto(f"{address}/search/")
    expect(field(page)).to_be_focused()
    page.keyboard.type("jitter", delay=30)
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("1 result for “jitter”")
    field(page).fill("certbot")
    expect(status(page)).to_contain_text("certbot")
    results(page).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES["running-your-flask-application-over-https"])
    page.go_back()
    expect(status(page)).to_have_text("1 result for “certbot”")
    expect(field(page)).to_have_value("certbot")
    page.go_back()
    expect(status(page)).to_have_text("1 result for “jitter”")
    expect(field(page)).to_have_value("jitter")
    page.go_back()
    expect(page).to_have_url(f"{address}/tags/")


def test_nothing_found_is_said(page: Page, address: str) -> None:
    """A word that the site does not have finds nothing, and not what begins a little like it; others still do."""
    for word in ("xylophone", "typescript", "bananas"):
        page.goto(f"{address}/search/?q={word}")
        expect(status(page)).to_have_text(f"No results for “{word}”")
        expect(results(page)).to_have_count(0)
    look_for(page, address, "q=jitter+kubernetes")
    expect(status(page)).to_have_text("1 result for “jitter kubernetes”; nothing has “kubernetes”")


@pytest.mark.parametrize("typed", ["certificat", "Isolatedasy", "CERTBOT", "flask_app", "cafe", '"partial index"'])
def test_what_is_there_is_found_as_it_is_typed(page: Page, address: str, typed: str) -> None:
    """Beginnings of words, in letters of either case, with accents or without, and phrases in quotation marks."""
    look_for(page, address, f"q={quote(typed)}")
    expect(page.locator(".search-results mark")).not_to_have_count(0)


def test_a_missing_index_is_said(context: BrowserContext, address: str) -> None:
    """Where the index can't be loaded the page says so."""
    context.route("**/pagefind/**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{address}/search/?q=jitter")
    expect(status(page)).to_contain_text("could not be loaded")


def test_without_script_there_is_no_dead_control(browser: Browser, address: str) -> None:
    """The page says that the search needs script, and has two links and nothing that does nothing."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/search/")
        assert "The search needs JavaScript" in page.locator("main").inner_text()
        expect(page.locator("main :is(input, button, select)")).to_have_count(0)
        page.get_by_role("main").get_by_role("link", name="archive").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Archive")
        page.goto(f"{address}/not-here/")
        expect(page.locator("main :is(input, button, select)")).to_have_count(0)
        expect(page.get_by_role("main").get_by_role("link", name="archive")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
def test_it_fits_on_a_phone(browser: Browser, address: str, width: int) -> None:
    """Nothing is wider than the window, and boxes can be hit."""
    with browser.new_context(viewport={"width": width, "height": 700}, has_touch=True) as context:
        page = context.new_page()
        look_for(page, address, "q=flask")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert all(label.bounding_box()["height"] >= 24 for label in page.locator(".search-filters label").all())
        box(page, "Security").tap()
        expect(results(page)).to_have_count(3)


def test_nothing_moves_when_the_search_appears(page: Page, address: str) -> None:
    """The place that the script fills is kept: no layout shift, cold or with results."""
    for path in ("/search/", "/search/?q=flask", "/not-here/"):
        page.goto(address + path, wait_until="networkidle")
        shifts = page.evaluate(
            """() => new Promise((resolve) => {
              new PerformanceObserver((list) => resolve(list.getEntries().map((entry) => entry.value)))
                .observe({ type: "layout-shift", buffered: true });
              setTimeout(() => resolve([]), 300);
            })"""
        )
        assert sum(shifts) < 0.01, path


def test_a_missing_page_searches_for_its_address(page: Page, address: str) -> None:
    """It has a form with the words of the address, and a link to the page whose address is most like it."""
    page.goto(f"{address}/2026/How-to%20rety_with-clas.html")
    expect(field(page)).to_have_value("2026 how to rety with clas")
    expect(page.get_by_role("main").get_by_role("link", name="/how-to-retry-with-class/")).to_be_visible()
    field(page).fill("certbot renew")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(f"{address}/search/?q=certbot+renew")
    expect(results(page)).to_have_count(1)


def test_a_missing_page_that_is_like_none_suggests_none(page: Page, address: str) -> None:
    """A guess that is none would lead astray; an address that can't be decoded is taken as it is."""
    page.goto(f"{address}/%ff/xyzzy/", wait_until="networkidle")
    expect(field(page)).to_have_value("ff xyzzy")
    expect(page.locator("missing-page a")).to_have_count(0)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Another site, in a folder of its host: nine articles, of which one speaks of markup."""
    folder = tmp_path_factory.mktemp("elsewhere")
    content = make_content(folder)
    for number in range(8):
        write_article(
            content, f"plain-{number}", "Some plainwords.\n", Title=f"Plain {number}", Date=f"2025-01-0{number + 1}"
        )
    body = "Plainwords, <b>bold</b> & `<img src=x onerror=alert(1)>` and `<mark>` and `a < b > c`.\n"
    write_article(content, "markup", body, Title="Markup <b>in</b> titles", Date="2025-02-01")
    build(content, folder / "below", "publishconf.py")
    with serving(folder) as where:
        yield f"{where}/below"


def test_markup_in_a_text_is_text(context: BrowserContext, elsewhere: str) -> None:
    """What looks like an element in an excerpt or a title is shown, not made; but for the marks of what was found."""
    page = context.new_page()
    look_for(page, elsewhere, "q=onerror")
    expect(page.locator(".search-excerpt")).to_contain_text(
        "bold & <img src=x onerror=alert(1)> and <mark> and a < b > c"
    )
    expect(results(page)).to_have_text("Markup <b>in</b> titles")
    expect(page.locator(".search-results :is(img, b)")).to_have_count(0)
    results(page).click()
    assert page.url == f"{elsewhere}/markup/"


def test_more_results_come_on_demand(context: BrowserContext, elsewhere: str) -> None:
    """Six at first; the button brings the others, and the focus to the first of them."""
    page = context.new_page()
    look_for(page, elsewhere, "q=plainwords")
    expect(status(page)).to_have_text("9 results for “plainwords”")
    expect(results(page)).to_have_count(6)
    page.get_by_role("button", name="More results").click()
    expect(results(page)).to_have_count(9)
    expect(results(page).nth(6)).to_be_focused()
    expect(page.get_by_role("button", name="More results")).to_be_hidden()
