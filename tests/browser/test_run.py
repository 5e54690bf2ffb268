"""Samples that run in the page, as a reader meets them, in Chromium, on the site as it is published."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Locator, Page, Route, expect

from tests.browser import run_article
from tests.browser.house import move_until
from tests.browser.server import serving, serving_by_nginx
from tests.site.house import ROOT, Site, build, make_content

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 320, "height": 640}
PATIENCE = 60_000  # milliseconds, on a machine that has much else to do
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with the article."""
    content = make_content(tmp_path_factory.mktemp("run"), guide=True)
    run_article.write(content)
    return build(content, content.parent / "output", "publishconf.py")


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """Where the site is served, without a slash at the end."""
    with serving_by_nginx(site.output) as where:
        yield where


@contextmanager
def reading(browser: Browser, address: str, size: dict[str, int], **options: object) -> Iterator[Page]:
    """A page in a profile of its own; it may say nothing on the console, as of its policy."""
    with browser.new_context(viewport=size, **options) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address, wait_until="networkidle")
        yield page
        assert said == []


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """The article at a desk, in which Python is loaded by the first test and stays for the others."""
    with reading(browser, f"{address}/run/", DESK) as page:
        move_until(page, "sample-run")
        yield page


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    """The same, with each sample as it was."""
    yield opened
    while (stop := opened.locator(".run-go", has_text="Stop")).count():
        stop.first.click()
    while (reset := opened.get_by_role("button", name="Reset")).count():
        reset.first.click()
    opened.mouse.move(1, 1)


def sample(page: Page, name: str) -> Locator:
    """The figure of a sample."""
    found = page.locator(f"#sample-{name}")
    found.scroll_into_view_if_needed()
    return found


def press(page: Page, name: str, button: str = "Run") -> Locator:
    """Press a button of a sample."""
    found = sample(page, name)
    found.locator("sample-run").hover()  # with which the other buttons come
    found.locator("sample-run").get_by_role("button", name=button, exact=True).click()
    return found


def verdict(page: Page, name: str) -> str:
    """What is said after a run, once that has ended."""
    press(page, name)
    return words(sample(page, name))


def words(found: Locator) -> str:
    """What is said of the run that goes on, once it has ended."""
    expect(found.locator(".run-go")).to_have_text("Run", timeout=PATIENCE)
    return re.sub(r" in [\d.]+ m?s$", " in TIME", found.locator(".run-verdict").inner_text())


def edit(page: Page, name: str, code: str) -> Locator:
    """Put `code` in the place of what a sample has."""
    found = press(page, name, "Edit")
    field = found.locator("textarea")
    field.fill(code)
    return found


# What comes


def test_nothing_comes_before_it_is_wanted(browser: Browser, address: str) -> None:
    """Python, and what runs it, is asked for by the first press alone; the button says before what that costs."""
    asked: list[str] = []
    with reading(browser, f"{address}/run/", DESK) as page:
        page.on("request", lambda request: asked.append(request.url))
        move_until(page, "sample-run")
        words = page.locator("#sample-hello sample-run")
        expect(words).to_have_text(re.compile(r"^Run ?loads \d\.\d MB once, then cached$"))
        page.wait_for_load_state("networkidle")
        assert not [url for url in asked if "/runnable/" in url or "samples." in url or "/run/run." in url]
        press(page, "hello")
        expect(sample(page, "hello").locator(".run-verdict")).to_be_visible(timeout=PATIENCE)
        assert [url for url in asked if "/runnable/wasm" in url]
        assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_what_is_said_to_come_is_what_comes(site: Site, browser: Browser) -> None:
    """The bytes that the button names are those of the bodies that the first run waits for, from who sends brotli."""
    told = int(site.soup("run/index.html").select_one("[data-cost]")["data-cost"])
    with serving(site.output) as address, reading(browser, f"{address}/run/", DESK) as page:
        move_until(page, "sample-run")
        sizes: list[int] = []
        page.on(
            "requestfinished",
            lambda request: "/runnable/" in request.url and sizes.append(request.sizes()["responseBodySize"]),
        )
        verdict(page, "hello")
        assert sum(sizes) == pytest.approx(told, rel=0.05)


# What it says


def test_the_same_is_said_to_be_the_same(page: Page) -> None:
    """Output that is what the page says is not shown twice; wildcards are those of the verdicts."""
    assert verdict(page, "hello") == "Same as printed above, in TIME"
    assert sample(page, "hello").locator(".run-outcome pre").count() == 0
    assert verdict(page, "wild") == "Same as printed above, in TIME"
    assert verdict(page, "raises") == "Raises the same as above, in TIME"
    assert verdict(page, "ends") == "Ran, and printed nothing, as above, in TIME"
    assert verdict(page, "typed") == "Same as printed above, in TIME"


def test_a_difference_is_shown(page: Page) -> None:
    """Of what differs each line is shown, with those of the page and those of the run told apart."""
    assert verdict(page, "wrong") == "Differs from what is printed above"
    lines = sample(page, "wrong").locator(".run-diff samp > *")
    shown = [(line.evaluate("each => each.localName"), line.inner_text().strip()) for line in lines.all()]
    assert shown == [("span", "one"), ("del", "zwei"), ("ins", "two"), ("span", "three")]


def test_an_error_is_told_in_plain_words(page: Page) -> None:
    """First comes what is wrong and in which line; the traceback, which names the same lines, is behind it."""
    assert verdict(page, "broken") == "NameError on line 4: name 'b' is not defined"
    details = sample(page, "broken").locator("details")
    details.locator("summary").click()
    assert "Line 4" in details.inner_text()
    assert "index.md" not in details.inner_text()
    assert sample(page, "broken").locator(".run-outcome .sample-output").inner_text().strip() == "1"


def test_what_runs_before_runs_here_too(page: Page) -> None:
    """A sample of a session finds what those before it left; what they print is not taken for its own."""
    assert verdict(page, "second") == "Same as printed above, in TIME"
    assert verdict(page, "uses") == "Same as printed above, in TIME"


def test_a_picture_is_shown(page: Page) -> None:
    """What was drawn here stands below what was drawn then."""
    assert verdict(page, "draws") == "Same as printed above, in TIME"
    image = sample(page, "draws").locator(".run-outcome img")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_input_asks_the_reader(page: Page) -> None:
    """Each question opens a field of that name, and what is typed is what the sample gets."""
    found = press(page, "asks")
    field = found.get_by_label("Who?")
    expect(field).to_be_focused(timeout=PATIENCE)
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    again = found.get_by_label("Input")
    expect(again).to_be_focused()
    again.fill("bye")
    found.get_by_role("button", name="Enter").click()
    assert words(found) == "Same as printed above, in TIME"


def test_a_loop_is_stopped(page: Page) -> None:
    """Stop ends what would go on for ever, within a tenth of a second, and the next run works."""
    verdict(page, "hello")
    found = press(page, "endless")
    expect(found.locator("sample-run")).to_have_attribute("data-state", "running")
    took = found.locator(".run-go").evaluate(
        """async (button) => {
          const begun = performance.now();
          button.click();
          await new Promise(requestAnimationFrame);
          return [performance.now() - begun, button.textContent];
        }"""
    )
    assert took[1] == "Run"
    assert words(found) == "Stopped"
    assert verdict(page, "hello") == "Same as printed above, in TIME"


def test_what_was_printed_before_a_loop_is_seen(page: Page) -> None:
    """What a program prints is shown while it computes, and when it is stopped."""
    found = edit(page, "hello", "print(1)\nprint(2)\nwhile True:\n    pass")
    press(page, "hello")
    expect(found.locator(".run-outcome .sample-output")).to_have_text("1\n2\n")
    found.locator(".run-go").click()
    assert words(found) == "Stopped"
    expect(found.locator(".run-outcome .sample-output")).to_have_text("1\n2\n")


def test_a_flood_is_ended(page: Page) -> None:
    """What prints without end is ended, is said so, and shows what it printed."""
    assert verdict(page, "flood") == "Ended, since it printed more than a page can show"
    assert 1 << 16 < len(sample(page, "flood").locator(".run-outcome pre").inner_text()) < 1 << 18


def test_another_run_ends_the_first(page: Page) -> None:
    """Who runs another sample has done with the first."""
    endless = press(page, "endless")
    assert verdict(page, "hello") == "Same as printed above, in TIME"
    assert words(endless) == "Stopped"


def test_waits_are_skipped_on_demand(page: Page) -> None:
    """Where code sleeps a switch lets it pass at once; elsewhere there is none."""
    found = sample(page, "sleeps")
    found.locator("sample-run").hover()
    found.get_by_label("Skip waits").check()
    assert verdict(page, "sleeps") == "Same as printed above, in TIME"
    assert sample(page, "hello").get_by_label("Skip waits").count() == 0


# In the style guide

SKELETON = """(figure) => {
  const of = (element) => {
    if (element.hidden || element.matches("code-tools, .highlight, figcaption, .visually-hidden")) return "";
    const names = [...element.classList].filter((name) => !/^(pce-(no-|focus|has)|token|keyword|active)/.test(name));
    const within = element.matches(".pce-wrapper, samp:not(.run-diff *)") ? "" : [...element.children].map(of).join("");
    const state = element.dataset.state ? `[${element.dataset.state}]` : "";
    return `<${[element.localName, ...names].join(".")}${state}>${within}`;
  };
  return [...figure.querySelectorAll(":scope > :is(sample-run, .run-outcome, .run-files, .run-editor)")].map(of);
}"""


def test_the_style_guide_shows_what_scripts_make(browser: Browser, address: str) -> None:
    """In each of its states a sample is of the elements, with the classes, that stand for that state in the guide."""
    seen: dict[str, object] = {}
    with reading(browser, f"{address}/run/", DESK) as page:

        def see(state: str, name: str) -> None:
            seen[state] = sample(page, name).evaluate(SKELETON)

        move_until(page, "sample-run")
        see("offered", "hello")
        held: list[Route] = []
        page.route("**/runnable/wasm.*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks its handlers
        expect(press(page, "hello").locator(".run-words")).to_have_text(
            re.compile(r"^Loading Python: \d\.\d of \d\.\d MB$")
        )
        see("loading", "hello")
        held[0].continue_()
        words(sample(page, "hello"))
        for state, name in (("equal", "hello"), ("different", "wrong"), ("raised", "broken"), ("capped", "flood")):
            verdict(page, name)
            see(state, name)
        expect(press(page, "endless").locator("sample-run")).to_have_attribute("data-state", "running")
        see("running", "endless")
        field = press(page, "asks").get_by_label("Who?")
        expect(field).to_be_focused()
        see("asking", "asks")
        field.press("Enter")
        expect(sample(page, "asks").get_by_label("Input")).to_be_focused()
        press(page, "asks", "Stop")
        see("stopped", "asks")
        words(press(page, "doubling", "Check"))
        see("failing", "doubling")
        edit(page, "doubling", "def double(n):\n    return n + n")
        assert words(press(page, "doubling", "Check")) == "Right: the check passes"
        sample(page, "doubling").evaluate("figure => figure.querySelector('.run-editor').remove()")  # which another has
        see("passed", "doubling")
        edit(page, "uses", "print('hello bob')")
        words(press(page, "uses"))
        see("edited", "uses")
        page.goto(f"{address}/styleguide/")
        assert {state: page.locator(f"#state-{state}").evaluate(SKELETON) for state in seen} == seen


# Editing


def test_code_is_edited_where_it_stands(page: Page) -> None:
    """The editor is as high as the code was, so that nothing moves; it has numbers, a name, and the page's colours."""
    end = "document.querySelector('#sample-plain').getBoundingClientRect().top + scrollY"
    sample(page, "hello")
    before = page.evaluate(end)
    found = press(page, "hello", "Edit")
    field = found.locator("textarea")
    expect(field).to_be_focused()
    assert page.evaluate(end) == pytest.approx(before, abs=1)
    assert field.input_value() == "print('hello')"
    expect(field).to_have_accessible_name(re.compile("hello.py.*Escape"))
    colours = page.locator("#sample-hello .token.string, #sample-wrong .highlight .s")
    assert len(set(colours.evaluate_all("all => all.map(each => getComputedStyle(each).color)"))) == 1


def test_keys_of_the_editor(page: Page) -> None:
    """Tab indents, a line begins where the last one began, Ctrl-Z takes back, Ctrl-Enter runs, Escape leaves."""
    found = edit(page, "hello", "")
    field = found.locator("textarea")
    field.press_sequentially("for n in range(2):")
    page.keyboard.press("Enter")
    page.keyboard.type("print(n)")
    assert field.input_value() == "for n in range(2):\n    print(n)"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert field.input_value().endswith("\n        ")
    page.keyboard.press("Control+z")
    assert field.input_value().endswith("\n    ")
    page.keyboard.press("Control+Enter")
    assert words(found) == "Your code ran, in TIME"
    assert found.locator(".run-outcome .sample-output").first.inner_text() == "0\n1\n"
    field.focus()
    page.keyboard.press("Escape")
    expect(found.locator(".run-go")).to_be_focused()
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()


def test_reset_brings_back_what_was_there(page: Page) -> None:
    """Marked lines, remarks and the addresses of lines are there again, and what came of a run is gone."""
    code = sample(page, "remarked").locator(".highlight")
    before = code.inner_html()
    found = edit(page, "remarked", "print(1)")
    expect(code).to_be_hidden()
    press(page, "remarked")
    assert words(found) == "Your code ran, in TIME"
    press(page, "remarked", "Reset")
    expect(code).to_be_visible()
    assert code.inner_html() == before
    assert found.locator(".run-outcome, .run-editor").count() == 0


def test_files_are_edited_in_tabs(page: Page) -> None:
    """The files that a sample imports, and those that they import, are there to be read and changed for its run."""
    found = press(page, "uses", "Edit")
    tabs = found.get_by_role("group", name="Files").get_by_role("button")
    expect(tabs).to_have_text(["this sample", "greet.py", "words.py"])
    tabs.nth(2).click()
    found.locator("textarea").fill('WORD = "bye"\n')
    tabs.nth(0).click()
    assert "greet('ada')" in found.locator("textarea").input_value()
    press(page, "uses")
    assert words(found) == "Your code ran, in TIME"
    assert found.locator(".run-outcome .sample-output").first.inner_text() == "bye ada\n"


def test_a_module_that_is_missing_is_loaded(page: Page) -> None:
    """What edited code imports comes when it is not there yet."""
    found = edit(page, "hello", "import tomllib\nprint(tomllib.loads('a = 1'))")
    press(page, "hello")
    assert words(found) == "Your code ran, in TIME"
    assert "{'a': 1}" in found.locator(".run-outcome").inner_text()


def test_an_exercise_is_checked(page: Page) -> None:
    """Its test says what is wrong in its own words, and that it is right; hint and solution are there to be opened."""
    found = press(page, "doubling", "Check")
    assert words(found) == "Not yet: double(2) is to be 4"
    hint, solution = found.locator("details").all()[:2]
    hint.locator("summary").click()
    expect(hint).to_contain_text("Two of them.")
    solution.locator("summary").click()
    expect(solution).to_contain_text("return 2 * n")
    edit(page, "doubling", "def double(n):\n    return n + n")
    press(page, "doubling", "Check")
    assert words(found) == "Right: the check passes"
    found.locator("textarea").fill("def double(n):\n    return m")
    press(page, "doubling", "Check")
    assert words(found) == "Not yet: NameError: name 'm' is not defined"


# Taking away

SCRIPTS = {"second": "set up\n2\n", "uses": "hello ada\n", "typed": "2\n'aaa'\n", "hello": "hello\n"}


def test_a_script_is_taken_away(page: Page, tmp_path: Path) -> None:
    """A sample, with what runs before it and the files that it imports, runs by plain Python as it ran here."""
    for name, said in SCRIPTS.items():
        with page.expect_download() as waiting:
            press(page, name, "Script")
        assert run_script(waiting.value, tmp_path / name) == said, name


def test_what_does_not_run_here_is_taken_away(page: Page, tmp_path: Path) -> None:
    """Where a sample says why it does not run in a page, it is offered as a script."""
    found = sample(page, "elsewhere")
    with page.expect_download() as waiting:
        found.get_by_role("button", name="Download as a script").click()
    assert run_script(waiting.value, tmp_path) == "elsewhere\n"


def run_script(download: Download, folder: Path) -> str:
    """The address holds the code; who opens it finds it in the editor, not run, and nothing of Python comes."""
    folder.mkdir(exist_ok=True)
    path = folder / download.suggested_filename
    download.save_as(path)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            archive.extractall(folder)
        path = folder / path.stem / f"{path.stem}.py"
    block = re.search(r"(?m)^# /// script\n((?:# .*\n)+)# ///$", path.read_text("utf-8"))
    assert block
    about = tomllib.loads("".join(line.removeprefix("# ") for line in block[1].splitlines(keepends=True)))
    assert set(about) == {"requires-python", "dependencies"}
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, check=False, cwd=path.parent)
    assert done.stderr == ""
    return done.stdout


# Sharing


def test_code_is_shared_by_an_address(page: Page, browser: Browser) -> None:
    """The address holds the code; who opens it finds it in the editor, not run, and without anything of Python."""
    edit(page, "hello", "print('größer', 1 + 1)\n")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    press(page, "hello", "Share")
    page.wait_for_url("**?code=*")
    shared = page.evaluate("navigator.clipboard.readText()")
    assert [url for url in sent if not url.endswith("favicon.svg")] == []  # for which an address that is new may ask
    assert shared == page.url
    page.evaluate("history.replaceState(null, '', location.pathname)")
    with reading(browser, shared, DESK) as other:
        asked: list[str] = []
        other.on("request", lambda request: asked.append(request.url))
        found = other.locator("#sample-hello")
        expect(found.locator("textarea")).to_have_value("print('größer', 1 + 1)\n")
        expect(found.locator("sample-run")).to_contain_text("Shared code, not run")
        other.wait_for_load_state("networkidle")
        assert [url for url in asked if "/runnable/" in url] == []
        assert found.locator(".run-outcome").count() == 0


def test_a_damaged_address_does_no_harm(browser: Browser, address: str) -> None:
    """What is no code opens the page as it is."""
    for name in ("#sample-hello?code=!!!", "#sample-hello?code=AAAA", "#nothing?code=S0hJyUQA"):
        with reading(browser, f"{address}/run/{name}", DESK) as page:
            move_until(page, "sample-run")
            page.wait_for_selector("sample-run")
            page.wait_for_load_state("networkidle")
            assert page.locator("textarea").count() == 0


# For everybody


AXE = """async () => (await axe.run("main", { resultTypes: ["violations"] })).violations.map(
  (each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ").slice(0, 300)}`
)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_state_is_accessible(page: Page, scheme: str) -> None:
    """Axe finds nothing to say against any of the states, which stand beside each other on the page."""
    page.emulate_media(color_scheme=scheme)
    for name in ("hello", "wrong", "broken", "draws", "flood"):
        verdict(page, name)
    sample(page, "broken").locator("summary").click()
    press(page, "doubling", "Check")
    words(sample(page, "doubling"))
    edit(page, "uses", "print(1)")
    press(page, "asks")
    expect(sample(page, "asks").get_by_label("Who?")).to_be_focused(timeout=PATIENCE)
    page.evaluate((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    assert page.evaluate(AXE) == []
    page.emulate_media(color_scheme="light")


def test_what_is_said_is_told_to_those_who_hear_it(page: Page) -> None:
    """A run's end is in the one region that is read out, once; and so is each question before it."""
    regions = sample(page, "hello").locator("[role=status], [aria-live]:not(code-tools *)")
    verdict(page, "hello")
    told = [text for text in regions.all_text_contents() if text]
    assert [re.sub(r" in .*", "", text) for text in told] == ["Same as printed above,"]
    press(page, "asks")
    expect(sample(page, "asks").locator("sample-run [role=status]")).to_have_text("Waits for input")


def test_all_is_done_by_the_keyboard(page: Page) -> None:
    """From the button a reader gets to all others by Tab, and what has the focus is seen."""
    press(page, "hello", "Edit")
    page.keyboard.press("Escape")
    names = []
    for _ in range(4):
        names.append(page.evaluate("document.activeElement.textContent"))
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(outline) == "solid"
        page.keyboard.press("Tab")
    assert names == ["Run", "Script", "Share", "Reset"]
    sample(page, "hello").locator(".run-go").focus()
    page.keyboard.press("Enter")
    assert words(sample(page, "hello")) == "Same as printed above, in TIME"
    expect(sample(page, "hello").get_by_role("group", name="Run hello.py")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_has_room_for_all(browser: Browser, address: str, width: int) -> None:
    """Nothing is wider than the smallest phone; fingers find the buttons, and a field does not make phones zoom."""
    phone = {"width": width, "height": 640}
    with reading(browser, f"{address}/run/", phone, has_touch=True, is_mobile=True) as page:
        move_until(page, "sample-run")
        for name in ("wrong", "broken", "draws"):
            verdict(page, name)
        found = press(page, "uses", "Edit")
        expect(found.locator("textarea")).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        size = "parseFloat(getComputedStyle(document.querySelector('textarea')).fontSize)"
        assert page.evaluate(size) >= 16
        heights = "all => all.filter(each => each.offsetHeight).map(each => each.offsetHeight)"
        assert min(page.locator("sample-run button, .run-files button").evaluate_all(heights)) >= 44


def test_who_wants_less_motion_sees_none(page: Page) -> None:
    """Nothing of what scripts make moves by itself, for anybody."""
    verdict(page, "wrong")
    edit(page, "uses", "print(1)")
    moves = """all => all.filter((each) => {
      const { animationName, transitionDuration } = getComputedStyle(each);
      return animationName !== "none" || !/^0s(, 0s)*$/.test(transitionDuration);
    }).map((each) => each.className)"""
    made = "sample-run, sample-run *, .run-outcome, .run-outcome *, .run-editor, .run-editor *, .run-files *"
    assert page.locator(made).evaluate_all(moves) == []


def test_a_session_at_the_prompt_is_edited_as_code(page: Page) -> None:
    """What is typed at the prompts is edited without them; what comes is shown as such a session is."""
    found = press(page, "typed", "Edit")
    field = found.locator("textarea")
    assert field.input_value() == "1 + 1\n'a' * 3"
    field.fill("1 + 2\nfor n in range(2):\n    n")
    press(page, "typed")
    assert words(found) == "Your code ran, in TIME"
    shown = ">>> 1 + 2\n3\n>>> for n in range(2):\n...     n\n0\n1\n"
    assert found.locator(".run-outcome .sample-output").first.inner_text() == shown


def test_who_saves_bytes_gets_none_unasked(browser: Browser, address: str) -> None:
    """A pointer over the button has Python prepared, but not where the reader saves data."""
    saves = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    for script, prepares in (("", True), (saves, False)):
        with browser.new_context(viewport=DESK) as context:
            context.set_default_timeout(PATIENCE)
            context.add_init_script(script)
            page = context.new_page()
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(f"{address}/run/", wait_until="networkidle")
            move_until(page, "sample-run")
            with page.expect_response("**/samples.*"):
                sample(page, "hello").locator(".run-go").hover()
            if prepares:
                page.wait_for_event("requestfinished", lambda request: "/wasm." in request.url)
            else:
                page.wait_for_timeout(1000)
            assert any("/wasm." in url for url in asked) is prepares


# Without a network

TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.log(`violates ${violatedDirective}: ${blockedURI}`))"""
KEPT = """async () => {
  const kept = await (await caches.open("pages")).keys();
  const named = ["/wasm.", "/samples.", "/run/editor."].every((name) => kept.some(({ url }) => url.includes(name)));
  return named && Boolean(navigator.serviceWorker.controller);
}"""


@pytest.mark.parametrize("server", [serving, serving_by_nginx])
def test_a_page_whose_samples_were_run_needs_no_network(
    browser: Browser, site: Site, server: Callable[[Path], AbstractContextManager[str]]
) -> None:
    """After a run the page, its samples and its editor are there without a server, and break no rule of its policy."""
    with browser.new_context(viewport=DESK) as context:
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL_VIOLATIONS)
        page = context.new_page()
        broken: list[str] = []
        page.on("console", lambda message: broken.append(message.text) if "violates" in message.text else None)
        with server(site.output) as address:
            page.goto(f"{address}/run/", wait_until="networkidle")
            move_until(page, "sample-run")
            verdict(page, "hello")
            while not page.evaluate(KEPT):
                page.wait_for_timeout(100)
        page.goto(f"{address}/run/", wait_until="networkidle")
        move_until(page, "sample-run")
        assert verdict(page, "hello") == "Same as printed above, in TIME"
        found = edit(page, "hello", "print('offline')")
        press(page, "hello")
        assert words(found) == "Your code ran, in TIME"
        assert broken == []


# Without


def test_a_page_without_such_samples_has_nothing_of_it(site: Site) -> None:
    """No file, no attribute and no right of the policy is there for nothing."""
    page = site.soup("calm/index.html")
    assert page.select("[data-run], [data-pack]") == []
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "trusted-types 'none'" in policy
    assert "wasm" not in policy
    assert "wasm" not in site.read("run/index.html")
    assert not list(site.output.glob("calm/samples.*"))


def test_without_scripts_nothing_is_in_vain(browser: Browser, address: str) -> None:
    """Who lets no script run reads code and output, without controls and without room for them."""
    with reading(browser, f"{address}/run/", DESK, java_script_enabled=False) as page:
        assert page.locator("button, sample-run").count() == 0
        expect(page.locator("#sample-hello")).to_contain_text("hello")
        expect(page.locator("#sample-hello > .highlight")).to_have_css("margin-block-end", "0px")


def test_paper_has_no_controls(page: Page) -> None:
    """What runs is not printed, nor an editor: there are the code and the output of the page."""
    verdict(page, "hello")
    edit(page, "uses", "print(1)")
    controls = page.locator(
        "sample-run, code-tools, .run-outcome, .run-files, .run-editor, .run-script, details:not([open]) > summary"
    )
    page.emulate_media(media="print")
    shown = [each.evaluate("each => each.outerHTML") for each in controls.all() if each.is_visible()]
    expect(sample(page, "uses").locator(".highlight").first).to_contain_text("greet('ada')")
    expect(sample(page, "uses").locator("figcaption").first).to_be_visible()
    page.emulate_media(media="screen")
    assert shown == []
