"""A deck as a PDF: Chromium prints its page, and the file is kept by the digest of all that it is made from."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PrintError", "find_chromium", "print_deck"]

ADDRESS = "http://deck.localhost/"  # of nobody: what is asked for there is read from the site's folder
MILLISECONDS = 30_000
PAGE = re.compile(rb"/Type\s*/Page\b")
_SOURCE = re.compile(r'<img [^>]*?src="([^"]+)"')


class PrintError(Exception):
    """A deck that can't be printed, and why."""


def find_chromium() -> str | None:
    """Return the path of Chromium, if there is one."""
    return shutil.which("chromium")


def print_deck(site: Path, page: str, pages: int, cache: Path) -> bytes:
    """Return the PDF of the deck `page`, a path below the folder `site`, which has as many slides as `pages`.

    Raises PrintError where Chromium is missing or fails, or where a slide takes more than a page.
    """
    chromium = find_chromium()
    if not chromium:
        raise PrintError("there is no Chromium")
    kept = cache / f"{_digest(site, page, chromium)}.pdf"
    if not kept.is_file():
        with ThreadPoolExecutor(1) as pool:  # Playwright refuses a thread that runs an event loop, as tests may
            pdf = pool.submit(_print, site, page, chromium).result()
        if (count := len(PAGE.findall(pdf))) != pages:
            raise PrintError(f"its {pages} slides take {count} pages; shorten what does not fit on one")
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(f".{os.getpid()}.part")
        unfinished.write_bytes(pdf)
        unfinished.replace(kept)
    return kept.read_bytes()


def _digest(site: Path, page: str, chromium: str) -> str:
    html = (site / page).read_bytes()
    version = subprocess.run([chromium, "--version"], capture_output=True, timeout=30, check=False).stdout
    digest = hashlib.sha256(version + html)
    for path in _pictures(site, page, html.decode()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _pictures(site: Path, page: str, html: str) -> Iterator[Path]:
    for source in _SOURCE.findall(html):
        path = _file(site, urljoin(ADDRESS + page, source))
        if path.is_file():
            yield path


def _file(site: Path, address: str) -> Path:
    return site / unquote(urlsplit(address).path).lstrip("/")


def _print(site: Path, page: str, chromium: str) -> bytes:
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - a build without decks does without it

    def answer(route: Any) -> None:
        path = _file(site, route.request.url)
        if not route.request.url.startswith(ADDRESS) or not path.resolve().is_relative_to(site.resolve()):
            route.abort()
        elif not path.is_file():
            route.fulfill(status=404)
        else:
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            route.fulfill(body=path.read_bytes(), content_type=f"{kind}; charset=utf-8")

    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, timeout=MILLISECONDS, args=QUIET)
            try:
                tab = browser.new_page(java_script_enabled=False, color_scheme="light")
                tab.route("**/*", answer)
                tab.goto(ADDRESS + page, timeout=MILLISECONDS, wait_until="load")
                pdf: bytes = tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
            finally:
                browser.close()
    except Error as error:
        raise PrintError(f"Chromium: {error.message.splitlines()[0]}") from None
    return pdf


# What Chromium would otherwise ask of others.
QUIET = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
