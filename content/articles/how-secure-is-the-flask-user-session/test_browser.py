# needs: chromium
"""The game in a real browser: what its jar of cookies gives away, and what it does not take."""

import json
import shutil
import warnings

import pytest

import guess
import guess_fixed

if not shutil.which("chromium"):
    pytest.skip("missing: chromium", allow_module_level=True)

from browsing import chromium, serving, win_by_reading
from oversized import app as oversized

ANSWER = 739_183_642  # long enough not to occur by chance
NAME = "__Host-session"


@pytest.fixture
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def fixed(tmp_path, monkeypatch):
    monkeypatch.setattr(guess, "draw", lambda: ANSWER)
    return guess_fixed.create_app(str(tmp_path / "sessions.sqlite"))


def test_won_in_one_try(browser):
    """A player who reads the cookie wins with the first guess, round after round."""
    with serving(guess.create_app()) as address:
        assert "games won: 1" in win_by_reading(browser, address)


def test_the_fixed_game_is_not_won_by_reading(browser, fixed):
    """The cookie of the fixed game is none that can be decoded, though Chromium keeps and shows it."""
    with serving(fixed) as address, pytest.raises(ValueError, match="three parts"):
        win_by_reading(browser, address)
    [cookie] = browser.cookies()
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == (NAME, True, True)
    assert len(cookie["value"]) == 43


def seen(browser, app):
    """All that a browser sees of two guesses: headers both ways, pages, cookies, and what pages may store."""
    told = []

    def hear(response):
        told.append(response)

    with serving(app) as address:
        page = browser.new_page()
        page.on("response", hear)
        page.goto(address)
        page.get_by_label("Your name").fill("ada")
        page.get_by_role("button", name="Play").click()
        texts = [page.content()]
        for number in (1, 2):
            page.get_by_label("Your guess").fill(str(number))
            page.get_by_role("button", name="Guess").click()
            texts.append(page.content())
        headers = [[reply.all_headers(), reply.request.all_headers()] for reply in told]
        stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, name])")
    assert "Higher." in texts[-1]
    assert any("set-cookie" in reply for reply, _ in headers)
    assert any("cookie" in request for _, request in headers)
    return json.dumps([texts, headers, browser.cookies(), stored])


def test_the_answer_is_nowhere(browser, fixed):
    """Neither cookies nor pages, headers or storage of the fixed game hold the answer."""
    assert str(ANSWER) not in seen(browser, fixed)


def test_scripts_see_no_cookie(browser, fixed):
    """Both games' cookies are HttpOnly: document.cookie is empty while the jar is not."""
    for app in (guess.create_app(), fixed):
        with serving(app) as address:
            page = browser.new_page()
            page.goto(address)
            page.get_by_label("Your name").fill("ada")
            page.get_by_role("button", name="Play").click()
            assert browser.cookies()
            assert page.evaluate("document.cookie") == ""
            page.close()


def test_a_session_of_4_6_kb_is_dropped(browser):
    """Chromium keeps a session of 2.7 kB, and of one of 4.6 kB, nothing."""
    with warnings.catch_warnings(), serving(oversized) as address:
        warnings.simplefilter("ignore")
        page = browser.new_page()
        for size, kept in ((2_000, 1), (3_400, 0)):
            browser.clear_cookies()
            assert page.goto(f"{address}{size}").text() == "sent"
            assert len(browser.cookies()) == kept


def test_an_oversized_session_leaves_the_old_one(browser):
    """When the new cookie is dropped the browser goes on to send the old one."""
    with warnings.catch_warnings(), serving(oversized) as address:
        warnings.simplefilter("ignore")
        page = browser.new_page()
        page.goto(f"{address}100")
        before = browser.cookies()
        page.goto(f"{address}3400")
        assert browser.cookies() == before != []


@pytest.mark.parametrize(("name", "kept"), [("__Host-session", 0), ("session", 1)])
def test_a_host_name_has_rules(browser, name, kept):
    """Chromium refuses a __Host- cookie with another path than /, and takes the same under another name."""
    app = guess.create_app()
    app.config.update(
        SESSION_COOKIE_NAME=name, SESSION_COOKIE_SECURE=True, SESSION_COOKIE_PATH="/game"
    )
    with serving(app) as address:
        page = browser.new_page()
        page.goto(address)
        page.get_by_label("Your name").fill("ada")
        page.get_by_role("button", name="Play").click()
        assert len(browser.cookies(f"{address}game")) == kept
