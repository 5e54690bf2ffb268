"""The policy that each page has, and that nothing runs against it."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4 import BeautifulSoup
    from playwright.sync_api import ConsoleMessage, Page

    from tests.site.house import Site

DEMANDED = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "require-trusted-types-for": "'script'",
}
DATA = ("application/ld+json", "speculationrules", "application/json")
# Whatever a page may need: 'wasm-unsafe-eval' runs WebAssembly, and no text.
UNSAFE = re.compile(r"'unsafe-|\*|https?:(?!//)")


@pytest.fixture(scope="module")
def soups(measured: Site) -> Mapping[str, BeautifulSoup]:
    """All pages, parsed, by their paths."""
    names = [str(path.relative_to(measured.output)) for path in measured.pages]
    return {name: measured.soup(name) for name in names}


def policy_of(soup: BeautifulSoup) -> dict[str, str]:
    """Return the directives of a page's policy by their names.

    Raises:
        ValueError: there is none, or there are several.

    """
    (tag,) = soup.head.select('meta[http-equiv="Content-Security-Policy" i]')
    parts = (part.strip().partition(" ") for part in tag["content"].split(";"))
    return {name: value.strip() for name, _, value in parts if name}


def test_every_page_has_a_policy(soups: Mapping[str, BeautifulSoup]) -> None:
    """Nothing is allowed that is not named, and what is named is the site's."""
    found = []
    for name, soup in soups.items():
        try:
            policy = policy_of(soup)
        except ValueError:
            found.append(f"{name}: has no policy, or several")
            continue
        found += [f"{name}: {key} is not {value}" for key, value in DEMANDED.items() if policy.get(key) != value]
        found += [f"{name}: {key} {value}" for key, value in policy.items() if UNSAFE.search(value)]
    assert found == [], "\n".join(found)


def test_policy_stands_before_what_it_governs(measured: Site) -> None:
    """The policy holds for what comes after it in the head only: nothing loads or runs before it."""
    late = []
    for path in measured.pages:
        before = path.read_text("utf-8").partition("Content-Security-Policy")[0]
        if re.search(r"<(script|style|link)\b", before):
            late.append(path.name)
    assert late == []


def test_no_page_has_code_among_its_markup(soups: Mapping[str, BeautifulSoup]) -> None:
    """There is no inline script, no handler, no style attribute, and the policy names each inline style."""
    found = [f"{name}: {fault}" for name, soup in soups.items() for fault in _code_in(soup)]
    assert found == [], "\n".join(found)


def _code_in(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.select("*"):
        if tag.name == "script" and not tag.has_attr("src") and tag.get("type") not in DATA:
            yield f"inline script {str(tag)[:60]}"
        if tag.name == "style" and not _is_named(tag.string or "", soup):
            yield f"the policy does not name the style {str(tag)[:60]}"
        for key, value in tag.attrs.items():
            if key.startswith("on") or key == "style":
                yield f"{tag.name} has {key}"
            if str(value).lower().startswith("javascript:"):
                yield f"{key} of {tag.name} is a script"


def _is_named(style: str, soup: BeautifulSoup) -> bool:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    try:
        return f"'sha256-{digest}'" in policy_of(soup).get("style-src", "")
    except ValueError:
        return False


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_console_is_silent(path: str, address: str, page: Page, scheme: str) -> None:
    """Chromium has nothing to say: no policy was broken, no file is missing, nothing raised."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        said.append(f"{message.type}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(f"{request.url}: {request.failure}"))
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/{path}", wait_until="networkidle")
    page.mouse.wheel(0, 3000)
    assert said == []
