"""What only some samples need: modules of distributions that are installed on demand, as extras."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

NEEDS: Mapping[str, tuple[str, str]] = {
    "yaml": ("data", "YAML samples"),
    "jsonschema": ("data", "samples with a schema"),
    "html5lib": ("data", "HTML samples"),
    "tinycss2": ("data", "CSS samples and drawings"),
    "PIL.Image": ("figures", "pictures of dots"),
    "playwright.sync_api": ("browser", "samples that run in a browser"),
    "brotli": ("page", "pages that run samples"),
    "pexpect": ("casts", "consoles with a cast"),
    "watchfiles": ("watch", "runs at each change"),
}
"""By module: the extra that brings it, and what needs it."""


def need(module: str) -> Any:
    """Import one of the modules of `NEEDS` where it is used; ValueError names the extra if it is not installed."""
    extra, what = NEEDS[module]
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise ValueError(f"{what} need: pip install 'pelican-runnable[{extra}]'") from None
