"""Markup and styles, by the checker of those who write the standards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.budget.markup import check

if TYPE_CHECKING:
    from pathlib import Path

    from tests.site.house import Site


def test_checker_finds_nothing(measured: Site, address: str) -> None:
    """No page, style sheet or picture of the site's own has an error or a warning."""
    output = measured.output
    pages = [f"{address}/{path.relative_to(output).as_posix()}" for path in measured.pages]
    theme = [
        path for kind in ("css", "svg") for path in output.glob(f"theme/**/*.{kind}") if "vendor" not in path.parts
    ]
    found = check([*pages, *output.glob("*.svg"), *theme])
    assert found == [], "\n".join([f"{len(found)} messages", *_first_of_each(found)])


def test_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    """A doubtful attribute and a style that does not exist are told, so that silence means something."""
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="en"><title>A</title><style>p {colour: red}</style><p align="left">B\n')
    said = "\n".join(check([page]))
    assert "align" in said
    assert "colour" in said


def _first_of_each(lines: list[str]) -> list[str]:
    """Return one line for each message, with how many files and places have it."""
    by_message: dict[str, list[str]] = {}
    for line in lines:
        by_message.setdefault(re.sub(r"^\S+?:\S+: | \| .*", "", line), []).append(line)
    return [f"{len(same)} x {same[0]}" for same in by_message.values()]
