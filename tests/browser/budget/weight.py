"""What a page weighs over the wire, and what of that is text, markup, styles, scripts and fonts.

Bytes are those of bodies in brotli, as hard as it goes; headers are the host's business. What is within the HTML
counts as the difference that taking it out makes: compressed together, parts are smaller than each alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from tests.browser.budget.pages import UNLISTED, file_of
from tests.browser.server import coded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page, Request

    from tests.site.house import Site

KB = 1000
# What any page may have beyond its text: markup, of which the longest article has 7.2 kB, styles, scripts and fonts.
OVERHEAD = 14.0 * KB
SCRIPT = 1.5 * KB
STYLE = 5.5 * KB
FONT = 24.0 * KB
FONTS = 1
REQUESTS = 5
# The search is made of script, and loads its index; the page of what is not there knows the addresses that are.
MORE_SCRIPT = {"search": 20.0 * KB, "404": 2.2 * KB}
MORE_REQUESTS = {"search": 12}
# The style guide has the style sheets that scripts load elsewhere, since it shows what they make.
MORE_STYLE = {"styleguide": 8.5 * KB}
# The first flight of TCP, ten packets: a page with little text comes in it.
FLIGHT = 14.0 * KB
LITTLE_TEXT = 8.0 * KB

_STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script(?![^>]*type=\"?(?:application/ld\+json|speculationrules))[^>]*>.*?</script>", re.DOTALL)


@dataclass(frozen=True)
class Weight:
    """Bytes over the wire; `urls` are the requests that the page made, itself among them."""

    html: int
    text: int
    style: int
    script: int
    font: int
    image: int
    inline_style: int
    inline_script: int
    urls: Sequence[str] = field(repr=False)

    @property
    def markup(self) -> int:
        """What tags, attributes, the head and data for machines take of the HTML."""
        return self.html - self.text - self.inline_style - self.inline_script

    @property
    def overhead(self) -> int:
        """All that the reader does not read."""
        return self.total - self.text

    @property
    def total(self) -> int:
        """HTML, styles, scripts and fonts; pictures are content."""
        return self.html - self.inline_style - self.inline_script + self.style + self.script + self.font


def brotli_size(text: str) -> int:
    """Return the bytes of the text in brotli."""
    return len(coded(text.encode(), "br"))


def text_of(html: str) -> str:
    """Return what a reader reads of a page: its body without tags, and with one blank for several."""
    soup = BeautifulSoup(html, "html5lib")
    for tag in soup.select("script, style, template"):
        tag.decompose()
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in soup.body.get_text().splitlines())
    return "\n".join(line for line in lines if line)


def weigh(site: Site, path: str, address: str, page: Page) -> Weight:
    """Return what the page weighs, and what it asks for when it is opened and read to its end."""
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))  # noqa: PLW0108 - Playwright marks its handlers
    page.goto(f"{address}/{path}", wait_until="networkidle")
    return Weight(**_shares(site, path, requests), urls=[request.url for request in requests])


def _shares(site: Site, path: str, requests: Sequence[Request]) -> dict[str, int]:
    html = file_of(site, path).read_text("utf-8")
    size = brotli_size(html)
    shares = {"html": size, "text": brotli_size(text_of(html))}
    shares["inline_style"] = size - brotli_size(_STYLE.sub("", html))
    shares["inline_script"] = size - brotli_size(_SCRIPT.sub("", html))
    kinds = {"style": "stylesheet", "script": "script", "font": "font", "image": "image"}
    shares |= {share: sum(_size(site, request) for request in requests if request.resource_type == kind)
               for share, kind in kinds.items()}  # fmt: skip
    shares["style"] += shares["inline_style"]
    shares["script"] += shares["inline_script"]
    return shares


def _size(site: Site, request: Request) -> int:
    file = site.output / urlsplit(request.url).path.lstrip("/")
    if not file.is_file():
        return 0
    data = file.read_bytes()
    return min(len(data), len(coded(data, "br")))


def faults(weight: Weight, kind: str) -> list[str]:
    """Return what of a page of this kind is over budget, a line each."""
    script, most = MORE_SCRIPT.get(kind, SCRIPT), MORE_REQUESTS.get(kind, REQUESTS)
    style = MORE_STYLE.get(kind, STYLE)
    limits = {
        "what is neither text nor script": (weight.overhead - weight.script, OVERHEAD - SCRIPT + style - STYLE),
        "script": (weight.script, script),
        "style": (weight.style, style),
        "font": (weight.font, FONT),
    }
    if weight.text < LITTLE_TEXT and kind not in UNLISTED:
        limits["all but script of a page with little text"] = (weight.total - weight.script, FLIGHT - SCRIPT)
    found = [f"{name}: {size} bytes, over {limit:g}" for name, (size, limit) in limits.items() if size > limit]
    if len(weight.urls) > most:
        found.append(f"{len(weight.urls)} requests, over {most}: {', '.join(weight.urls)}")
    fonts = [url for url in weight.urls if urlsplit(url).path.endswith((".woff", ".woff2", ".ttf", ".otf"))]
    if len(fonts) > FONTS:
        found.append(f"{len(fonts)} fonts, over {FONTS}: {', '.join(fonts)}")
    return found
