"""A real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

FLAGS = (
    *("--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)

# region colours
COLOURS = """() => {
  const film = document.querySelector("#film"), canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [32, 18];
  const pen = canvas.getContext("2d");
  pen.drawImage(film, 0, 0, 32, 18);
  const pixels = pen.getImageData(0, 0, 32, 18).data;
  return new Set(Array.from({length: 576}, (_, i) => pixels.slice(4 * i, 4 * i + 3).join())).size;
}"""
"""How many colours the frame has that the film shows."""
# endregion


@contextmanager
def chromium(*, width: int = 640, height: int = 420) -> Iterator[Page]:
    """A page of a new profile in the Chromium of this machine."""
    path = shutil.which("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser.new_page(viewport={"width": width, "height": height}, locale="en-US")
        finally:
            browser.close()
