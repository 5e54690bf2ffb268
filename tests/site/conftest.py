"""The site, built once for each way in which its tests look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.site.house import Build, Site, build, make_content, pelican, write_article

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "<script>alert(\"x\")</script> & 'more' <b>"

BODY = """
Text with a note.[^1] And [a link]({attach}notes.txt), [a page to save]({attach}page.html),
[another]({filename}../plain-1/index.md#a-heading),
and `{static}../../../etc/passwd`, which only shows such a thing.

## A heading

| a | b |
|---|--:|
| 1 | 2 |

[^1]: The note.
"""


@pytest.fixture(scope="session")
def crafted_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content that tries each thing of which a page can be made, and some that a page should not be made of."""
    content = make_content(tmp_path_factory.mktemp("crafted"))
    _add_author(content, HOSTILE, "A & B <i>")
    for number in range(1, 9):
        series = {"Series": "Steps & <b>stones</b>", "Series_index": str(number)} if number <= 3 else {}
        write_article(content, f"plain-{number}", "## A heading\n", Date=f"2025-0{number}-01", **series)
    path = write_article(
        content,
        "everything",
        BODY,
        Title=f"Title {HOSTILE}",
        Date="2026-11-22 09:30",
        Modified="2026-11-23",
        Authors=f"The Editors; {HOSTILE}",
        Category="Security",
        Tags=f"Flask, tag {HOSTILE}",
        Based_on="How to <i>Retry</i> & Win | Somebody O'Else | https://example.org/a?b=1&c=2 | 2016",
        Summary="A summary with `code` & *stress*.",
    )
    (path.parent / "notes.txt").write_text("notes\n")
    (path.parent / "unlinked.py").write_text("print('not to be published')\n")
    (path.parent / "README.md").write_text("Not an article.\n\n```sh\nset-up\nrun\n```\n")
    (path.parent / "requirements.in").write_text("flask\n")
    (path.parent / "run.sh").write_text("#!/bin/sh\n")
    (path.parent / "run.sh").chmod(0o755)
    (path.parent / "page.html").write_text("<p>Not an article.</p>\n")
    write_article(content, "yearless", Based_on="Old | Someone | http://example.org/old", Tags="Python")
    write_article(content, "plain-8", Based_on="Old | Someone | http://example.org/old | 2016-2017", Date="2025-08-01")
    draft = write_article(content, "not-yet", "Draft text.\n", Status="draft", Tags="Python, Nowhere else")
    (draft.parent / "requirements.in").write_text("flask\n")
    return content


def _add_author(content: Path, name: str, biography: str) -> None:
    with (content / "authors.toml").open("a") as register:
        register.write(f'\n["{name.replace(chr(34), chr(92) + chr(34))}"]\nbiography = "{biography}"\n')


@pytest.fixture(scope="session")
def dev(crafted_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The crafted content as its authors would see it."""
    return build(crafted_content, tmp_path_factory.mktemp("dev"), "pelicanconf.py")


@pytest.fixture(scope="session")
def published(crafted_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The crafted content as it would be published."""
    return build(crafted_content, tmp_path_factory.mktemp("published"), "publishconf.py")


@pytest.fixture(scope="session", params=["real_dev", "real_published", "dev", "published"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each of the sites in turn."""
    built: Site = request.getfixturevalue(request.param)
    return built


@pytest.fixture(scope="session")
def escaping(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Build]:
    """A build whose articles try to publish a secret from outside: its content, its output, and how it went."""
    folder = tmp_path_factory.mktemp("escaping")
    content, output = make_content(folder), folder / "output"
    (folder / "secret.txt").write_text("the secret\n")
    (content / "inside.txt").symlink_to(content / "authors.toml")
    for slug, (body, header) in ESCAPES.items():
        write_article(content, slug, body.replace("FOLDER", str(folder)), **header)
    return content, output, pelican(content, output, "pelicanconf.py", "--fatal", "warnings")


# Slug: the body, whose line 8 leads out, or the header that does.
ESCAPES: dict[str, tuple[str, dict[str, str]]] = {
    "dots": ("[x]({attach}../../../secret.txt)\n", {}),
    "dots-static": ("![x]({static}../../../secret.txt)\n", {}),
    "dots-filename": ("[x]({filename}../../../secret.txt)\n", {}),
    "old-syntax": ("[x](|attach|../../../secret.txt)\n", {}),
    "from-root": ("[x]({static}/../secret.txt)\n", {}),
    "encoded": ("[x]({attach}%2e%2e/%2E%2E/../secret.txt)\n", {}),
    "encoded-twice": ("[x]({attach}%252e%252e/../../secret.txt)\n", {}),
    "absolute": ("[x]({static}////FOLDER/secret.txt)\n", {}),
    "entity": ('<a href="{attach}&#46;&#46;/../../secret.txt">x</a>\n', {}),
    "tag-src": ('<img src="{attach}../../../secret.txt" alt="x">\n', {}),
    "tag-poster": ('<video poster="{static}../../../secret.txt"></video>\n', {}),
    "tag-srcset": ('<img alt="x" src="/favicon.svg" srcset="{attach}../../../secret.txt 2x">\n', {}),
    "tag-unquoted": ("<a href={attach}../../../secret.txt>x</a>\n", {}),
    "comment": ('<!-- <a href="{attach}../../../secret.txt">x</a> -->\n', {}),
    "reference": ("[x][y]\n\n[y]: {attach}../../../secret.txt\n", {}),
    "summary": ("Text.\n", {"Summary": "See [x]({attach}../../../secret.txt)."}),
    "title": ("Text.\n", {"Title": "{static}../../../secret.txt"}),
}
