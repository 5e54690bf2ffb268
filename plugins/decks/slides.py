"""Slides: what a deck's Markdown consists of. What looks like code on one is a sample of the article, by its name."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markdown import Markdown
from markdown_it import MarkdownIt

from pictures import size_of
from problems import Problem
from runnable.fence import LINE_END, Fence, find_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["SlideError", "find_samples", "render_slides"]

# What of a sample a slide may show alone, by the class that it has.
PARTS = {"code": "highlight", "output": "sample-output", "raises": "sample-raises", "figure": "sample-figure"}
WRITE = "write ```sample name=NAME, or ```sample name=NAME part=" + "|".join(PARTS)
LEFT_OUT = ("markdown.extensions.toc", "markdown.extensions.meta")  # a slide has neither links to headings nor a header

_SAMPLE = re.compile(r'<figure class="sample(?:-figure| remarked)?" id="(?P<id>[^"]+)"[^>]*>')
_FIGURE = re.compile(r"<(/?)figure\b[^>]*>")
_BLOCK = re.compile(r'(?:<p class="sample-label">[^<]*</p>\s*)?<(?P<tag>pre|figure) class="(?P<classes>[^"]+)"')
_PLACE = re.compile(r'<div data-block="(\d+)"></div>')
_RULE = re.compile(r" {0,3}-{3,}\s*")
_IMAGE = re.compile(r'<img [^>]*?src="(?P<source>[^"]*)"')


class SlideError(ValueError):
    """What is wrong in a deck, as Problems in `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = list(problems)


@dataclass(frozen=True)
class _Deck:
    path: Path
    samples: Mapping[str, str]


def find_samples(html: str) -> dict[str, str]:
    """Return the HTML of each sample in an article's HTML, by its name, without its id."""
    found = {}
    for match in _SAMPLE.finditer(html):
        whole = html[match.start() : _end(html, match.start(), _FIGURE)]
        found[match["id"].removeprefix("sample-")] = whole.replace(f' id="{match["id"]}"', "", 1)
    return found


def _end(html: str, start: int, tag: re.Pattern[str]) -> int:
    """Where the element that begins at `start` ends; `tag` finds its kind of tags, the end's with a group 1."""
    depth = 0
    for match in tag.finditer(html, start):
        depth += -1 if match[1] else 1
        if not depth:
            return match.end()
    return len(html)


def render_slides(path: Path, samples: Mapping[str, str], settings: Mapping[str, Any]) -> list[str]:
    """Return the HTML of each slide of the deck in the file `path`; `settings` are those of Python-Markdown.

    Slides are parted by lines of `---`. Raises SlideError for code that is no sample of the article, for a name that is
    none, for a slide without text, for a heading as large as the page's, and for a picture that is not in the bundle.
    """
    problems: list[Problem] = []
    lines, blocks = _take_out(_Deck(path, samples), problems)
    slides = []
    for first, part in _parts(lines):
        problems += _wrong(first, part, path)
        html = _markdown(settings).convert("\n".join(part))
        html = _IMAGE.sub(partial(_sized, place=(path, first), problems=problems), html)
        slides.append(_PLACE.sub(lambda match: blocks[int(match[1])], html))
    if problems:
        raise SlideError(sorted(problems))
    return slides


def _take_out(deck: _Deck, problems: list[Problem]) -> tuple[list[str], list[str]]:
    """The lines of the deck with a place for each code block, and the HTML of these blocks."""
    text = deck.path.read_text("utf-8-sig")
    lines, blocks = LINE_END.split(text), []
    for block, _ in reversed(list(find_blocks(text))):
        if not isinstance(block, Fence):
            problems.append(Problem(deck.path, block.start + 1, f"code on a slide is a sample of the article: {WRITE}"))
            continue
        try:
            blocks.append(_block(block, deck))
        except ValueError as error:
            problems.append(Problem(deck.path, block.start + 1, str(error)))
        else:
            lines[block.start : block.end] = _placed(len(blocks) - 1, block)
    return lines, blocks


def _placed(number: int, fence: Fence) -> list[str]:
    """A place for the block, in as many lines as the fence has, so that what follows keeps its line."""
    return ["", f'<div data-block="{number}"></div>', *[""] * (fence.end - fence.start - 2)]


def _block(block: Fence, deck: _Deck) -> str:
    """The HTML of a fence; ValueError where what it shows is not the article's."""
    if block.opening:
        raise ValueError("a sample on a slide stands by itself, not in a list or a quote")
    if block.language == "text":
        return f'<pre tabindex="0" role="region" aria-label="Text"><samp>{escape(block.body)}</samp></pre>'
    if block.language != "sample":
        raise ValueError(f"{block.language or 'code'!r} on a slide is verified in the article only: {WRITE}")
    if block.body.strip():
        raise ValueError("a sample on a slide is filled from the article; leave its fence empty")
    return _sample(block.words, deck)


def _sample(words: str, deck: _Deck) -> str:
    options = dict(word.partition("=")[::2] for word in shlex.split(words))
    name, part = options.pop("name", ""), options.pop("part", "")
    if options or not name or (part and part not in PARTS):
        raise ValueError(f"{words!r} names no sample: {WRITE}")
    if name not in deck.samples:
        known = ", ".join(deck.samples) or "none"
        raise ValueError(f"the article shows no sample {name!r}; it shows: {known}")
    html = deck.samples[name]
    return _part(html, part, name) if part else html


def _part(html: str, part: str, name: str) -> str:
    for match in _BLOCK.finditer(html):
        if PARTS[part] in match["classes"].split():
            tag = re.compile(rf"<(/?){match['tag']}\b[^>]*>")
            inner = html[match.start() : _end(html, match.start(), tag)]
            return inner if match["tag"] == "figure" else f'<figure class="sample">{inner}</figure>'
    raise ValueError(f"the sample {name!r} has no {part}")


def _parts(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Each slide: the number of its first line, from 1, and its lines."""
    tokens = MarkdownIt("commonmark").parse("\n".join(lines))
    rules = [token.map[0] for token in tokens if token.type == "hr" and token.map and not token.level]
    rules = [rule for rule in rules if _RULE.fullmatch(lines[rule])]
    for start, end in zip([0, *(rule + 1 for rule in rules)], [*rules, len(lines)], strict=True):
        yield start + 1, list(lines[start:end])


def _wrong(first: int, lines: Sequence[str], path: Path) -> Iterator[Problem]:
    if not any(line.strip() for line in lines):
        yield Problem(path, first, "is a slide without text; take one `---` away")
    for number, line in enumerate(lines, first):
        if re.match(r" {0,3}# ", line):
            yield Problem(path, number, "is a heading as large as the title; the slides have theirs from `##` on")


def _sized(image: re.Match[str], place: tuple[Path, int], problems: list[Problem]) -> str:
    """The tag of an image with its size."""
    bundle, name = place[0].parent, unescape(unquote(image["source"]))
    path = bundle / name
    try:
        if not path.resolve().is_relative_to(bundle.resolve()):
            raise OSError  # noqa: TRY301 - as if it were not there
        size = size_of(path)
    except (OSError, ValueError):
        message = "is no picture of the bundle; write its name as in ![what it shows](picture.png)"
        problems.append(Problem(*place, f"{name!r} {message}"))
        size = None
    return image[0] + (f' width="{size[0]}" height="{size[1]}"' if size else "")


def images(html: str) -> list[str]:
    """The addresses of the images in a slide that are its own, not those of samples."""
    return [
        unescape(unquote(match["source"])) for match in _IMAGE.finditer(html) if not match["source"].startswith("{")
    ]


def _markdown(settings: Mapping[str, Any]) -> Markdown:
    extensions = [name for name in settings["extensions"] if name not in LEFT_OUT]
    configs = {name: value for name, value in settings["extension_configs"].items() if name in extensions}
    markdown = Markdown(extensions=extensions, extension_configs=configs, output_format=settings["output_format"])
    markdown.parser.blockprocessors.deregister("code")  # what is code by its indentation was refused
    return markdown
