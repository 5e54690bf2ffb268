# needs: chromium
"""The bank in a real Chromium: what its defences keep out, and what they let their own page do."""

import json
import shutil
from urllib.parse import urlencode

import pytest

if not shutil.which("chromium"):
    pytest.skip("missing: chromium", allow_module_level=True)

from attacks import visit
from bank import Options
from evil import payloads
from lab import chromium, log_in, shows, wait_for

PAYMENT = {"to": "mallory", "amount": "100"}


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("mode", ["local", "readable"])
def test_nothing_arrives_under_a_policy(browser, mode):
    """With a nonce for each script the injected one does not run, and says so to the console."""
    with visit(browser, Options(mode, policy=True)) as (lab, page):
        told = []
        page.on("console", lambda message: told.append(message.text))
        lab.poison(payloads.read(f"{lab.evil}/loot"))
        log_in(page, lab)
        wait_for(lambda: any("inline event handler" in text for text in told))
        page.get_by_role("button", name="Refresh").click()
        wait_for(lambda: len(told) >= 2)
        assert lab.loot == []


def test_no_token_in_the_page(browser):
    """With a BFF no text that the browser gets or keeps has a token in it."""
    with visit(browser, Options("bff")) as (lab, page):
        texts = []
        page.on("response", lambda answer: texts.append((answer.all_headers(), answer.text())))
        log_in(page, lab)
        texts.append(page.content())
        texts.append(page.context.storage_state())
        assert len(texts) >= 5
        assert "__Host-session" in json.dumps(texts)
        assert "eyJ" not in json.dumps(texts)


@pytest.mark.parametrize("guard", ["", "token", "fetchmeta"])
def test_the_own_page_may(browser, guard):
    """No guard keeps the bank's own page from paying, after a reload as well."""
    with visit(browser, Options("bff", guard=guard, samesite="Strict")) as (lab, page):
        log_in(page, lab)
        page.evaluate("call(page.api + '/transfer', {to: 'mallory', amount: 1})")
        page.reload()
        shows(page, "499")
        page.evaluate("call(page.api + '/transfer', {to: 'mallory', amount: 1})")
        wait_for(lambda: lab.stolen == 2)


@pytest.mark.parametrize("guard", ["token", "fetchmeta"])
@pytest.mark.parametrize("host", ["evil", "subdomain"])
def test_the_pages_of_others_may_not(browser, guard, host):
    """Both guards answer 403 to a form of another site and of a subdomain, whose cookies came along."""
    with visit(browser, Options("bff", guard=guard, samesite="None")) as (lab, page):
        log_in(page, lab)
        target = urlencode({"target": f"{lab.bank}/api/transfer"})
        page.context.new_page().goto(f"{getattr(lab, host)}/form?{target}")
        [seen] = wait_for(lambda: lab.requests("bank", "/api/transfer"))
        assert (seen.status, seen.cookies, lab.stolen) == (403, ("__Host-session",), 0)
        assert seen.site == {"evil": "cross-site", "subdomain": "same-site"}[host]


def test_a_get_that_pays(browser):
    """A link that pays does so with a Lax cookie, past the guard."""
    with visit(browser, Options("bff", guard="fetchmeta", old_links=True)) as (lab, page):
        log_in(page, lab)
        target = urlencode({"target": f"{lab.bank}/pay?{urlencode(PAYMENT)}"})
        page.context.new_page().goto(f"{lab.evil}/link?{target}")
        wait_for(lambda: lab.requests("bank", "/pay"))
        assert lab.stolen == 100


@pytest.mark.parametrize("mode", ["local", "memory"])
def test_who_survives_a_reload(browser, mode):
    """When the page is loaded again, the variable forgets, and localStorage does not."""
    with visit(browser, Options(mode)) as (lab, page):
        log_in(page, lab)
        before = len(lab.requests("api", "/account", "GET"))
        page.reload()
        [*_, last] = wait_for(
            lambda: len(seen := lab.requests("api", "/account", "GET")) > before and seen
        )
        assert last.status == (401 if mode == "memory" else 200)
