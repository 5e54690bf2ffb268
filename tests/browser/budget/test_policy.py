"""The policy that each page has, and that nothing runs against it."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page

    from tests.site.house import Site

DEMANDED = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "require-trusted-types-for": "'script'",
}
DATA = ("application/ld+json", "speculationrules", "application/json")
UNSAFE = re.compile(r"'unsafe-|\*|https?:(?!//)")


def policy_of(site: Site, path: str) -> dict[str, str]:
    """Return the directives of a page's policy by their names."""
    (tag,) = site.soup(path).head.select('meta[http-equiv="Content-Security-Policy" i]')
    parts = (part.strip().partition(" ") for part in tag["content"].split(";"))
    return {name: value.strip() for name, _, value in parts if name}


def test_every_page_has_a_policy(real_published: Site) -> None:
    """Nothing is allowed that is not named, and what is named is the site's."""
    found = []
    for path in real_published.pages:
        name = str(path.relative_to(real_published.output))
        try:
            policy = policy_of(real_published, name)
        except ValueError:
            found.append(f"{name}: has no policy, or several")
            continue
        found += [f"{name}: {key} is not {value}" for key, value in DEMANDED.items() if policy.get(key) != value]
        found += [f"{name}: {key} {value}" for key, value in policy.items() if UNSAFE.search(value)]
    assert found == [], "\n".join(found)


def test_policy_stands_before_what_it_governs(real_published: Site) -> None:
    """The policy holds for what comes after it in the head only: nothing loads or runs before it."""
    late = []
    for path in real_published.pages:
        before = path.read_text("utf-8").partition("Content-Security-Policy")[0]
        if re.search(r"<(script|style|link)\b", before):
            late.append(path.name)
    assert late == []


def test_no_page_has_code_among_its_markup(real_published: Site) -> None:
    """There is no inline script, no handler, no style attribute, and each inline style is one that the policy names."""
    found = []
    for path in real_published.pages:
        name = str(path.relative_to(real_published.output))
        soup = real_published.soup(name)
        scripts = [tag for tag in soup.select("script:not([src])") if tag.get("type") not in DATA]
        found += [f"{name}: inline script {str(tag)[:60]}" for tag in scripts]
        for tag in soup.find_all(True):
            bad = [key for key in tag.attrs if key.startswith("on") or key == "style"]
            found += [f"{name}: {tag.name} has {key}" for key in bad if not tag.find_parent("svg") and tag.name != "svg"]
            found += [f"{name}: {tag.name} leads to a script" for value in tag.attrs.values() if str(value).lower().startswith("javascript:")]
        found += [f"{name}: no hash for an inline style" for tag in soup.find_all("style") if not _is_named(tag.string or "", real_published, name)]
    assert found == [], "\n".join(found)


def _is_named(style: str, site: Site, name: str) -> bool:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    try:
        return f"'sha256-{digest}'" in policy_of(site, name).get("style-src", "")
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
