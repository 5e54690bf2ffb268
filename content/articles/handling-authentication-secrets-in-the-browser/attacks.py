"""Each attack against each place for a secret; every one tells whether it succeeded."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from bank import MODES, Mode, Options
from bank.credentials import NAMES
from evil import payloads
from lab import MALLORY, Lab, chromium, log_in, shows, wait_for


@contextmanager
def visit(browser: Browser, options: Options, scale: int = 1) -> Iterator[tuple[Lab, Page]]:
    """The servers with these options, and a page in a new profile."""
    with Lab(options) as lab, browser.new_context(device_scale_factor=scale) as context:
        yield lab, context.new_page()


def is_token(text: str) -> bool:
    return text.count(".") == 2 and "eyJ" in text


# region script
class Scripted(NamedTuple):
    reads: bool
    acts: bool
    waits: bool


@cache
def scripted(browser: Browser, mode: Mode) -> Scripted:
    """Log in to a page that has a stranger's script in it; what the script achieves."""
    with visit(browser, Options(mode)) as (lab, page):
        loot = f"{lab.evil}/loot"
        lab.poison(payloads.read(loot) + payloads.act() + payloads.wait(loot))
        log_in(page, lab)
        [paid] = wait_for(lambda: lab.requests("api", "/transfer", "POST"))
        page.get_by_role("button", name="Refresh").click()
        read, waited = (
            wait_for(lambda name=name: [catch for catch in lab.loot if name in catch])[0]
            for name in ("storage", "header")
        )
        return Scripted(
            reads=is_token(read["storage"]) or is_token(read["cookie"]),
            acts=paid.status == 200 and lab.stolen >= 100,
            waits=is_token(waited["header"]),
        )


# endregion


# region policy
def scripted_under_a_policy(browser: Browser, mode: Mode) -> bool:
    """The same, where a policy allows only scripts with the nonce of this response."""
    with visit(browser, Options(mode, policy=True)) as (lab, page):
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        lab.poison(payloads.act())
        log_in(page, lab)
        wait_for(lambda: lab.stolen or any("Content Security Policy" in text for text in told))
        return bool(lab.stolen)


# endregion


# region forged
def forged(
    browser: Browser,
    options: Options,
    *,
    subdomain: bool = False,
    watch: Callable[[Lab], object] = id,
) -> bool:
    """A page elsewhere has the browser of Ada, who is logged in, send a form."""
    with visit(browser, options) as (lab, page):
        watch(lab)
        log_in(page, lab)
        elsewhere = lab.subdomain if subdomain else lab.evil
        cookies = options.mode in NAMES
        target = f"{lab.bank}/api/transfer" if cookies else f"{lab.api}/transfer"
        page.context.new_page().goto(f"{elsewhere}/form?target={target}")
        server, path = ("bank", "/api/transfer") if cookies else ("api", "/transfer")
        [answer] = wait_for(lambda: lab.requests(server, path))
        return answer.status == 200 and lab.stolen == 100


# endregion


def form_with_none(browser: Browser, mode: Mode) -> bool:
    return forged(browser, Options(mode, samesite="None"))


def form_with_lax(browser: Browser, mode: Mode) -> bool:
    return forged(browser, Options(mode))


def form_of_a_subdomain(browser: Browser, mode: Mode) -> bool:
    return forged(browser, Options(mode, samesite="Strict"), subdomain=True)


def form_guarded(browser: Browser, mode: Mode) -> bool:
    return forged(browser, Options(mode, samesite="None", guard="fetchmeta"), subdomain=True)


# region copied
def copy_after_logout(browser: Browser, mode: Mode) -> bool:
    """Ada's secret is copied off her machine; she logs out; the copy is used."""
    with visit(browser, Options(mode)) as (lab, page):
        log_in(page, lab)
        if mode == "memory":
            copy = page.evaluate("store.get()")
        elif mode == "local":
            copy = page.evaluate("localStorage.token")
        else:
            [cookie] = page.context.cookies()
            copy = cookie["value"]
        page.get_by_role("button", name="Log out").click()
        shows(page, "logged out")
        return works(lab, mode, copy)


def works(lab: Lab, mode: Mode, copy: str) -> bool:
    """Whether the account answers to a copied secret, from another program than the browser."""
    if mode in NAMES:
        port, path = lab.ports["bank"], "/api/account"
        headers = {"Cookie": f"{NAMES[mode]}={copy}"}
    else:
        port, path = lab.ports["api"], "/account"
        headers = {"Authorization": f"Bearer {copy}"}
    server = HTTPConnection("127.0.0.1", port, timeout=60)
    server.request("GET", path, headers={"User-Agent": MALLORY, **headers})
    status = server.getresponse().status
    return {200: True, 401: False}[status]


# endregion

Attack = Callable[[Browser, Mode], bool]
ATTACKS: dict[str, Attack] = {
    "a script reads it": lambda browser, mode: scripted(browser, mode).reads,
    "a script waits for it": lambda browser, mode: scripted(browser, mode).waits,
    "a script acts in the page": lambda browser, mode: scripted(browser, mode).acts,
    "a script acts, under a policy with nonces": scripted_under_a_policy,
    "another site's form, SameSite=None": form_with_none,
    "another site's form, SameSite=Lax": form_with_lax,
    "a subdomain's form, SameSite=Strict": form_of_a_subdomain,
    "a subdomain's form, before the guard": form_guarded,
    "a copy is used after logout": copy_after_logout,
}


def run() -> dict[str, dict[str, bool]]:
    """All of them: by attack and place, whether it succeeded."""
    with chromium() as browser:
        return {
            name: {mode: attack(browser, mode) for mode in MODES}
            for name, attack in ATTACKS.items()
        }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(run(), indent=1) + "\n")
