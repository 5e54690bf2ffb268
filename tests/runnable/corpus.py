"""Texts that others wrote, and what has to hold for each: its fences are those of CommonMark, and all are shown."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from pathlib import Path

from markdown import Markdown
from markdown_it import MarkdownIt

from runnable.fence import LINE_END, Fence, find_fences
from runnable.integration.markdown import RunnableExtension
from runnable.sample import Sample, SampleError, find_samples

EXTENSIONS = "abbr admonition attr_list def_list footnotes md_in_html meta sane_lists tables toc"
SITE = [f"markdown.extensions.{name}" for name in EXTENSIONS.split()]
# The containers that CommonMark does not know: an admonition, a footnote, a definition.
OURS = re.compile(r"^[ \t>*+\-\d.)]*(?:!!!|\?\?\?|\[\^[^\]]+\]:|[:~][ \t])")
LARGEST = 400_000  # bytes; what is beyond is data


def dice(seed: str | int) -> random.Random:
    """Numbers that are the same each time."""
    return random.Random(seed)  # noqa: S311 - see above


def find_texts(folders: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The Markdown below `folders`, each text once: files, and the descriptions of Python packages."""
    seen = set()
    for path in sorted({path for folder in folders for path in folder.rglob("*") if _may_hold_markdown(path)}):
        data = path.read_bytes()
        if data in seen or len(data) > LARGEST:
            continue
        seen.add(data)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            continue
        if path.name != "METADATA":
            yield path, text
        elif "\nDescription-Content-Type: text/markdown" in text:
            yield path, text.partition("\n\n")[2]


def _may_hold_markdown(path: Path) -> bool:
    return (path.suffix in {".md", ".markdown"} or path.name == "METADATA") and path.is_file()


@cache
def _commonmark() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 1000})


def misread(text: str) -> list[str]:
    """Where our reading of the fences differs from CommonMark's, but for those in containers of our own."""
    text = text.removeprefix("\ufeff")
    tokens = _commonmark().parse(text)
    wanted = [(token.map[0], token.info.strip(), token.content) for token in tokens if token.type == "fence"]
    found = [(fence.start, fence.info, fence.body) for fence in find_fences(text)]
    lines = LINE_END.split(text)
    missing = [f"line {start + 1}: not found" for start, *rest in wanted if (start, *rest) not in found]
    more = [start for start, *rest in found if (start, *rest) not in wanted]
    return missing + [f"line {start + 1}: no fence" for start in more if not any(map(OURS.match, lines[: start + 1]))]


def marked(text: str, rolls: random.Random) -> tuple[str, list[Fence]]:
    """The text with some of its fences made samples `x0`, `x1` …, and these; all others are `text`."""
    text = text.removeprefix("\ufeff")
    lines = LINE_END.split(text)
    fences = [fence for fence in find_fences(text) if fence.closed]
    chosen = [fence for fence in fences if fence.body.strip() and rolls.random() < 0.7]
    for fence in fences:
        lines[fence.start] = f"{fence.opening}{fence.mark}text"
    for number, fence in enumerate(chosen):
        lines[fence.start] = f"{fence.opening}{fence.mark}python run name=x{number}"
    return "\n".join(lines), chosen


def render(text: str, *extensions: RunnableExtension | str) -> str:
    """The HTML of a text, by the extensions of the site and more."""
    return Markdown(extensions=[*SITE, *extensions], output_format="html").convert(text)


def misrendered(text: str) -> list[str]:
    """What our extension does to a text that has no sample; it ought to be nothing."""
    try:
        if find_samples(text):
            return []
    except SampleError:
        return []
    return [] if render(text, RunnableExtension()) == render(text) else ["without a sample, the page is another"]


def misshown(text: str, rolls: random.Random) -> list[str]:
    """Where a sample, of some that are put into `text`, is not found, or not shown just once as it is."""
    text, chosen = marked(text, rolls)
    try:
        found, strict = find_samples(text, strict=True), True
    except SampleError:  # code that is indented, say; then other fences are another extension's business
        found, strict = find_samples(text), False
    mine = [(sample.fence.start, sample.code) for sample in found]
    if mine != [(fence.start, fence.body) for fence in chosen]:
        return ["the samples are not those that were marked"]
    try:
        html = render(text, RunnableExtension(strict=strict), *([] if strict else ["fenced_code"]))
    except SampleError as error:
        return [] if strict and "Python-Markdown shows this as code" in str(error) else [str(error)]
    more = ["the page shows code that is in no fence"] if strict and "<pre><code>" in html else []
    return more + [problem for sample in found for problem in _misshown(sample, html)]


def _misshown(sample: Sample, html: str) -> Iterator[str]:
    figures = re.findall(rf'<figure class="sample" id="sample-{sample.name}".*?</figure>', html, re.DOTALL)
    if len(figures) != 1:
        yield f"line {sample.line}: shown {len(figures)} times"
        return
    (code,) = re.findall(r"<code>(.*?)</code>", figures[0], re.DOTALL)
    # That a last line ends is not seen on a page, and Pygments ends each.
    if unescape(re.sub("<[^>]*>", "", code)).rstrip("\n") != sample.code.rstrip("\n"):
        yield f"line {sample.line}: shown with another code"
