"""The adapter to Pelican: stops a build before it reads or copies anything from outside, or anything of a draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from containment.checking import check, escapes, files_named, line_of, references_in
from problems import Problem, fail_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pelican import Pelican
    from pelican.contents import Content
    from pelican.generators import Generator, PagesGenerator


def check_symlinks(pelican: Pelican) -> None:
    """Stop the build if a symbolic link leads out of the content folder, linked from a page or not."""
    fail_on(check(Path(pelican.settings["PATH"])))


def check_references(generator: PagesGenerator) -> None:
    """Stop the build if a document names a file outside the content folder, one that is not there, or a draft's.

    The pages are the last documents that Pelican reads, and static files come after them. What only drafts name does
    not become a static file where drafts are not written.
    """
    content = Path(generator.settings["PATH"])
    documents = [document for document in generator.context["generated_content"].values() if document]
    written = [document for document in documents if document.save_as]
    withheld = [Path(document.source_path) for document in documents if not document.save_as]
    fail_on(
        problem
        for document in documents
        for problem in _problems_in(document, content, withheld if document.save_as else [])
    )
    generator.context["static_links"] = {link for document in written for link in _statics_of(document, content)}


def withhold_drafts(generators: list[Generator]) -> None:
    """Take drafts out of a build that does not write them: Pelican would look for the files in their summaries."""
    for generator in generators:
        for kind in ("drafts", "drafts_translations", "draft_pages", "draft_translations"):
            if hasattr(generator, kind):
                setattr(generator, kind, [draft for draft in getattr(generator, kind) if draft.save_as])


def check_statics(generator: Generator) -> None:
    """Stop the build if a file would be copied from outside, by whatever way it got among the static files."""
    content = Path(generator.settings["PATH"])
    fail_on(
        Problem(Path(static.source_path), 1, f"would be published from outside {content.name}/")
        for static in generator.context["staticfiles"]
        if not Path(static.source_path).resolve().is_relative_to(content.resolve())
    )


def _statics_of(document: Content, content: Path) -> Iterator[str]:
    yield from document.get_static_links()
    # Pelican replaces links in a summary, but does not copy what they lead to.
    for match in document._get_intrasite_link_regex().finditer(document.metadata.get("summary", "")):  # noqa: SLF001
        if match["what"] in ("static", "attach"):
            files = files_named(match["value"], Path(document.source_path).parent, content)
            yield from (file.relative_to(content).as_posix() for file in files)


def _problems_in(document: Content, content: Path, withheld: list[Path]) -> Iterator[Problem]:
    source = Path(document.source_path)
    for text, target in _references(document):
        if fault := _fault(target, source.parent, content, withheld):
            yield Problem(source, line_of((text, target), source), f"{text!r} {fault}")


def _fault(target: str, folder: Path, content: Path, withheld: list[Path]) -> str:
    if escapes(target, folder, content):
        return f"leads out of {content.name}/; put the file into the article's folder or content/images"
    files = files_named(target, folder, content)
    if not files:
        return f"names a file that is not there; a path starts at this folder, or with a slash at {content.name}/"
    if any(file.name == "index.html" and folder not in file.parent.parents for file in files):
        return "would be copied over the page itself; give the file another name, such as example.html"
    for draft in withheld:
        if any(_is_part_of(file, draft) for file in files):
            where = f"{content.name}/{draft.relative_to(content).as_posix()}"
            return f"leads to the draft {where}, which is not published; publish that as well, or take the link away"
    return ""


def _is_part_of(file: Path, document: Path) -> bool:
    # An article has its folder to itself; pages share one.
    return file == document or (document.name == "index.md" and file.is_relative_to(document.parent))


def _references(document: Content) -> Iterator[tuple[str, str]]:
    html = document._content or ""  # noqa: SLF001  # `content` would already resolve the links
    # Pelican's own pattern also sees tags where a parser of HTML sees none.
    for match in document._get_intrasite_link_regex().finditer(html):  # noqa: SLF001
        if match["what"] in ("filename", "static", "attach"):
            yield match["path"], match["value"]
    for value in document.metadata.values():
        html += _as_attribute(value)
    for reference in references_in(html):
        yield reference.text, reference.target


def _as_attribute(value: object) -> str:
    # Plain text of the header, too, may hold a reference that a template would make a link of.
    return f"<!--{value}-->{value}" if isinstance(value, str) else ""
