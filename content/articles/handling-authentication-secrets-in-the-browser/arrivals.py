"""Which cookies arrive when a page of another host has Chromium send something."""

from typing import Any

from playwright.sync_api import Browser

import evil
import jar
from lab import serving, wait_for


# region arrival
def arrival(browser: Browser, host: str, how: str) -> dict[str, Any]:
    """What our server gets: `how` is form, link or fetch, on a page of `host`."""
    app = jar.create_app()
    with (
        serving(app) as ours,
        serving(evil.create_app()) as theirs,
        browser.new_context() as context,
    ):
        page = context.new_page()
        page.goto(f"http://app.localhost:{ours}/set")
        target = f"http://app.localhost:{ours}/take"
        page.goto(f"http://{host}:{theirs}/{how}?target={target}")
        [told] = wait_for(lambda: app.extensions["taken"])
        return told


# endregion
