"""The tools of the articles, as a reader uses them, in Chromium, on the site as it is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

import pytest
from itsdangerous import TimestampSigner
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.house import move_until, until
from tests.browser.server import serving_by_nginx
from tests.site.house import ROOT, Site

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 320, "height": 640}
PATIENCE = 60_000  # milliseconds, on a machine that has much else to do
TOOLS = {  # by slug, the sample that is a tool
    "how-secure-is-the-flask-user-session": "decoder",
    "how-to-retry-with-class": "simulator",
    "migrating-from-flask-script-to-the-new-flask-cli": "report",
    "running-your-flask-application-over-https": "chain",
    "handling-authentication-secrets-in-the-browser": "token-form",
    "flask-at-scale": "queue",
}
SESSION, RETRY, MIGRATION, HTTPS, SECRETS, SCALE = TOOLS
# What keeps pages for readers without a network has come; it does so behind the first result.
KEEPS = "performance.getEntriesByType('resource').some(({ name }) => name.includes('/run/trust.'))"
# Nothing has come for a second.
QUIET = "performance.now() - Math.max(...performance.getEntries().map((each) => each.responseEnd ?? 0)) > 1000"
PYTHON = re.compile(r"/runnable/|/samples\.|/run/(?!offer|dom)")


@pytest.fixture(scope="module")
def address(real_published: Site) -> Iterator[str]:
    """Where the site is served, without a slash at the end."""
    with serving_by_nginx(real_published.output) as where:
        yield where


@contextmanager
def reading(browser: Browser, address: str, slug: str, *, memory: int = 8, **options: object) -> Iterator[Page]:
    """An article in a profile of its own, on a device of so many GiB; its console may say nothing, as of its policy."""
    with browser.new_context(**{"viewport": DESK, **options}) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.add_init_script(f"Object.defineProperty(Navigator.prototype, 'deviceMemory', {{ get: () => {memory} }})")
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}/{slug}/", wait_until="networkidle")
        yield page
        assert [words for words in said if "blocked by Playwright" not in words] == []


def opened(page: Page, slug: str) -> Locator:
    """The form of an article's tool, once it shows what it gives for the values that it has at first."""
    offer(page, slug).click()
    form = page.locator(f"#sample-{TOOLS[slug]} .sample-tool fieldset")
    expect(form.locator(".tool-words")).to_contain_text("Done", timeout=PATIENCE)
    return form


def offer(page: Page, slug: str) -> Locator:
    """The button that opens the form; it comes when a reader moves, once there is a script that sees it."""
    button = page.locator(f"#sample-{TOOLS[slug]} .sample-tool button")
    move_until(page, f"#sample-{TOOLS[slug]} .sample-tool button")
    button.scroll_into_view_if_needed()
    return button


def settled(form: Locator, words: str) -> None:
    """Wait until these words say how it went; what was shown before is there no more, or is marked."""
    expect(form.locator(".tool-words")).to_contain_text(words, timeout=PATIENCE)
    expect(form.locator(".tool-result")).to_have_attribute("aria-busy", "false", timeout=PATIENCE)


def rows(form: Locator) -> dict[str, str]:
    """The table that it shows; of heads there is the name alone."""
    found = form.locator("tr").evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
    return {name: " ".join(words) for name, *words in found}


def picture(form: Locator) -> str:
    """The SVG that it shows."""
    return unquote((form.locator("img").get_attribute("src") or "").partition(",")[2])


def recorded(page: Page, slug: str) -> str:
    """The output that the article shows."""
    return page.locator(f"#sample-{TOOLS[slug]} > .sample-output").inner_text()


# What comes


@pytest.mark.parametrize("slug", TOOLS)
def test_nothing_comes_before_it_is_opened(browser: Browser, address: str, slug: str) -> None:
    """Neither the form nor Python is asked for by a page that is read; the button says what it costs."""
    asked: list[str] = []
    with reading(browser, address, slug) as page:
        page.on("request", lambda request: asked.append(request.url))
        button = offer(page, slug)
        expect(button).to_have_text(re.compile("^Open the form: "))
        expect(button.locator("xpath=following-sibling::span")).to_have_text(
            re.compile(r"^loads \d\.\d MB once, then cached$")
        )
        until(page, QUIET)
        assert [url for url in asked if PYTHON.search(url)] == []


@pytest.mark.parametrize("slug", [SESSION, MIGRATION, HTTPS, SECRETS])
def test_it_gives_what_the_page_says(browser: Browser, address: str, slug: str) -> None:
    """For the values that it has at first a tool gives what stands above it, in the words of the recorded output."""
    with reading(browser, address, slug) as page:
        form = opened(page, slug)
        assert form.locator(".tool-result").inner_text().split() == recorded(page, slug).split()


@pytest.mark.parametrize(
    ("slug", "drawn", "said"),
    [
        (RETRY, "simulator.svg", r"^8,\d{3} calls, peak"),
        (SCALE, "queue.svg", "^32 visitors a second, 4 workers, 80% busy"),
    ],
)
def test_the_picture_is_that_of_the_page(browser: Browser, address: str, slug: str, drawn: str, said: str) -> None:
    """A tool draws at first what the article shows, and says it for those who can't see it."""
    with reading(browser, address, slug) as page:
        form = opened(page, slug)
        assert picture(form) == (ROOT / "content/articles" / slug / drawn).read_text()
        expect(form.locator("img")).to_have_attribute("alt", re.compile(said))
        expect(form.get_by_role("status")).to_contain_text(form.locator("img").get_attribute("alt") or "nothing")


# By the class of each control, or by "form", of what elements and classes it is.
SKELETONS = """(form) => {
  const children = (element) => (element.matches("select, .tool-result") ? "" : [...element.children].map(of).join(""));
  const name = (element) => [element.localName, element.type ?? "", ...element.classList].join(".");
  const of = (element) => `<${name(element)}>${children(element)}`;
  const [labels, rest] = [true, false].map((is) => [...form.children].filter((each) => each.matches("label") === is));
  return { ...Object.fromEntries(labels.map((each) => [each.className, of(each)])), form: rest.map(of) };
}"""


def test_the_style_guide_shows_what_scripts_make(browser: Browser, address: str) -> None:
    """A form, and each kind of control in one, is of the elements, with the classes, that it has in the guide."""
    seen: dict[str, object] = {}
    for slug in TOOLS:
        with reading(browser, address, slug) as page:
            seen = opened(page, slug).evaluate(SKELETONS) | seen
    with reading(browser, address, "styleguide") as page:
        shown = page.locator("#state-open fieldset").evaluate(SKELETONS)
    assert len(seen) > 3
    assert {kind: shown[kind] for kind in seen} == seen


# Each tool


def test_a_cookie_never_leaves_the_page(browser: Browser, address: str) -> None:
    """Once it is open, a cookie and a key are decoded without a network, and nothing asks for one."""
    key = "a key of our own"
    signer = TimestampSigner(key, salt="cookie-session", key_derivation="hmac")
    cookie = signer.sign("eyJwbGF5ZXIiOiJncmFjZSJ9").decode()
    # On a device with little memory nothing is loaded in advance, or for a later visit, whatever is typed.
    with reading(browser, address, SESSION, service_workers="block", memory=1) as page:
        form = opened(page, SESSION)
        until(page, KEEPS)
        until(page, QUIET)
        asked: list[str] = []
        page.context.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        page.context.set_offline(True)
        form.get_by_label("Session cookie").fill(cookie)
        expect(form.locator("td", has_text="grace")).to_be_visible(timeout=PATIENCE)
        assert rows(form)["signed"] == "by none of the published keys"
        form.get_by_label("Secret key").fill(key)
        expect(form.locator("td", has_text="by this key")).to_be_visible(timeout=PATIENCE)
        form.get_by_label("Secret key").fill("another")
        expect(form.locator("td", has_text="not by this key")).to_be_visible(timeout=PATIENCE)
        assert rows(form)["player"] == "'grace'"
        assert [url for url in asked if not url.startswith(("data:", "blob:"))] == []
        assert "grace" not in page.evaluate("location.href + document.cookie + JSON.stringify({...localStorage})")


def test_what_is_no_cookie(browser: Browser, address: str) -> None:
    """A bad value is told in a plain sentence, the table of the last good one pales, and the next one is shown."""
    with reading(browser, address, SESSION) as page:
        form = opened(page, SESSION)
        field = form.get_by_label("Session cookie")
        good = field.input_value()
        for text in ("no cookie", "<b>\"'\\{}", "😀.é.\u2028", "a" * 20_000):
            field.fill(text)
            settled(form, "No session cookie of Flask: it has to be payload.time.signature")
            expect(form).to_have_attribute("data-state", "error")
        field.fill("a" * 200_001)
        settled(form, "That is more than this form takes: 200,000 characters")
        field.evaluate(
            "field => { field.value = '\\ud800'; field.dispatchEvent(new Event('input', { bubbles: true })) }"
        )
        settled(form, "There is something in it that is no text")
        field.fill(good)
        settled(form, "Done")
        expect(form).to_have_attribute("data-state", "")


def test_what_is_typed_is_kept_from_helpers(browser: Browser, address: str) -> None:
    """No field is checked for spelling or filled in, since a browser may ask a server for that."""
    with reading(browser, address, SESSION) as page:
        for field in opened(page, SESSION).locator("input").all():
            assert field.get_attribute("autocomplete") == "off"
            assert field.evaluate("field => field.spellcheck") is False


def test_a_storm_follows_the_controls(browser: Browser, address: str) -> None:
    """Each control changes the picture, by the keyboard too, and its value stands beside it."""
    with reading(browser, address, RETRY) as page:
        form = opened(page, RETRY)
        image = form.locator("img")
        told = [image.get_attribute("alt")]

        def changed() -> str:
            expect(image).not_to_have_attribute("alt", told[-1] or "", timeout=PATIENCE)
            settled(form, "Done")
            told.append(image.get_attribute("alt"))
            return told[-1] or ""

        form.get_by_label("First wait").focus()
        page.keyboard.press("ArrowRight")
        expect(form.locator("label", has_text="First wait").locator(".tool-value")).to_have_text("1.5")
        changed()
        form.get_by_label("Retries").select_option("none")
        assert "1,000 operations given up, 0 still waiting" in changed()
        form.get_by_label("Retries").select_option("fixed")
        assert "0 operations given up" in changed()
        form.get_by_label("A budget").check()
        assert not re.search(r"\b0 operations given up", changed())
        form.get_by_label("Outage").press("Home")
        assert "4,000 calls, peak 100/s afterwards; 0 operations given up" in changed()


def test_the_last_of_many_changes_is_shown(browser: Browser, address: str) -> None:
    """A slider that moves faster than Python ends with the picture of where it stopped."""
    with reading(browser, address, RETRY) as page:
        form = opened(page, RETRY)
        form.get_by_label("Outage").fill("1")
        settled(form, "Done")
        expect(form.locator(".tool-value").last).to_have_text("1")
        wanted = picture(form)
        form.get_by_label("Outage").evaluate(
            """slider => [2, 20, 3, 15, 9, 4, 1].forEach((value) => {
                slider.value = value;
                slider.dispatchEvent(new Event("input", { bubbles: true }));
            })"""
        )
        settled(form, "Done")
        assert picture(form) == wanted


def test_a_manage_py_of_ones_own(browser: Browser, address: str) -> None:
    """Each command is told with its line; Python 2 is told as such, with the line."""
    source = "from flask_script import Manager\nm = Manager(app)\n@m.command\ndef say_it(name, n=3):\n    pass\n"
    with reading(browser, address, MIGRATION) as page:
        form = opened(page, MIGRATION)
        form.get_by_label("manage.py").fill(source)
        expect(form.locator("samp")).to_contain_text('@app.cli.command("say_it")', timeout=PATIENCE)
        expect(form.locator("samp")).to_contain_text("2 to replace")
        form.get_by_label("manage.py").fill("x = 1\nprint 'hello'\n")
        settled(form, "Line 2 is no Python 3: ")


def test_a_chain_of_ones_own(browser: Browser, address: str) -> None:
    """A chain in the wrong order is told as such, text around it left aside; and a private key is refused."""
    certificates = re.findall(
        r"-----BEGIN.*?END CERTIFICATE-----\n", (ROOT / "content/articles" / HTTPS / "chain.pem").read_text(), re.DOTALL
    )
    with reading(browser, address, HTTPS) as page:
        form = opened(page, HTTPS)
        field = form.get_by_label("Certificates in PEM")
        field.fill("depth=1 O = Guest book\n".join([certificates[1], certificates[0], certificates[1]]))
        expect(form.locator("td", has_text="which should come next")).to_be_visible(timeout=PATIENCE)
        field.fill(certificates[0])
        expect(form.locator("td", has_text="should be unless it is a root")).to_be_visible(timeout=PATIENCE)
        field.fill("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
        settled(form, "There is a private key in it")


def test_a_token_of_ones_own(browser: Browser, address: str) -> None:
    """A token is told to have expired, or to be of another key; what is none is told as such."""
    with reading(browser, address, SECRETS) as page:
        form = opened(page, SECRETS)
        form.get_by_label("Minutes after it was issued").fill("5")
        expect(form.locator("td", has_text="refused: it has expired")).to_be_visible(timeout=PATIENCE)
        form.get_by_label("Key, if you have it").fill("another")
        expect(form.locator("td", has_text="not made with this key")).to_be_visible(timeout=PATIENCE)
        form.get_by_label("Token").fill("no token")
        settled(form, "A JWT has three parts")


# However it is used


def test_a_tool_by_the_keyboard(browser: Browser, address: str) -> None:
    """Enter opens the form and takes the reader there, and Tab goes through its controls and on to the result."""
    with reading(browser, address, MIGRATION) as page:
        offer(page, MIGRATION).focus()
        page.keyboard.press("Enter")
        form = page.locator("fieldset", has_text="What becomes of a manage.py")
        expect(form).to_be_focused()
        page.keyboard.press("Tab")
        expect(form.get_by_label("manage.py")).to_be_focused()
        settled(form, "Done")
        page.keyboard.press("Tab")
        expect(form.get_by_role("group", name="Result").last).to_be_focused()


@pytest.mark.parametrize("slug", TOOLS)
def test_a_tool_on_a_phone(browser: Browser, address: str, slug: str) -> None:
    """All of it is within the narrowest screen, large enough to be touched, and no field makes the page grow."""
    with reading(browser, address, slug, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        form = opened(page, slug)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
        for control in form.locator("input, select, textarea").all():
            box = control.bounding_box()
            assert box
            assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]
            touched = control.evaluate("control => control.closest('label').getBoundingClientRect().height")
            assert touched >= 44
        for field in form.locator("[type=text], select, textarea").all():
            assert float(field.evaluate("field => parseFloat(getComputedStyle(field).fontSize)")) >= 16


@pytest.mark.parametrize("slug", TOOLS)
def test_without_scripts_there_is_what_it_gives(browser: Browser, address: str, slug: str) -> None:
    """No control is in vain: without scripts the article has the recorded result, and no trace of a form."""
    with reading(browser, address, slug, java_script_enabled=False) as page:
        sample = page.locator(f"#sample-{TOOLS[slug]}")
        expect(sample.locator(".sample-tool")).to_be_hidden()
        assert sample.locator("button").count() == 0
        expect(sample.locator(".sample-output, .sample-figure").first).to_be_visible()


@pytest.mark.parametrize("slug", TOOLS)
def test_an_open_tool_is_sound(browser: Browser, address: str, slug: str) -> None:
    """Each control and result has a name, and enough contrast, by the rules of axe."""
    axe = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    with reading(browser, address, slug, bypass_csp=True) as page:
        opened(page, slug)
        page.evaluate(axe)
        found = page.evaluate(f"axe.run('#sample-{TOOLS[slug]} .sample-tool')")
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
