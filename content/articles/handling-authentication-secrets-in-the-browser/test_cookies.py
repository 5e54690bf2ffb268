# needs: chromium
"""Which cookies Chromium sends along with what, and what it says of where a request is from."""

import shutil

import pytest

if not shutil.which("chromium"):
    pytest.skip("missing: chromium", allow_module_level=True)

import evil
import jar
from arrivals import arrival
from lab import chromium, serving, wait_for

ALL = sorted(jar.KINDS)


@pytest.fixture(scope="module")
def browser():
    with chromium("--host-resolver-rules=MAP bank.test 127.0.0.1") as browser:
        yield browser


@pytest.fixture
def page(browser):
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def taken():
    return []


@pytest.fixture
def ports(taken):
    app = jar.create_app()
    app.extensions["taken"] = taken
    with serving(app) as ours, serving(evil.create_app()) as theirs:
        yield ours, theirs


def test_all_are_kept(page, ports):
    """At *.localhost Chromium keeps Secure and __Host- cookies without HTTPS."""
    page.goto(f"http://app.localhost:{ports[0]}/set")
    assert sorted(cookie["name"] for cookie in page.context.cookies()) == ALL


def test_a_form_of_another_site(browser):
    """A form of another site carries None, and a young cookie without SameSite; not Lax, not Strict."""
    told = arrival(browser, "evil.localhost", "form")
    assert told["cookies"] == ["none", "unset"]
    assert (told["method"], told["site"]) == ("POST", "cross-site")
    assert told["origin"].startswith("http://evil.localhost:")


def test_a_link_of_another_site(browser):
    """A link of another site carries Lax too; Strict alone stays at home."""
    told = arrival(browser, "evil.localhost", "link")
    assert told["cookies"] == ["lax", "none", "plain", "unset"]
    assert (told["method"], told["site"]) == ("GET", "cross-site")


def test_a_fetch_of_another_site(browser):
    """A fetch of another site, with credentials, carries no cookie at all."""
    told = arrival(browser, "evil.localhost", "fetch")
    assert (told["method"], told["cookies"], told["site"]) == ("POST", [], "cross-site")


@pytest.mark.parametrize("how", ["form", "fetch"])
def test_a_subdomain(browser, how):
    """Whatever a subdomain has sent carries each cookie, Strict and __Host- as well."""
    told = arrival(browser, "sub.app.localhost", how)
    assert told["cookies"] == ALL
    assert told["site"] == "same-site"


def test_a_page_of_our_own(page, ports, taken):
    """To the page's own origin all is sent, as same-origin; what is typed into the address bar is from none."""
    page.goto(f"http://app.localhost:{ports[0]}/set")
    page.evaluate("fetch('/take', {method: 'POST'})")
    page.goto(f"http://app.localhost:{ports[0]}/take")
    first, second = wait_for(lambda: len(taken) == 2 and taken)
    assert (first["cookies"], first["site"]) == (ALL, "same-origin")
    assert (second["cookies"], second["site"]) == (ALL, "none")


def test_plain_http(page, ports, taken):
    """By plain HTTP, to a host that is not localhost, no Sec-Fetch- is sent, and no Secure cookie kept."""
    page.goto(f"http://bank.test:{ports[0]}/set")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["plain"]
    page.goto(f"http://bank.test:{ports[0]}/take")
    [told] = wait_for(lambda: taken)
    assert (told["cookies"], told["site"]) == (["plain"], None)


def test_plain_http_form(page, ports, taken):
    """There a form still brings an Origin, by which the guard can tell."""
    ours, theirs = ports
    page.goto(f"http://evil.localhost:{theirs}/form?target=http://bank.test:{ours}/take")
    [told] = wait_for(lambda: taken)
    assert told["site"] is None
    assert told["origin"] == f"http://evil.localhost:{theirs}"
