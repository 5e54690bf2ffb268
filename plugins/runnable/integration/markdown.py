"""Samples as HTML: an extension for Python-Markdown.

The preprocessor takes fences out of the text before anything else can change them (tabs, for one), and leaves a
placeholder in the same list item, quote or admonition; there the postprocessor puts the HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from html import escape
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, CodeBlockProcessor
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

from runnable.fence import LINE_END, Fence, find_fences
from runnable.manifest import Manifest
from runnable.region import read_region
from runnable.sample import Problem, Sample, SampleError, find_samples
from runnable.statement import Execution

# Two noncharacters, which Unicode keeps for uses inside a program: no text that is interchanged has them.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
BEFORE_ALL = 100  # above normalize_whitespace (30), which would expand tabs in code
CODE = 80  # as Python-Markdown's own
BEFORE_CODE = 85  # below the indentation of lists (90), above indented code (80)
AFTER_ALL = -10

Proof = Callable[[Sample], Execution | None]
"""How much of a sample's code was executed, where that is known."""
Measured = Callable[[Sample], Manifest | None]
"""What a slow sample was measured on, while that holds."""


class RunnableExtension(Extension):
    """Renders the samples of one text.

    `path` is the file of the text (its folder holds what `file=` names); `strict` as in `find_samples`, and then
    all fences are rendered here; `link` is put before the name of a figure or a cast; `proof` says which code is
    marked as executed, and None marks none; `measured` says what stands below a slow sample, and None says nothing.
    """

    def __init__(
        self,
        path: Path = Path("text.md"),
        *,
        strict: bool = False,
        link: str = "",
        proof: Proof | None = None,
        measured: Measured | None = None,
    ) -> None:
        super().__init__()
        self.path, self.strict, self.link, self.proof, self.measured = path, strict, link, proof, measured
        self.kept: list[tuple[Fence, str]] = []
        self.mark = OPEN
        self.lines: list[str] = []
        self.whole = False

    def open(self, text: str) -> None:
        """Begin with `text`: choose a mark for the placeholders that it does not hold already."""
        self.kept, self.lines, self.whole = [], LINE_END.split(text), False
        self.mark = next(mark for number in count() if (mark := f"{OPEN}{number}.") not in text)

    def keep(self, fence: Fence, html: str) -> str:
        """Keep the `html` of a fence for later, and give the placeholder that stands for it."""
        self.kept.append((fence, html))
        return f"{self.mark} {len(self.kept) - 1}{CLOSE}"  # with a blank, it is no address of a link

    @property
    def placeholder(self) -> str:
        """A pattern for the placeholders of the text at hand."""
        return f"{re.escape(self.mark)} (\\d+){CLOSE}"

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that Python-Markdown calls
        """Register the processors; where each block is to be accounted for, ours takes the place of indented code's."""
        md.preprocessors.register(_TakeOut(md, self), "runnable", BEFORE_ALL)
        md.parser.blockprocessors.register(_Recognise(md, self), "runnable", BEFORE_CODE)
        if self.strict:
            md.parser.blockprocessors.register(_RefuseCode(md, self), "code", CODE)
        md.treeprocessors.register(_Finish(md, self), "runnable", AFTER_ALL)
        md.postprocessors.register(_PutIn(md, self), "runnable", AFTER_ALL)


class _TakeOut(Preprocessor):
    """Puts a placeholder where a fence was, as a block of its own in the same container."""

    def __init__(self, md: Markdown, extension: RunnableExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        self._extension.open(text)
        result = list(self._extension.lines)
        for fence, rendered in reversed(_render_all(text, self._extension)):
            placeholder = _indented(fence) + self._extension.keep(fence, rendered)
            result[fence.start : fence.end] = _apart(placeholder, fence, result)
        return result


def _apart(placeholder: str, fence: Fence, lines: list[str]) -> list[str]:
    """The `placeholder` between blank lines of its quotes, unless it has them: two of them would end a footnote."""
    blank = fence.prefix[: fence.prefix.rfind(">") + 1]
    bare = blank.replace(" ", "")
    above, below = lines[max(fence.start - 1, 0) : fence.start], lines[fence.end : fence.end + 1]
    ends = ([] if [re.sub(r"\s", "", line) for line in near] == [bare] else [blank] for near in (above, below))
    return [*next(ends), placeholder, *next(ends)]


def _indented(fence: Fence) -> str:
    """What stands before the placeholder.

    For Python-Markdown a level of a list is four blanks; an author after CommonMark may have written two or three.
    """
    match = re.fullmatch(r"(.*> ?|)( +)", fence.opening)
    if not match or fence.depth <= match[1].count(">"):
        return fence.opening
    return match[1] + " " * (-(-len(match[2]) // 4) * 4)


class _Recognise(BlockProcessor):
    """Makes a paragraph of each placeholder, however far it is indented: to Python-Markdown it might be code."""

    def __init__(self, md: Markdown, extension: RunnableExtension) -> None:
        super().__init__(md.parser)
        self._extension = extension

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - as Python-Markdown calls it
        return bool(re.fullmatch(self._extension.placeholder, block.strip()))

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "p").text = blocks.pop(0).strip()


class _RefuseCode(CodeBlockProcessor):
    """Raises SampleError for what is code to Python-Markdown alone, so that a page would show it unread."""

    def __init__(self, md: Markdown, extension: RunnableExtension) -> None:
        super().__init__(md.parser)
        self._extension = extension

    def run(self, parent: Element, blocks: list[str]) -> None:  # noqa: ARG002 - as Python-Markdown calls it
        first = blocks[0].strip().split("\n")[0]
        found = (number for number, line in enumerate(self._extension.lines, 1) if line.expandtabs(4).strip() == first)
        message = (
            f"Python-Markdown shows this as code: {first!r}. "
            "Indent what belongs to an item, a note or a definition by four blanks for each, and else by none"
        )
        raise SampleError([Problem(self._extension.path, next(found, 1), message)])


class _Finish(Treeprocessor):
    """Knows when the tree is done: what comes after is the whole page, and no heading for the table of contents."""

    def __init__(self, md: Markdown, extension: RunnableExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: Element) -> None:  # noqa: ARG002 - as Python-Markdown calls it
        self._extension.whole = True


class _PutIn(Postprocessor):
    """Puts the HTML in the place of its placeholder."""

    def __init__(self, md: Markdown, extension: RunnableExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, text: str) -> str:
        if not self._extension.kept:
            return text
        placeholder = self._extension.placeholder
        if self._extension.whole:
            self._count(re.findall(placeholder, text))
        words = r"(?:(?!</?p\b).)*"
        text = re.sub(f"(?s)<p>({words}?{placeholder}{words})</p>", self._divide, text)
        return re.sub(placeholder, lambda match: self._extension.kept[int(match[1])][1], text)

    def _count(self, numbers: list[str]) -> None:
        """Raise SampleError unless each fence is there once.

        Of footnotes with one label, for example, Python-Markdown shows the last only.
        """
        times = Counter(map(int, numbers))
        problems = [
            Problem(
                self._extension.path,
                fence.start + 1,
                f"the page shows this fence {times[number]} times, not once; what is around it is no plain Markdown",
            )
            for number, (fence, html) in enumerate(self._extension.kept)
            if html and times[number] != 1
        ]
        if problems:
            raise SampleError(sorted(problems, key=lambda problem: problem.line))

    def _divide(self, paragraph: re.Match[str]) -> str:
        """Put a paragraph's end before each placeholder in it, and its start behind: no paragraph may hold a figure.

        A footnote's last one holds the link back; others begin with what is a mark to CommonMark only.
        """
        parts = re.split(f"({self._extension.placeholder.replace('(', '(?:')})", paragraph[1])
        return "".join(
            part if number % 2 else f"<p>{part.strip()}</p>" for number, part in enumerate(parts) if part.strip()
        )


# HTML


def _render_all(text: str, extension: RunnableExtension) -> list[tuple[Fence, str]]:
    """The HTML of each fence that is ours, in the order of the text; what is not shown has none."""
    samples = find_samples(text, extension.path, strict=extension.strict)
    by_fence = {sample.fence.start: sample for sample in samples}
    names = {sample.name for sample in samples}
    outputs = {sample.expected.start for sample in samples if sample.expected}
    rendered = []
    for fence in find_fences(text):
        if fence.start in outputs:
            rendered.append((fence, ""))
        elif fence.start in by_fence:
            rendered.append((fence, _sample_html(by_fence[fence.start], names, extension)))
        elif extension.strict:
            rendered.append((fence, f"{_pre('Text')}<samp>{escape(fence.body)}</samp></pre>"))
    return rendered


def _sample_html(sample: Sample, names: set[str], extension: RunnableExtension) -> str:
    parts = [*_code_html(sample, extension), *_outcome_html(sample)]
    about = f'id="{escape(anchor(sample, names))}" data-kind="{escape(sample.kind)}"'
    if sample.options.browser == "yes":
        about += " data-browser"
    measured = list(_measured_html(sample, extension)) if parts or sample.options.figure else []
    if sample.options.figure:
        is_all = not parts and not measured
        parts.append(_figure_html(sample, extension, f" {about}" if is_all else ""))
        if is_all:
            return parts[0]
    parts += measured
    if sample.options.cast:
        parts.append(_cast_html(sample, extension))
    if sample.options.browser not in ("", "yes"):
        parts.append(f'<p class="sample-browser">Not in the browser: {escape(sample.options.browser)}</p>')
    if sample.options.unverified:
        parts.append(f'<p class="sample-note">Not verified: {escape(sample.options.unverified)}</p>')
    return "\n".join([f'<figure class="sample" {about}>', *parts, "</figure>"]) if parts else ""


def _measured_html(sample: Sample, extension: RunnableExtension) -> Iterator[str]:
    """The badge of a slow sample: the day on which it was measured, and what with."""
    manifest = extension.measured(sample) if extension.measured and sample.options.slow else None
    if manifest:
        day = date.fromisoformat(manifest.date)
        time = f'<time datetime="{manifest.date}">{day.day} {day:%B %Y}</time>'
        yield f'<p class="sample-measured">Measured {" · ".join([time, *map(escape, manifest.labels)])}</p>'


def anchor(sample: Sample, names: set[str]) -> str:
    """The id of a sample among those of the `names`: a made name that begins like an id is one already.

    Unless that is the id of another, which an author has called `2`, say.
    """
    made, begins = not sample.options.name, sample.name.startswith("sample-")
    if made and begins and sample.name.removeprefix("sample-") not in names:
        return sample.name
    return f"sample-{sample.name}"


def _pre(label: str) -> str:
    """The start of a block that may be wider than the page: the keyboard reaches and scrolls it, so it has a name."""
    return f'<pre tabindex="0" role="region" aria-label="{escape(label)}">'


def _code_html(sample: Sample, extension: RunnableExtension) -> Iterator[str]:
    if sample.options.hidden:
        return
    title, label = sample.options.title or sample.options.file, _label(sample)
    spans = [f'<span class="sample-title">{escape(title)}</span>'] if title else []
    spans.append(f'<span class="sample-kind">{escape(label)}</span>')
    execution = extension.proof(sample) if extension.proof else None
    executed = execution if execution and execution.executed else None
    if executed:
        spans.append(f'<span class="visually-hidden">{_executed_text(executed)}</span>')
    yield f'<figcaption class="sample-caption">{"".join(spans)}</figcaption>'
    html = _highlighted(sample, extension)
    html = _excused(html, executed.excused) if executed else html
    code = f"{_pre(f'Code: {title or label}')}<code>{html}</code></pre>"
    yield f'<div class="sample-code highlight{" sample-executed" if executed else ""}">{code}</div>'


def _label(sample: Sample) -> str:
    """What the code is, to a reader; of SQL, whose it is, since each database has a dialect of its own."""
    if sample.kind != "sql" or not sample.options.run:
        return sample.about.label
    return "PostgreSQL" if "postgresql" in sample.options.needs else "SQLite"


def _executed_text(execution: Execution) -> str:
    """What the marks say, for those who don't see them."""
    done, every = execution.executed, execution.statements
    if done < every:
        return f"{done} of {every} statements executed; the others say why not"
    return f"All {every} statements executed" if every > 1 else "The statement was executed"


def _excused(html: str, excused: Collection[int]) -> str:
    """Mark the `excused` lines, from 1; the mark stands inside of that of a highlighted line."""
    numbers = count(1)

    def mark(match: re.Match[str]) -> str:
        line = f'<span class="sample-excused">{match[2]}</span>' if next(numbers) in excused else match[2]
        return match[1] + line

    return re.sub(r'^((?:</span>)?(?:<span class="hll">)?)(.*\n)', mark, html, flags=re.MULTILINE)


def _outcome_html(sample: Sample) -> Iterator[str]:
    title = sample.options.title
    if sample.expected:
        yield _output_html("output", "Output", title, sample.expected.body)
    if sample.options.raises and not sample.options.hidden:
        yield _output_html("raises", "Raises", title, sample.options.raises + "\n")


def _output_html(name: str, label: str, title: str, text: str) -> str:
    heading = f'<p class="sample-label">{label}</p>'
    pre = _pre(f"{label}: {title}" if title else label)
    return f'<div class="sample-{name}">{heading}{pre}<samp>{escape(text)}</samp></pre></div>'


def _figure_html(sample: Sample, extension: RunnableExtension, attributes: str) -> str:
    options = sample.options
    size = _svg_size(extension.path.parent / options.figure)
    caption = f"<figcaption>{escape(options.caption)}</figcaption>" if options.caption else ""
    source = escape(extension.link + options.figure)
    image = f'<img src="{source}" alt="{escape(options.alt)}" loading="lazy"{size}>'
    return f'<figure class="sample-figure"{attributes}>{image}{caption}</figure>'


def _cast_html(sample: Sample, extension: RunnableExtension) -> str:
    name = escape(sample.options.cast)
    return f'<p class="sample-cast">Recording: <a href="{escape(extension.link)}{name}">{name}</a></p>'


def _svg_size(path: Path) -> str:
    """The size of an SVG as attributes, so that a page does not jump when it comes; nothing where it is not said."""
    head = path.read_text(encoding="utf-8", errors="replace")[:2000] if path.is_file() else ""
    box = re.search(r'viewBox="\S+ \S+ (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"', head)
    return f' width="{round(float(box[1]))}" height="{round(float(box[2]))}"' if box else ""


def _highlighted(sample: Sample, extension: RunnableExtension) -> str:
    code, first = _shown(sample, extension)
    formatter = HtmlFormatter(nowrap=True, hl_lines=sample.options.hl_lines)
    html: str = highlight(code, _lexer(sample.about.lexer or sample.kind), formatter)
    return _numbered(html, first) if sample.options.linenums else html


def _numbered(html: str, first: int) -> str:
    """Put its number before each line: inside the mark of a highlighted line, behind the end of the one before."""
    width = len(str(first + html.count("\n") - 1))
    numbers = count(first)
    start = re.compile(r'^(?:</span>)?(?:<span class="hll">)?(?=.*\n)', re.MULTILINE)
    return start.sub(lambda match: f'{match[0]}<span class="linenos">{next(numbers):>{width}}</span>', html)


def _shown(sample: Sample, extension: RunnableExtension) -> tuple[str, int]:
    """The code to show, and the number of its first line."""
    if not sample.options.file:
        return sample.code, 1
    try:
        region = read_region(sample, extension.path.parent)
    except ValueError as error:
        raise SampleError([Problem(sample.path, sample.line, f"{sample.name}: {error}")]) from None
    return region.text, region.numbers[0]


def _lexer(kind: str) -> Any:
    try:
        return get_lexer_by_name(kind, stripnl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False)


def makeExtension(**options: Any) -> RunnableExtension:  # noqa: N802 - the name that Python-Markdown calls
    """Make the extension from its name in a list of extensions."""
    return RunnableExtension(**options)


__all__: Sequence[str] = ["RunnableExtension", "makeExtension"]
