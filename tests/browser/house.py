"""What tests in a real browser share besides the server: where it is, how it is started, and free ports."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = "/usr/bin/chromium"
SWITCHES = (
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

MOVES = 1200  # tenths of a second in which a script does what it is to do, on a machine that has much else to do


def move_until(page: Page, selector: str) -> None:
    """Move the pointer, as a reader does, until a script has put there what the selector names.

    The script that sees a movement comes after the page has been painted; one that is earlier goes unseen.
    """
    for place in range(MOVES):
        page.mouse.move(1 + place % 9, 1)
        if page.locator(selector).count():
            return
        page.wait_for_timeout(100)
    raise TimeoutError(f"{page.url}: no script has put {selector} there")


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true in the page; Playwright's own way needs `eval`, which our policy refuses."""
    for _ in range(MOVES):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise TimeoutError(f"{page.url}: it never came that {expression}")


def free_port() -> int:
    """A port of the loopback that nobody listens on, for a program that has to be told one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
