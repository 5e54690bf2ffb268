"""A sample as HTML: a figure of its code, and of what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from unicodedata import east_asian_width

from runnable.form import form_of
from runnable.integration.highlighting import Frame, Line, changed, html_of, lines_of
from runnable.manifest import Manifest
from runnable.region import read_region
from runnable.remarks import Remark
from runnable.sample import Problem, Sample, SampleError
from runnable.statement import Execution

Proof = Callable[[Sample], Execution | None]
"""How much of a sample's code was executed, where that is known."""
Measured = Callable[[Sample], Manifest | None]
"""What a slow sample was measured on, while that holds."""

NARROW = 36  # columns of code that the smallest phone shows, 320 px wide: what has no more never scrolls


@dataclass(frozen=True)
class Page:
    """What the HTML of a sample depends on besides itself.

    `path` is the file of the text, `samples` are those in it, by name; the others are as in RunnableExtension.
    """

    path: Path
    samples: Mapping[str, Sample]
    link: str = ""
    proof: Proof | None = None
    measured: Measured | None = None


@dataclass(frozen=True)
class Shown:
    """The code of a sample as the page shows it: its lines, and the number of the first for the reader."""

    lines: tuple[Line, ...]
    first: int

    @property
    def last(self) -> int:
        """How many lines the code has; those that a change took away are not in it."""
        return sum(not line.removed for line in self.lines)

    def row(self, number: int) -> int:
        """The place of a line, from 0, among all that are shown."""
        return next(row for row, line in enumerate(self.lines) if line.number == number)


def halves_of(sample: Sample, page: Page, remarks: Sequence[Remark] = ()) -> tuple[str, str]:
    """The HTML of a sample, up to the end of its code, and from there; nothing where nothing is shown."""
    code, outcome = list(_code(sample, page, remarks)), list(_outcome(sample))
    about = f'id="{escape(anchor(sample, page.samples))}"'
    if sample.runs_in_page:
        about += f' data-browser="{escape(sample.kind)}"'
        about += " data-exercise" * sample.options.exercise
    measured = list(_measured(sample, page)) if code or outcome or sample.options.figure else []
    if sample.options.figure:
        if not (code or outcome or measured):
            return _figure(sample, page, f" {about}"), ""
        outcome.append(_figure(sample, page))
    outcome += [*measured, *_help(sample, page), *_tool(sample, page), *_notes(sample, page)]
    if not (code or outcome):
        return "", ""
    with_remarks = " remarked" * bool(remarks)
    return "\n".join([f'<figure class="sample{with_remarks}" {about}>', *code]), "\n".join([*outcome, "</figure>"])


def tabs_of(group: Sequence[Sample], page: Page) -> str:
    """The HTML of samples of which one is seen at a time, by radio buttons; without CSS, all with their labels."""
    labels = [sample.options.tab for sample in group]
    name = escape(anchor(group[0], page.samples))
    parts = [f'<div class="tabs" role="group" aria-label="{escape(" or ".join(labels))}">']
    for sample, label in zip(group, labels, strict=True):
        checked = " checked" * (sample is group[0])
        parts.append(f'<label><input type="radio" name="{name}"{checked}> {escape(label, quote=False)}</label>')
        parts += halves_of(sample, page)
    return "\n".join([*parts, "</div>"])


def anchor(sample: Sample, names: Collection[str]) -> str:
    """The id of a sample among those of the `names`: a made name that begins like an id is one already.

    Unless that is the id of another, which an author has called `2`, say.
    """
    made, begins = not sample.options.name, sample.name.startswith("sample-")
    if made and begins and sample.name.removeprefix("sample-") not in names:
        return sample.name
    return f"sample-{sample.name}"


def pre(label: str, text: str, html: str, name: str = "") -> str:
    """A block of preformatted text, with the class `name`.

    One that may be wider than the page is reached and scrolled by the keyboard, and so has a name: the `label`.
    """
    wide = max(map(_width, text.split("\n")), default=0) > NARROW
    scrolls = f' tabindex="0" role="group" aria-label="{escape(label)}"' if wide else ""
    named = f' class="{name}"' if name else ""
    return f"<pre{named}{scrolls}>{html}</pre>"


def _width(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) if line.isascii() else sum(1 + (east_asian_width(each) in "WF") for each in line)


def _code(sample: Sample, page: Page, remarks: Sequence[Remark]) -> Iterator[str]:
    if sample.options.hidden:
        return
    title, label = sample.options.title or sample.options.file, _language(sample)
    spans = [f'<span class="sample-title">{escape(title, quote=False)}</span>'] if title else []
    spans.append(f'<span class="sample-kind">{escape(label, quote=False)}</span>')
    execution = page.proof(sample) if page.proof else None
    executed = execution if execution and execution.executed else None
    if executed:
        spans.append(f'<span class="visually-hidden">{_executed(executed)}</span>')
    yield f"<figcaption>{' '.join(spans)}</figcaption>"
    shown = shown_code(sample, page)
    html = _marked(sample, page, shown, executed.excused if executed else (), remarks)
    text = "".join(line.text for line in shown.lines)
    yield pre(title or label, text, f"<code>{html}</code>", "highlight sample-executed" if executed else "highlight")


def _language(sample: Sample) -> str:
    """What the code is, to a reader; of SQL, whose it is, since each database has a dialect of its own."""
    if sample.kind != "sql" or not sample.options.run:
        return sample.about.label
    return "PostgreSQL" if "postgresql" in sample.options.needs else "SQLite"


def _executed(execution: Execution) -> str:
    """What the marks say, for those who don't see them."""
    done, every = execution.executed, execution.statements
    if done < every:
        return f"{done} of {every} statements executed; the others say why not"
    return f"All {every} statements executed" if every > 1 else "The statement was executed"


# Lines


def shown_code(sample: Sample, page: Page) -> Shown:
    """The lines that a sample shows; those that differ from the code of its `diff=` are told from the others."""
    code, first = _text(sample, page)
    lines = lines_of(code, sample.about.lexer or sample.kind)
    if sample.options.diff:
        before, _ = _text(page.samples[sample.options.diff], page)
        lines = changed(lines_of(before, sample.about.lexer or sample.kind), lines)
        if not any(line.added or line.removed for line in lines):
            message = f"diff={sample.options.diff}: the two show the same"
            raise SampleError([Problem(sample.path, sample.line, message)])
    return Shown(tuple(lines), first)


def _text(sample: Sample, page: Page) -> tuple[str, int]:
    if not sample.options.file:
        return sample.code, 1
    try:
        region = read_region(sample, page.path.parent)
    except ValueError as error:
        raise SampleError([Problem(sample.path, sample.line, f"{sample.name}: {error}")]) from None
    return region.text, region.numbers[0]


def _marked(sample: Sample, page: Page, shown: Shown, excused: Collection[int], remarks: Sequence[Remark]) -> str:
    """The code, with each mark that a line has, the outermost first, and its number if it has one."""
    name, numbered = escape(anchor(sample, page.samples)), sample.options.linenums
    frames: list[Frame] = []
    if remarks:
        named = {
            number: "" if numbered else f' id="{name}:{remark.first}"'
            for remark in remarks
            for number in range(remark.first, remark.last + 1)
        }
        frames.append(lambda line: f'<span class="remark"{named[line.number]}>' if line.number in named else "")
    if sample.options.diff:
        frames.append(lambda line: "<ins>" if line.added else "<del>" if line.removed else "")
    if sample.options.hl_lines:
        frames.append(lambda line: '<span class="hll">' if line.number in sample.options.hl_lines else "")
    if excused:
        frames.append(lambda line: '<span class="sample-excused">' if line.number in excused else "")
    return html_of(shown.lines, frames, _numbers(name, shown) if numbered else None)


def _numbers(name: str, shown: Shown) -> Callable[[Line], str]:
    """The number of each line, which is the link to it."""
    width = len(str(shown.first + shown.last - 1))

    def number(line: Line) -> str:
        if line.number is None:
            return f'<span class="linenos">{" " * width}</span>'
        value = shown.first + line.number - 1
        return f'<a class="linenos" id="{name}:{value}" href="#{name}:{value}">{value:>{width}}</a>'

    return number


# What came of it


def _outcome(sample: Sample) -> Iterator[str]:
    if sample.expected:
        yield from _output("output", "Output", sample.expected.body)
    if sample.options.raises and not sample.options.hidden:
        yield from _output("raises", "Raises", sample.options.raises + "\n")


def _output(name: str, label: str, text: str) -> Iterator[str]:
    yield f'<p class="sample-label">{label}</p>'
    yield pre(label, text, f"<samp>{escape(text, quote=False)}</samp>", f"sample-{name}")


def _measured(sample: Sample, page: Page) -> Iterator[str]:
    """The badge of a slow sample: the day on which it was measured, and what with."""
    manifest = page.measured(sample) if page.measured and sample.options.slow else None
    if manifest:
        day = date.fromisoformat(manifest.date)
        time = f'<time datetime="{manifest.date}">{day.day} {day:%B %Y}</time>'
        yield f'<p class="sample-measured">Measured {" · ".join([time, *map(escape, manifest.labels)])}</p>'


def _tool(sample: Sample, page: Page) -> Iterator[str]:
    """Where a script puts the form of a tool; without one it is nothing."""
    if sample.options.tool:
        form = form_of(sample, page.path.parent)
        yield f'<div class="sample-tool" data-tool="{escape(form.title)}"></div>'


def _notes(sample: Sample, page: Page) -> Iterator[str]:
    if sample.options.cast:
        name = escape(sample.options.cast)
        yield f'<p class="sample-cast">Recording: <a href="{escape(page.link)}{name}">{name}</a></p>'
    if sample.page_note:
        yield f'<p class="sample-browser">{escape(sample.page_note, quote=False)}</p>'
    if sample.options.unverified:
        yield f'<p class="sample-note">Not verified: {escape(sample.options.unverified, quote=False)}</p>'


def _help(sample: Sample, page: Page) -> Iterator[str]:
    """The hint and the solution of an exercise, which are closed at first."""
    if hint := sample.options.hint:
        yield f'<details class="sample-hint"><summary>Hint</summary><p>{escape(hint, quote=False)}</p></details>'
    if sample.options.exercise:
        code = page.samples[sample.options.solution].code
        html = html_of(lines_of(code, sample.kind))
        shown = pre("Solution", code, f"<code>{html}</code>", "highlight")
        yield f'<details class="sample-solution"><summary>Solution</summary>{shown}</details>'


def _figure(sample: Sample, page: Page, attributes: str = "") -> str:
    options = sample.options
    size = _svg_size(page.path.parent / options.figure)
    caption = f"<figcaption>{escape(options.caption, quote=False)}</figcaption>" if options.caption else ""
    source = escape(page.link + options.figure)
    image = f'<img src="{source}" alt="{escape(options.alt)}" loading="lazy"{size}>'
    return f'<figure class="sample-figure"{attributes}>{image}{caption}</figure>'


def _svg_size(path: Path) -> str:
    """The size of an SVG as attributes, so that a page does not jump when it comes; nothing where it is not said."""
    head = path.read_text(encoding="utf-8", errors="replace")[:2000] if path.is_file() else ""
    box = re.search(r'viewBox="\S+ \S+ (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"', head)
    return f' width="{round(float(box[1]))}" height="{round(float(box[2]))}"' if box else ""
