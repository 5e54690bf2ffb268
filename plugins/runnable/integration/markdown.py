"""Samples as HTML: an extension for Python-Markdown.

The preprocessor takes fences out of the text before anything else can change them (tabs, for one), and leaves a
placeholder in the same list item, quote or admonition; there the postprocessor puts the HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

from runnable.fence import LINE_END, Fence, find_fences
from runnable.integration.html import Measured, Page, Proof, anchor, halves_of, pre, shown_code, tabs_of
from runnable.remarks import ABOUT, Remark, find_remarks
from runnable.sample import Problem, Sample, SampleError, find_samples
from runnable.tabs import tab_groups

# Two noncharacters, which Unicode keeps for uses inside a program: no text that is interchanged has them.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
BEFORE_ALL = 100  # above normalize_whitespace (30), which would expand tabs in code
CODE = 80  # as Python-Markdown's own
BEFORE_CODE = 85  # below the indentation of lists (90), above indented code (80)
AFTER_WORDS = -5  # below what makes words and code spans of the text (20, 0)
AFTER_ALL = -10


@dataclass(frozen=True)
class Note:
    """A remark on a page: the id of the line that it is about, how that is called, and its distance from the one above.

    The distance is in lines of code.
    """

    target: str
    label: str
    below: int


@dataclass(frozen=True)
class Rendered:
    """What stands in the place of a fence: its HTML, and for a sample with remarks what comes after these."""

    fence: Fence
    html: str
    foot: str = ""
    notes: tuple[Note, ...] = ()


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
        self.kept: list[Rendered] = []
        self.mark = OPEN
        self.lines: list[str] = []
        self.whole = False

    def open(self, text: str) -> None:
        """Begin with `text`: choose a mark for the placeholders that it does not hold already."""
        self.kept, self.lines, self.whole = [], LINE_END.split(text), False
        self.mark = next(mark for number in count() if (mark := f"{OPEN}{number}.") not in text)

    def keep(self, rendered: Rendered) -> str:
        """Keep the HTML of a fence for later, and give the placeholder that stands for it."""
        self.kept.append(rendered)
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
        md.treeprocessors.register(_TakeRemarks(md, self), "runnable-remarks", AFTER_WORDS)
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
        for rendered in reversed(_render_all(text, self._extension)):
            fence = rendered.fence
            placeholder = _indented(fence) + self._extension.keep(rendered)
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


class _TakeRemarks(Treeprocessor):
    """Puts the list below a sample with remarks into its figure, each item with a link to its line."""

    def __init__(self, md: Markdown, extension: RunnableExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: Element) -> None:
        if not any(rendered.notes for rendered in self._extension.kept):
            return
        for parent in list(root.iter()):
            for place, child in reversed(list(enumerate(parent))):
                rendered = self._rendered(child)
                if rendered and rendered.notes:
                    self._take(parent, place, rendered)

    def _rendered(self, element: Element) -> Rendered | None:
        """What stands in the place of an element that is a placeholder and nothing else."""
        match = re.fullmatch(self._extension.placeholder, (element.text or "").strip()) if not len(element) else None
        return self._extension.kept[int(match[1])] if match else None

    def _take(self, parent: Element, place: int, sample: Rendered) -> None:
        end = place + 1
        while end < len(parent) and (between := self._rendered(parent[end])) and not between.html:
            end += 1
        items = parent[end].findall("li") if end < len(parent) and parent[end].tag in ("ul", "ol") else []
        if len(items) != len(sample.notes):
            message = "remarks: the list right below the code has other items than Python-Markdown finds in it"
            raise SampleError([Problem(self._extension.path, sample.fence.start + 1, message)])
        for item, note in zip(items, sample.notes, strict=True):
            _refer(item, note)
        remarks, foot = parent[end], Element("p")
        remarks.tag, foot.text = "ol", self._extension.keep(Rendered(sample.fence, sample.foot))
        remarks.set("class", "remarks")
        parent.remove(remarks)
        parent[place + 1 : place + 1] = [remarks, foot]


def _refer(item: Element, note: Note) -> None:
    """Put what an item of a list says of a line into a box of its own, behind a link to that line."""
    box = Element("div")
    box.text, item.text = item.text, None
    box[:], item[:] = list(item), []
    words = box[0] if len(box) and not (box.text or "").strip() else box
    link = Element("a", {"href": f"#{note.target}"})
    link.text = note.label
    link.tail = " " + ABOUT.sub("", (words.text or "").lstrip(), count=1)
    words.text = None
    words.insert(0, link)
    item.append(box)
    item.set("data-below", "\n" * note.below)


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
        return re.sub(placeholder, lambda match: self._extension.kept[int(match[1])].html, text)

    def _count(self, numbers: list[str]) -> None:
        """Raise SampleError unless each fence is there once.

        Of footnotes with one label, for example, Python-Markdown shows the last only.
        """
        times = Counter(map(int, numbers))
        problems = [
            Problem(
                self._extension.path,
                rendered.fence.start + 1,
                f"the page shows this fence {times[number]} times, not once; what is around it is no plain Markdown",
            )
            for number, rendered in enumerate(self._extension.kept)
            if rendered.html and times[number] != 1
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


def _render_all(text: str, extension: RunnableExtension) -> list[Rendered]:
    """The HTML of each fence that is ours, in the order of the text; what is not shown has none."""
    samples = find_samples(text, extension.path, strict=extension.strict)
    page = Page(
        extension.path,
        {sample.name: sample for sample in samples},
        extension.link,
        extension.proof,
        extension.measured,
    )
    lines = LINE_END.split(text)
    ours = {found.fence.start: found for found in _render_samples(samples, lines, page)}
    others = find_fences(text) if extension.strict else ()
    free = (Rendered(fence, _free(fence)) for fence in others if fence.start not in ours)
    return sorted([*ours.values(), *free], key=lambda found: found.fence.start)


def _render_samples(samples: list[Sample], lines: list[str], page: Page) -> Iterator[Rendered]:
    """Each sample and its output; a group of tabs is all in the place of its first."""
    groups = {sample.name: group for group in tab_groups(samples, lines) for sample in group}
    for sample in samples:
        group = groups.get(sample.name, (sample,))
        if len(group) > 1:
            yield Rendered(sample.fence, tabs_of(group, page) if sample is group[0] else "")
        elif sample.options.remarks:
            yield _render_remarked(sample, lines, page)
        else:
            yield Rendered(sample.fence, "\n".join(filter(None, halves_of(sample, page))))
        if sample.expected:
            yield Rendered(sample.expected, "")


def _render_remarked(sample: Sample, lines: list[str], page: Page) -> Rendered:
    shown = shown_code(sample, page)
    remarks = find_remarks(sample, lines, shown.last)
    rows = [0, *(shown.row(remark.first) for remark in remarks)]
    offset = shown.first - 1 if sample.options.linenums else 0
    notes = tuple(
        Note(f"{anchor(sample, page.samples)}:{remark.first + offset}", _shifted(remark, offset).label, row - above)
        for remark, above, row in zip(remarks, rows, rows[1:], strict=False)
    )
    head, foot = halves_of(sample, page, remarks)
    return Rendered(sample.fence, head, foot, notes)


def _shifted(remark: Remark, offset: int) -> Remark:
    """The remark by the numbers that the reader sees."""
    return Remark(remark.line, remark.first + offset, remark.last + offset)


def _free(fence: Fence) -> str:
    return pre("Text", fence.body, f"<samp>{escape(fence.body, quote=False)}</samp>")


def makeExtension(**options: Any) -> RunnableExtension:  # noqa: N802 - the name that Python-Markdown calls
    """Make the extension from its name in a list of extensions."""
    return RunnableExtension(**options)


__all__: Sequence[str] = ["RunnableExtension", "makeExtension"]
