"""The runs that the sequence diagrams are drawn from, and the pictures of the loot."""

from pathlib import Path

from playwright.sync_api import Browser

from attacks import forged, visit, works
from bank import Options
from evil import payloads
from lab import Lab, Seen, log_in, wait_for


def theft(browser: Browser) -> list[Seen]:
    """A script reads the token out of localStorage, and Mallory uses it from elsewhere."""
    with visit(browser, Options("local")) as (lab, page):
        lab.poison(payloads.read(f"{lab.evil}/loot"))
        log_in(page, lab)
        [catch] = wait_for(lambda: lab.loot)
        assert works(lab, "local", catch["storage"])
        return told(lab)


def forgery(browser: Browser, options: Options) -> list[Seen]:
    """A page of another site has the browser pay; without what the bank's own page asks for."""
    labs: list[Lab] = []
    forged(browser, options, watch=labs.append)
    return [seen for seen in told(labs[0]) if not seen.path.endswith("/account")]


def proxied(browser: Browser) -> list[Seen]:
    """Ada logs in and sees her account, in the mode without a token in the browser."""
    with visit(browser, Options("bff")) as (lab, page):
        log_in(page, lab)
        return told(lab)


def told(lab: Lab) -> list[Seen]:
    """What matters of the requests: neither the empty page nor what a browser asks beforehand."""
    return [
        seen
        for seen in lab.seen
        if seen.method != "OPTIONS"
        and seen.path not in {"/", "/favicon.ico"}
        and seen.status != 401
    ]


def picture(browser: Browser, path: Path, *, policy: bool) -> None:
    """The attacker's page after Ada has logged in."""
    with visit(browser, Options("local", policy=policy), 2) as (lab, page):
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        lab.poison(payloads.read(f"{lab.evil}/loot"))
        log_in(page, lab)
        wait_for(lambda: lab.loot or any("Content Security Policy" in text for text in heard))
        page.set_viewport_size({"width": 720, "height": 300})
        page.goto(lab.evil)
        page.screenshot(path=path)
