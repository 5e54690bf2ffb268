"""Recordings: what is read of them, the page of each, and the player that it has from elsewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from casts.recording import read_cast
from runnable.cast import write_cast
from tests.site.house import ROOT, Site, build, make_content, pelican, write_article

TRANSCRIPT = "$ echo '<b>' & ls\n<b>\na.py  b.py\n"
COLOURED = "<b>\r\n\x1b[32ma.py\x1b[0m  b.py\r\n"
BODY = f"""
```console run name=listing cast=listing.cast
{TRANSCRIPT}```

[The file]({{attach}}listing.cast) itself.
"""
PLAYER = ROOT / "theme" / "static" / "vendor" / "asciinema-player"
NODE = ROOT / "node_modules" / "asciinema-player"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The published site of an article with a recording, and of a draft with another."""
    content = make_content(tmp_path_factory.mktemp("casts"))
    for slug, header in {"shown": {}, "not-yet": {"Status": "draft"}}.items():
        path = write_article(content, slug, BODY, Title=f"On <{slug}>", **header)
        path.with_name("listing.cast").write_bytes(write_cast(TRANSCRIPT, [COLOURED]))
    return build(content, tmp_path_factory.mktemp("recorded"), "publishconf.py")


def cast(*events: list, header: dict | None = None) -> str:
    """An asciicast of these events."""
    return "\n".join(map(json.dumps, [header or {"version": 2, "width": 80, "height": 24}, *events])) + "\n"


def test_the_link_leads_to_the_player(recorded: Site) -> None:
    """It says how long it plays, and leads to a page that is there; what else links to the file is left alone."""
    soup = recorded.soup("shown/index.html")
    (link,) = soup.select(".sample-cast a")
    assert link.text == "Play the recording (3 s)"
    assert link["href"].endswith("shown/listing.cast.html")
    assert (recorded.output / "shown" / link["href"]).resolve().is_file()
    assert soup.find("a", string="The file")["href"].endswith("listing.cast")
    assert not list(recorded.output.rglob("not-yet*"))


def test_the_page_has_a_transcript(recorded: Site) -> None:
    """What was typed and shown can be read without a script, without colours; the way back and the file are there."""
    soup = recorded.soup("shown/listing.cast.html")
    assert soup.select_one("main pre").text == TRANSCRIPT
    assert "On <shown>" in soup.h1.find_next("p").text
    targets = [link["href"] for link in soup.select("main a")]
    assert targets == ["../shown/", "listing.cast"]
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not soup.select("[style], [onclick]")


def test_only_the_player_may_compile(recorded: Site) -> None:
    """WebAssembly and a policy for markup are the player's page's alone; all else is as on each page."""

    def policy(path: str) -> dict[str, str]:
        content = recorded.soup(path).find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        return {name: re.sub(r"'sha256-[^']+'", "", value) for name, _, value in map(_parted, content.split(";"))}

    player, article = policy("shown/listing.cast.html"), policy("shown/index.html")
    assert "'wasm-unsafe-eval'" in player.pop("script-src")
    assert "wasm" not in article.pop("script-src")
    assert (player.pop("trusted-types"), article.pop("trusted-types")) == ("default", "'none'")
    assert {name: value.split() for name, value in player.items()} == {
        name: value.split() for name, value in article.items()
    }


def _parted(directive: str) -> tuple[str, str, str]:
    return directive.strip().partition(" ")


def test_each_real_recording_has_its_page(real_published: Site) -> None:
    """All that are published; and each transcript is what the article shows above the link."""
    files = list(real_published.output.rglob("*.cast"))
    assert files
    for file in files:
        page = file.with_name(f"{file.name}.html").relative_to(real_published.output)
        transcript = real_published.soup(str(page)).select_one("main pre").text
        article = real_published.soup(str(page.parent / "index.html"))
        link = article.find("a", href=re.compile(rf"/{re.escape(page.name)}$"))
        assert link["class"] == ["play"]
        shown = link.find_parent("figure").select_one(".highlight code").text
        assert re.sub(r"[ \t]+$", "", shown, flags=re.MULTILINE) == transcript


def test_what_is_read_of_a_recording() -> None:
    """Its length to the second, the rows that it takes, and its lines; what was typed without an echo is not shown."""
    read = read_cast(
        "a.cast", cast([0.0, "o", "$ \x1b[1mls\x1b[0m\r\n"], [1.0, "i", "secret"], [2.6, "o", "x" * 81 + "\r\n"])
    )
    assert (read.name, read.seconds, read.columns, read.rows) == ("a", 3, 80, 4)
    assert read.transcript == "$ ls\n" + "x" * 81 + "\n"


def test_more_than_a_screen() -> None:
    """A long recording scrolls in the terminal that it had."""
    assert read_cast("a.cast", cast(*[[number, "o", "x\r\n"] for number in range(99)])).rows == 24


def test_version_3() -> None:
    """Its times count from the event before, its size is called otherwise, and lines that begin with # are comments."""
    header = {"version": 3, "term": {"cols": 100, "rows": 30}}
    text = cast([1.0, "o", "a\r\n"], [1.5, "o", "b\r\n"], [1.5, "x", "0"], header=header)
    read = read_cast("a.cast", text.replace("\n", "\n# a comment\n", 1))
    assert (read.seconds, read.columns, read.transcript) == (4, 100, "a\nb\n")


WRONG = {
    "": "it is empty",
    "{": "is no asciicast",
    "[]\n": "is no asciicast of version 2 or 3",
    cast(header={"version": 1}): "is no asciicast of version 2 or 3",
    cast(header={"version": 2}): "is no asciicast of version 2 or 3",
    cast([0, "o"]): "is no asciicast of version 2 or 3",
    cast([0, "o", "a\x1b[2Jb"]): "U\\+001B; its transcript can't be read line by line",
    cast([0, "o", "50 %\r100 %"]): "U\\+000D; its transcript",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items(), ids=range(len(WRONG)))
def test_what_is_no_recording(text: str, message: str) -> None:
    """What can't be shown as it was is refused, and told why."""
    with pytest.raises(ValueError, match=message):
        read_cast("a.cast", text)


def test_a_bad_recording_stops_the_build(tmp_path: Path) -> None:
    """It is told by the file and what to do."""
    content = make_content(tmp_path)
    write_article(content, "broken", BODY).with_name("listing.cast").write_text("{")
    result = pelican(content, tmp_path / "output", "pelicanconf.py")
    assert result.status == 1
    assert re.search(r"broken/listing\.cast:1: is no asciicast: .*; record it again", result.said)


def test_the_player_is_published_with_its_licence(recorded: Site) -> None:
    """The script that the page asks for is there, and so is what it is under."""
    soup = recorded.soup("shown/listing.cast.html")
    scripts = [script["src"] for script in soup.select("script[src]") if not script["src"].startswith("data:")]
    assert len(scripts) == 2
    assert all((recorded.output / "shown" / script).is_file() for script in scripts)
    assert "Apache License" in recorded.read("theme/vendor/asciinema-player/APACHE-2.0.txt")


@pytest.mark.skipif(not NODE.is_dir(), reason="npm has not installed asciinema-player")
def test_the_player_is_what_npm_has() -> None:
    """Its files here are those of the package, byte for byte."""
    theirs = {"APACHE-2.0.txt": NODE / "LICENSE"}
    theirs |= {path.name: path for path in (NODE / "dist" / "bundle").iterdir()}
    ours = list(PLAYER.iterdir())
    assert {path.name for path in ours} == {"APACHE-2.0.txt", "asciinema-player.css", "asciinema-player.min.js"}
    for path in ours:
        assert path.read_bytes() == theirs[path.name].read_bytes(), path.name
