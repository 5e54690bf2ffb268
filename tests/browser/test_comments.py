"""Comments, in a real browser and from a real Isso: read, written, refused, and what happens when it is gone."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.house import free_port
from tests.browser.server import serving
from tests.site.house import make_content, pelican, write_article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

# Without gevent, which is here for an article, as after `pip install isso`.
RUN = (
    "import sys; sys.modules['gevent'] = None; from isso import main; sys.argv[1:] = ['-c', sys.argv[1], 'run']; main()"
)
CONFIGURATION = """
[general]
dbpath = {folder}/comments.db
host = {site}/
[server]
listen = http://127.0.0.1:{port}
[moderation]
enabled = {moderated}
[guard]
enabled = {guarded}
[rss]
base = {site}
"""
HOSTILE = '<script>window.bad = 1</script>\n<img src=x onerror="window.bad = 1"> & [x](javascript:bad) *star*'
NAME = '<b>Eve</b> & "Co" &lt;'
TITLE = 'Less < & "more"'
START_WITHIN = 120


@dataclass
class Isso:
    """A server of Isso for the site at `site`, with a database in `folder`."""

    folder: Path
    site: str
    port: int
    moderated: bool = False
    guarded: bool = False
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens, as the setting has it."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        configuration = self.folder / "isso.cfg"
        configuration.write_text(CONFIGURATION.format_map(vars(self)))
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, "-c", RUN, str(configuration)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        deadline = time.monotonic() + START_WITHIN
        while not self.answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it listens."""
        try:
            return bool(self.ask("/info"))
        except OSError:
            return False

    def ask(self, path: str, **comment: str | int | None) -> str:
        """What it answers for this path, to which a comment may be sent."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = json.dumps(comment) if comment else None
        headers = {"Content-Type": "application/json", "Origin": self.site}
        connection.request("POST" if comment else "GET", path, body, headers)
        with connection.getresponse() as answer:
            assert answer.status in (200, 201), answer.read()
            return answer.read().decode()

    def stop(self) -> None:
        """End it, if it runs."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def add(self, slug: str, text: str, author: str) -> int:
        """Write a comment by its API, as another reader; gives its number."""
        told = self.ask(f"/new?uri=/{slug}/", text=text, author=author, title=slug)
        return int(json.loads(told)["id"])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A published site with comments, served: its address, and the port at which it looks for an Isso."""
    folder = tmp_path_factory.mktemp("comments")
    content, output, port = make_content(folder), folder / "output", free_port()
    for slug in ("read", "hostile", "answered", "gone", "moderated", "guarded", "linked", "empty"):
        write_article(content, slug, Title=f"{TITLE} {slug}")
    setting = {"engine": "isso", "server": f"http://127.0.0.1:{port}/", "address": "ed@example.org"}
    told = pelican(content, output, "publishconf.py", "--fatal", "warnings", "-e", f"COMMENTS={json.dumps(setting)}")
    assert told.status == 0, told.said
    with serving(output) as site:
        yield site, port


@pytest.fixture
def isso(home: tuple[str, int], tmp_path: Path) -> Iterator[Isso]:
    """A server of Isso that was not started yet."""
    server = Isso(tmp_path, *home)
    yield server
    server.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; afterwards nothing may have run into its policy, no script may have failed, and there is no cookie."""
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
    yield page
    cookies = context.cookies()
    context.close()
    assert (wrong, cookies) == ([], [])


def open_comments(page: Page, isso: Isso, slug: str) -> None:
    """Go to an article, and ask for its comments."""
    page.goto(f"{isso.site}/{slug}/")
    page.get_by_role("link", name="Read the comments").click()


def heading(page: Page, text: str) -> None:
    """Wait until the heading of the comments says this."""
    expect(page.locator("#comments-title")).to_have_text(text)


def test_nothing_is_asked_before_the_reader_asks(page: Page, isso: Isso) -> None:
    """A page asks the server of comments, and loads the script that does, only after a click."""
    isso.start()
    isso.add("read", "The first one.", "Ada")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{isso.site}/read/", wait_until="networkidle")
    assert [url for url in asked if isso.address in url or "/lazy/" in url] == []
    page.get_by_role("link", name="Read the comments").click()
    heading(page, "1 comment")
    assert [url for url in asked if isso.address in url] == [f"{isso.address}?uri=%2Fread%2F&plain=1"]
    expect(page.locator(".comments-list")).to_contain_text("Ada")
    expect(page.locator(".comments-text")).to_have_text("The first one.")
    assert page.evaluate("document.activeElement.id") == "comments-title"


def test_what_is_hostile_is_text(page: Page, isso: Isso) -> None:
    """Markup in a comment and in a name is shown as it was typed, after it is sent and after it is read again."""
    isso.start()
    open_comments(page, isso, "hostile")
    heading(page, "No comments")
    page.get_by_label("Your comment").fill(HOSTILE)
    page.get_by_label("Your name").fill(NAME)
    page.get_by_role("button", name="Send").click()
    for _ in "sent", "read again":
        heading(page, "1 comment")
        assert page.locator(".comments-text").evaluate("node => node.textContent") == HOSTILE
        assert page.locator(".comments-text *").count() == 0
        assert page.locator(".comments-by b").evaluate("node => node.textContent") == NAME
        assert page.evaluate("window.bad") is None
        open_comments(page, isso, "hostile")
    thread = json.loads(isso.ask("/?uri=/hostile/&plain=1"))
    assert thread["replies"][0]["text"] == HOSTILE


def test_a_comment_can_be_answered(page: Page, isso: Isso) -> None:
    """A reply stands below what it answers, is counted, and has the focus; the form is empty again."""
    isso.start()
    isso.add("answered", "One.", "Ada")
    isso.add("answered", "Two.", "Bob")
    open_comments(page, isso, "answered")
    heading(page, "2 comments")
    page.get_by_role("button", name="Reply to Ada").click()
    expect(page.locator(".comments-place")).to_contain_text("In reply to Ada.")
    page.keyboard.type("An answer.")
    page.get_by_role("button", name="Send").click()
    heading(page, "3 comments")
    expect(page.locator("#isso-1 ol li .comments-text")).to_have_text("An answer.")
    expect(page.locator("#isso-1 ol li")).to_be_focused()
    expect(page.locator(".comments-place")).to_be_empty()
    assert page.get_by_label("Your comment").input_value() == ""


def test_when_the_server_is_gone_the_text_is_kept(page: Page, isso: Isso) -> None:
    """A comment that can't be sent stays in the form, the reader is told, can mail it, and can send it later."""
    isso.start()
    open_comments(page, isso, "gone")
    heading(page, "No comments")
    isso.stop()
    page.get_by_label("Your comment").fill("Much work & thought.")
    page.get_by_role("button", name="Send").click()
    status = page.locator(".comments-status")
    expect(status).to_contain_text("The comment was not sent: 127.0.0.1")
    assert page.get_by_label("Your comment").input_value() == "Much work & thought."
    mail = status.get_by_role("link", name="comment by email").get_attribute("href") or ""
    assert mail.startswith("mailto:ed@example.org?subject=Less%20%3C%20%26%20%22more%22%20gone")
    assert mail.endswith("&body=Much%20work%20%26%20thought.")
    isso.start()
    page.get_by_role("button", name="Send").click()
    heading(page, "1 comment")


def test_comments_that_cannot_be_read_are_said_to_be_so(page: Page, isso: Isso) -> None:
    """Where the server does not answer, the reader is told so, may try again, and may write a mail."""
    open_comments(page, isso, "gone")
    status = page.locator(".comments-status")
    expect(status).to_contain_text("be shown now: 127.0.0.1")
    expect(status.get_by_role("link", name="comment by email")).to_be_visible()
    isso.start()
    page.get_by_role("button", name="Try again").click()
    heading(page, "No comments")


def test_a_comment_may_wait_for_approval(page: Page, isso: Isso) -> None:
    """Where comments are moderated, the writer is told that his is not shown yet."""
    isso.moderated = True
    isso.start()
    open_comments(page, isso, "moderated")
    page.get_by_label("Your comment").fill("May I?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".comments-status")).to_have_text("Sent. It is shown once it is approved.")
    heading(page, "No comments")


def test_a_refusal_has_its_reason(page: Page, isso: Isso) -> None:
    """What the server refuses, such as a third comment within a minute, stays in the form, with the reason given."""
    isso.guarded = True
    isso.start()
    isso.add("guarded", "One.", "Ada")
    isso.add("guarded", "Two.", "Ada")
    open_comments(page, isso, "guarded")
    page.get_by_label("Your comment").fill("Three.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".comments-status")).to_contain_text("ratelimit exceeded")
    assert page.get_by_label("Your comment").input_value() == "Three."


def test_a_link_to_a_comment_shows_it(page: Page, isso: Isso) -> None:
    """An address that ends as Isso ends those in its mails leads to the comment."""
    isso.start()
    isso.add("linked", "One.", "Ada")
    number = isso.add("linked", "Two.", "Bob")
    page.goto(f"{isso.site}/linked/#isso-{number}")
    expect(page.locator(f"#isso-{number}")).to_be_focused()


def test_without_script_the_links_work(browser: Browser, isso: Isso) -> None:
    """Without script the link leads to a feed that has the comments, beside a mail; and there is no dead control."""
    isso.start()
    isso.add("read", "The first one.", "Ada")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{isso.site}/read/")
    feed = page.get_by_role("link", name="Read the comments").get_attribute("href") or ""
    assert "The first one." in isso.ask(f"/{feed.removeprefix(isso.address)}")
    assert page.locator("#comments").get_by_role("button").count() == 0
    page.context.close()
