"""Nothing from outside the content folder is published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import linkcheck
from containment import check, escapes
from containment.checking import references_in
from tests.site.conftest import ESCAPES
from tests.site.house import Build, build, make_content, pelican, write_article

LINES = {"summary": 6, "title": 1, "reference": 10}


@pytest.mark.parametrize("slug", ESCAPES)
def test_each_way_out_is_named_with_its_line(escaping: tuple[Path, Path, Build], slug: str) -> None:
    """A reference that leads out of content/, however written, is reported where it stands."""
    content, _, result = escaping
    assert f"{content}/articles/{slug}/index.md:{LINES.get(slug, 8)}: " in result.said


def test_a_build_with_a_way_out_fails_and_publishes_nothing(escaping: tuple[Path, Path, Build]) -> None:
    """Such a build ends with a status that is not 0, without a traceback, and copies nothing."""
    _, output, result = escaping
    assert result.status == 1
    assert "leads out of content/" in result.said
    assert "Traceback" not in result.said
    assert not [path for path in output.rglob("*") if path.is_file()]


def test_a_symbolic_link_that_leads_out_stops_the_build(tmp_path: Path) -> None:
    """A link in a bundle to a file or folder outside is reported, whether a page names it or not."""
    content, output = make_content(tmp_path), tmp_path / "output"
    (tmp_path / "secret.txt").write_text("the secret\n")
    bundle = write_article(content, "linked", "[x]({attach}innocent.txt)\n").parent
    (bundle / "innocent.txt").symlink_to(tmp_path / "secret.txt")
    (content / "images").symlink_to(tmp_path)
    result = pelican(content, output, "pelicanconf.py", "--fatal", "warnings")
    assert result.status == 1
    assert f"{bundle}/innocent.txt:1: is a symbolic link to {tmp_path}/secret.txt, outside content/" in result.said
    assert f"{content}/images:1: is a symbolic link" in result.said
    assert not list(output.rglob("secret.txt")) + list(output.rglob("innocent.txt"))


def test_a_symbolic_link_within_is_fine(tmp_path: Path) -> None:
    """A link from one place in content/ to another is no problem."""
    content = make_content(tmp_path)
    (content / "again.toml").symlink_to("authors.toml")
    assert check(content) == []


def test_a_file_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    """A missing attachment ends the build by one clear line, not by Pelican's traceback."""
    content = make_content(tmp_path)
    path = write_article(content, "gap", "Text.\n\n[x]({attach}gone.txt)\n")
    result = pelican(content, tmp_path / "output", "pelicanconf.py", "--fatal", "warnings")
    assert result.status == 1
    assert f"{path}:10: '{{attach}}gone.txt' names a file that is not there" in result.said
    assert "Traceback" not in result.said


def test_a_file_cannot_take_the_place_of_its_page(tmp_path: Path) -> None:
    """An attached index.html would silently be the article; in a folder of its own it is a file as any other."""
    content = make_content(tmp_path)
    path = write_article(content, "framed", "[x]({attach}sub/index.html)\n[y]({attach}index.html)\n")
    (path.parent / "sub").mkdir()
    for name in ("index.html", "sub/index.html"):
        (path.parent / name).write_text("<p>Not the article.</p>\n")
    result = pelican(content, tmp_path / "output", "publishconf.py", "--fatal", "warnings")
    assert result.status == 1
    assert result.said.count(str(path)) == 1
    assert f"{path}:9: '{{attach}}index.html' would be copied over the page itself; give the file" in result.said


def test_a_file_that_only_a_summary_names_is_published(tmp_path: Path) -> None:
    """A link in a header leads to its file as one in the text does."""
    content = make_content(tmp_path)
    path = write_article(content, "brief", Summary="See [the notes]({attach}notes.txt).")
    (path.parent / "notes.txt").write_text("notes\n")
    site = build(content, tmp_path / "output", "publishconf.py")
    assert site.read("brief/notes.txt") == "notes\n"
    assert linkcheck.check(site.output, site.siteurl) == []


@pytest.mark.parametrize("target", ["notes.txt", "/images/a.svg", "../other/index.md#part", "a%20b.txt", "./x.svg?v=2"])
def test_what_lies_inside_is_free(tmp_path: Path, target: str) -> None:
    """A reference to a place within content/ is no way out, whether a file is there or not."""
    assert not escapes(target, tmp_path / "content" / "articles" / "a", tmp_path / "content")


def test_code_that_shows_a_reference_is_free() -> None:
    """Text about such references names nothing."""
    assert references_in("<p><code>{attach}../../x</code> and {static}../y</p>") == []


DRAWING = """
![x]({attach}picture.svg) and [notes]({static}notes.txt)

```python run name=draw figure=drawn.svg alt="A drawing."
print(1)
```

```output
1
```

```console run cast=played.cast
$ true
```
"""


@pytest.fixture
def with_drafts(tmp_path: Path) -> Path:
    """Content with a draft that names files and another draft, and with an article whose file both name."""
    content = make_content(tmp_path)
    links = "[shared]({static}../done/shared.txt) [other]({filename}../e/index.md) [notes](|attach|more.txt)\n"
    summed = "[x]({attach}summed.txt)"
    draft = write_article(content, "d", links + summed + DRAWING, Status="draft", Summary=f"See {summed}.")
    write_article(content, "e", Status="draft")
    done = write_article(content, "done", "[shared]({attach}shared.txt)\n")
    (done.parent / "shared.txt").write_text("shared\n")
    for name in ("notes.txt", "more.txt", "summed.txt"):
        (draft.parent / name).write_text("of a draft\n")
    for name in ("picture.svg", "drawn.svg"):
        (draft.parent / name).write_text('<svg xmlns="http://www.w3.org/2000/svg"/>\n')
    (draft.parent / "played.cast").write_text('{"version": 2, "width": 80, "height": 24}\n')
    (content / "pages" / "later.md").write_text(
        "Title: Later\nSummary: One.\nStatus: draft\n\n[x]({attach}later.txt)\n"
    )
    (content / "pages" / "later.txt").write_text("of a draft\n")
    return content


def test_nothing_of_a_draft_is_published(with_drafts: Path, tmp_path: Path) -> None:
    """Where drafts are not written, neither are the files that only they name; what is published keeps its own."""
    site = build(with_drafts, tmp_path / "published", "publishconf.py")
    files = {path.relative_to(site.output).as_posix() for path in site.output.rglob("*") if path.is_file()}
    ours = {name for name in files if not name.startswith("theme/")}
    assert ours >= {"done/shared.txt", "done/index.html"}
    of_drafts = r"(drafts|articles|[de]|later)/|.*(notes|more|summed|later)\.txt|.*(picture|drawn)\.svg|.*played\.cast"
    assert [name for name in ours if re.match(of_drafts, name)] == []


def test_a_draft_is_whole_for_its_author(with_drafts: Path, tmp_path: Path) -> None:
    """While it is written, a draft has all of its files, and links between drafts and articles lead somewhere."""
    write_article(with_drafts, "done", "[soon]({filename}../d/index.md)\n")
    site = build(with_drafts, tmp_path / "written", "pelicanconf.py")
    names = {path.name for path in site.output.rglob("*")}
    assert names >= {"notes.txt", "more.txt", "summed.txt", "picture.svg", "drawn.svg", "played.cast", "later.txt"}
    assert linkcheck.check(site.output) == []


def test_a_published_text_cannot_lead_to_a_draft(with_drafts: Path, tmp_path: Path) -> None:
    """A link to a draft, or to a file of one, stops the build for publication and names line and draft."""
    body = "[a]({filename}../d/index.md)\n\n[b]({attach}../d/notes.txt)\n\n[c]({filename}/pages/later.md#x)\n"
    path = write_article(with_drafts, "done", body, Summary="See [e]({filename}../e/index.md).")
    result = pelican(with_drafts, tmp_path / "output", "publishconf.py", "--fatal", "warnings")
    assert result.status == 1
    advice = "which is not published; publish that as well, or take the link away"
    for line, target, draft in [
        (6, "{filename}../e/index.md", "articles/e/index.md"),
        (8, "{filename}../d/index.md", "articles/d/index.md"),
        (10, "{attach}../d/notes.txt", "articles/d/index.md"),
        (12, "{filename}/pages/later.md#x", "pages/later.md"),
    ]:
        assert f"{path}:{line}: '{target}' leads to the draft content/{draft}, {advice}" in result.said
    assert "Traceback" not in result.said
    assert not [path for path in (tmp_path / "output").rglob("*") if path.is_file()]
