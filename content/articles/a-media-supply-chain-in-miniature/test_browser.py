# needs: ffmpeg, ffprobe, chromium
"""The page in a real Chromium: it follows the states, and plays the film."""

import shutil

import pytest

if not shutil.which("chromium"):
    pytest.skip("missing: chromium", allow_module_level=True)

from browsing import COLOURS, chromium
from serving import serving, worker
from supply.app import create_app


# region play
def test_watched_and_played(store, films):
    """Every state is shown in order, then the film plays in segments and has colours."""
    app = create_app(store)
    with films("good").open("rb") as file:
        app.test_client().post("/items", data={"file": (file, "film.mp4")})
    with serving(app) as address, chromium() as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        page.goto(f"{address}/items/1/page")
        with worker(store, "--until-done"):
            page.wait_for_selector("#film:not([hidden])", timeout=120_000)
        assert page.evaluate("reached") == [
            *("received", "probed", "checked", "transcoded", "packaged", "published"),
        ]
        page.wait_for_function(f"({COLOURS})() > 50", timeout=60_000)  # black would be one
        film = "document.querySelector('#film')"
        assert page.evaluate(f"{film}.duration") == pytest.approx(8, abs=0.2)
        assert page.evaluate(f"{film}.error") is None
        assert "index.m3u8" in asked or "film.mp4" in asked


# endregion


def test_a_rejection_on_the_page(store, films):
    """The reason stands there, and no film."""
    app = create_app(store)
    with films("noise").open("rb") as file:
        app.test_client().post("/items", data={"file": (file, "noise.mp4")})
    with serving(app) as address, chromium() as page, worker(store, "--until-done"):
        page.goto(f"{address}/items/1/page")
        page.wait_for_selector("#reason:not(:empty)", timeout=120_000)
        assert "no media file" in page.inner_text("#reason")
        assert not page.is_visible("#film")
