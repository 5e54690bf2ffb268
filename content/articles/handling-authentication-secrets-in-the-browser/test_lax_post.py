# needs: chromium
# tier: slow
"""A cookie without SameSite, two minutes later."""

import shutil
import time

import pytest

if not shutil.which("chromium"):
    pytest.skip("missing: chromium", allow_module_level=True)

import evil
import jar
from lab import chromium, serving, wait_for


def test_after_125_seconds():
    """A form of another site no longer carries the cookie without SameSite when that is 125 s old."""
    app = jar.create_app()
    taken = app.extensions["taken"]
    with serving(app) as ours, serving(evil.create_app()) as theirs, chromium() as browser:
        page = browser.new_page()
        page.goto(f"http://app.localhost:{ours}/set")
        target = f"http://app.localhost:{ours}/take"
        form = f"http://evil.localhost:{theirs}/form?target={target}"
        page.goto(form)
        wait_for(lambda: taken)
        time.sleep(125)
        page.goto(form)
        young, old = wait_for(lambda: len(taken) == 2 and taken)
    assert young["cookies"] == ["none", "unset"]
    assert old["cookies"] == ["none"]
