"""The theme by itself: its colours, its style sheet, and content that was not written for it."""

from __future__ import annotations

import json
import math
import re
import shutil
from pathlib import Path

import pelican as pelican_package
import pytest

from tests.site.house import ROOT, pelican

CSS = ROOT / "theme" / "static" / "css"
SCHEMES = ("light", "dark")


def tokens(scheme: str) -> dict[str, str]:
    """Return the colour tokens of a scheme; `light-dark()` has both."""
    colour = r"(#\w+|oklch\([^)]*\))"
    found = re.findall(rf"--([\w-]+): light-dark\({colour}, {colour}\);", (CSS / "tokens.css").read_text())
    return {name: both[SCHEMES.index(scheme)] for name, *both in found}


def luminance(colour: str) -> float:
    """Return the relative luminance, as WCAG has it, of a #rrggbb or oklch(l c h) colour that sRGB can show."""
    red, green, blue = linear_from_hex(colour) if colour.startswith("#") else linear_from_oklch(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_from_hex(colour: str) -> list[float]:
    """Return linear red, green and blue, each from 0 to 1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def linear_from_oklch(colour: str) -> list[float]:
    """Return linear red, green and blue, each from 0 to 1, by Ottosson's matrices."""
    lightness, chroma, hue = (float(part) for part in re.findall(r"[\d.]+", colour))
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = [
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    ]
    return [min(1, max(0, part)) for part in linear]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_is_right() -> None:
    """Black on white is 21, and oklch agrees with sRGB where both name one colour."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert luminance("oklch(0.628 0.2577 29.23)") == pytest.approx(luminance("#ff0000"), abs=0.002)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_is_easy_to_read(scheme: str) -> None:
    """Text has a contrast of 12 and more, small and coloured text of 5.5 and more."""
    colours = tokens(scheme)
    assert contrast(colours["ink"], colours["paper"]) >= 12
    for name in ("ink-muted", "accent", "verified", "caution"):
        assert contrast(colours[name], colours["paper"]) >= 5.5, name


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["paper-code", "accent-tint", "code-inserted", "code-deleted"])
def test_code_is_easy_to_read(scheme: str, ground: str) -> None:
    """Every token of code has a contrast of 5.5 and more on its ground, and so it has on a line that is marked."""
    colours = tokens(scheme)
    grounds = {"paper-code", "accent-tint", "code-inserted", "code-deleted"}
    for name in [name for name in colours if name.startswith("code-") and name not in grounds] + ["ink"]:
        assert contrast(colours[name], colours[ground]) >= 5.5, f"{name} on {ground} in {scheme}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_marks_in_the_gutter_are_seen(scheme: str) -> None:
    """A mark that is no text has a contrast of 3 and more on code's ground."""
    colours = tokens(scheme)
    for name in ("executed", "caution"):
        assert contrast(colours[name], colours["paper-code"]) >= 3, name


def test_only_tokens_and_print_know_of_colours() -> None:
    """No other file names a colour."""
    for path in CSS.rglob("*.css"):
        if path.name not in ("tokens.css", "print.css", "deck.css"):
            colour = r"prefers-color-scheme|light-dark|#[0-9a-f]{3,8}\b(?!\")|oklch\(|rgb"
            assert not re.search(colour, path.read_text()), path


def test_a_token_has_one_meaning() -> None:
    """No part of the style sheet gives the name of a token to a thing of its own.

    The ground differs by place, and paper and slides have sizes of their own.
    """
    names = re.compile(r"^\s*--([\w-]+):", re.MULTILINE)
    tokens_of_all = set(names.findall((CSS / "tokens.css").read_text())) - {"ground"}
    for path in CSS.rglob("*.css"):
        if path.name not in ("tokens.css", "print.css", "deck.css"):
            assert not tokens_of_all & set(names.findall(path.read_text())), path


def test_every_part_of_the_style_sheets_is_imported() -> None:
    """No file of the style sheets is forgotten, and no page has one twice."""
    entries = {path.name: path.read_text() for path in CSS.glob("*.css") if "@import" in path.read_text()}
    imported = {name: re.findall(r'url\("(.+?)"\)', text) for name, text in entries.items()}
    ours = {path.relative_to(CSS).as_posix() for path in CSS.rglob("*.css")} - set(entries)
    assert {part for parts in imported.values() for part in parts} == ours
    for name, parts in imported.items():
        of_page = parts if name == "site.css" else [*imported["site.css"], *parts]
        assert len(of_page) == len(set(of_page)), name


def test_whatever_scrolls_sideways_shows_it() -> None:
    """One rule lets things scroll, and that rule has the shadows at both edges, which stay while the ground moves."""
    (scrolling,) = [
        path for path in CSS.rglob("*.css") if re.search(r"overflow(-x|-inline)?: (auto|scroll)", path.read_text())
    ]
    (rule,) = re.findall(r"\{(.*?)\}", scrolling.read_text(), re.DOTALL)
    assert len(re.findall(r"var\(--shade\).* no-repeat(?! local)", rule)) == 2
    assert len(re.findall(r"var\(--ground\) .* no-repeat local", rule)) == 2
    assert "shade" in tokens("light")


def test_content_that_was_not_written_for_it(tmp_path: Path) -> None:
    """The theme renders Pelican's own sample content, reStructuredText and translations included."""
    samples = Path(pelican_package.__file__).parent / "tests" / "content"
    content = tmp_path / "content"
    (content / "pages").mkdir(parents=True)
    chosen = {sample.stem: sample for sample in samples.iterdir() if sample.suffix in (".html", ".md", ".rst")}
    for stem, sample in chosen.items():
        # One asks for a template that only Pelican's tests have.
        if "template" not in stem:
            shutil.copy(sample, content)
    (content / "pages" / "page.rst").write_text("A page\n######\n\nText.\n")
    for language, title in (("en", "In English"), ("de", "Auf Deutsch")):
        (content / f"both-{language}.md").write_text(
            f"Title: {title}\nDate: 2020-01-01\nSlug: both\nLang: {language}\n\nText.\n"
        )
    settings = {
        "PLUGINS": [],
        "READERS": {},
        "ARTICLE_PATHS": [""],
        "ARTICLE_EXCLUDES": ["pages"],
        "ARTICLE_LANG_URL": "{slug}-{lang}/",
        "ARTICLE_LANG_SAVE_AS": "{slug}-{lang}/index.html",
        "MONTH_ARCHIVE_SAVE_AS": "{date:%Y}/{date:%m}/index.html",
        "DEFAULT_DATE": [2020, 1, 2],
        "MARKDOWN": {},
    }
    options = [f"{name}={json.dumps(value)}" for name, value in settings.items()]
    result = pelican(content, tmp_path / "output", "publishconf.py", "-e", *options)
    assert result.status == 0, result.said
    assert "Traceback" not in result.said
    both = (tmp_path / "output" / "both" / "index.html").read_text("utf-8")
    assert '<a href="../both-de/" hreflang="de" lang="de">Auf Deutsch</a>' in both
    assert (tmp_path / "output" / "2020" / "01" / "index.html").exists()
