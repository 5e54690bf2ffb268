"""Nothing from outside the content folder is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from containment import check, escapes
from containment.checking import references_in
from tests.site.conftest import ESCAPES
from tests.site.house import Build, make_content, pelican, write_article

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


@pytest.mark.parametrize("target", ["notes.txt", "/images/a.svg", "../other/index.md#part", "a%20b.txt", "./x.svg?v=2"])
def test_what_lies_inside_is_free(tmp_path: Path, target: str) -> None:
    """A reference to a place within content/ is no way out, whether a file is there or not."""
    assert not escapes(target, tmp_path / "content" / "articles" / "a", tmp_path / "content")


def test_code_that_shows_a_reference_is_free() -> None:
    """Text about such references names nothing."""
    assert references_in("<p><code>{attach}../../x</code> and {static}../y</p>") == []
