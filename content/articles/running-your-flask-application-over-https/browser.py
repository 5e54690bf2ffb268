"""A real Chromium that has a home, and with it a store of trusted CAs, of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

FLAGS = (
    *("--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


def trust(home: Path, authority: Path, *, name: str = "Guest book test CA") -> None:
    """Have the browser of that home trust a CA: what an administrator does with certutil, once."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True, exist_ok=True)
    database = ["certutil", "-d", f"sql:{store}"]
    subprocess.run([*database, "-N", "--empty-password"], check=True, timeout=60)
    subprocess.run(
        [*database, "-A", "-n", name, "-t", "C,,", "-i", str(authority)], check=True, timeout=60
    )


@contextmanager
def browse(home: Path, port: int, host: str = "app.localhost") -> Iterator[Page]:
    """A page of a browser that finds `host`, at 443, on a port of this machine."""
    rules = f"MAP {host}:443 127.0.0.1:{port}"
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(home / "profile"),
            executable_path=shutil.which("chromium"),
            args=[*FLAGS, f"--host-resolver-rules={rules}"],
            env={**os.environ, "HOME": str(home)},
            chromium_sandbox=False,
            viewport={"width": 640, "height": 360},
            locale="en-US",
            timeout=60_000,
        )
        try:
            yield context.pages[0]
        finally:
            context.close()


def take_picture(page: Page, path: Path) -> None:
    """The upper part of the page, which depends least on the version of the browser."""
    page.screenshot(path=path, clip={"x": 0, "y": 0, "width": 640, "height": 250})


def visit(page: Page, url: str) -> str:
    """Open a page, and tell the error by which the browser refused it, or nothing."""
    try:
        page.goto(url, timeout=30_000)
    except Error as error:
        return error.message.splitlines()[0].partition("net::")[2].partition(" ")[0]
    return ""
