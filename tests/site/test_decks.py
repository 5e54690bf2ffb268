"""Slides: what is on them, where they are shown, and that they are printed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from decks import SlideError, find_samples, render_slides
from decks.pdf import PAGE, PrintError, print_deck
from pelicanconf import MARKDOWN
from tests.site.house import ROOT, Site, build, make_content, pelican, write_article

BODY = """
```python run name=hello
print(1 + 1)
```

```output
2
```

```python run name=drawn figure=drawn.svg alt="A line" caption="Drawn."
open("drawn.svg", "w").write("<svg/>")
```

```python run hidden name=unseen
x = 1
```
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><path d="M0 0h9"/></svg>'
DECK = """## One idea

Text with `code`, and a heading
-------------------------------

- - -

---

```sample name=hello
```

---

```sample name=hello part=output
```

```text
a plan
```

![A red square](red%20one.png)

---

```sample name=drawn part=figure
```
"""


def write_talk(content: Path, slug: str = "talk", deck: str = DECK, **header: str) -> Path:
    """Write an article with slides, and return its folder."""
    folder = write_article(content, slug, BODY, Title="To <talk>", Deck="deck.md", **header).parent
    (folder / "deck.md").write_text(deck)
    (folder / "drawn.svg").write_text(SVG)
    Image.new("RGB", (200, 100), "red").save(folder / "red one.png")
    return folder


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content with a talk, a draft of one, and an article without."""
    content = make_content(tmp_path_factory.mktemp("decks"))
    write_talk(content)
    write_talk(content, "not-yet", Status="draft")
    write_article(content, "plain")
    return content


@pytest.fixture(scope="module")
def held(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The published site of that content."""
    return build(content, tmp_path_factory.mktemp("held"), "publishconf.py")


def test_where_slides_are_shown(held: Site) -> None:
    """At the top of the article, in a frame with a name, which needs no script; the page and the PDF are linked."""
    soup = held.soup("talk/index.html")
    figure = soup.select_one(".prose").find()
    assert figure["class"] == ["deck"]
    assert figure.iframe["title"] == "Slides: To <talk>"
    targets = [figure.iframe["src"], *(link["href"] for link in figure.select("a"))]
    assert targets == ["../talk/slides/", "../talk/slides/", "../talk/slides/talk.pdf"]
    assert "5 slides" in figure.figcaption.text
    assert (held.output / "talk" / "slides" / "talk.pdf").is_file()
    assert not held.soup("plain/index.html").select("iframe")
    assert not list(held.output.rglob("*not-yet*"))


def test_what_is_on_the_slides(held: Site) -> None:
    """The title's first, then one a part; a line of `---` parts, one below text makes a heading, `- - -` is a line."""
    soup = held.soup("talk/slides/index.html")
    title, idea, *samples = soup.select("main > .slide")
    assert (title.h1.text, title.a["href"]) == ("To <talk>", "../../talk/")
    assert [heading.text for heading in idea.select("h2")] == ["One idea", "Text with code, and a heading"]
    assert len(soup.select("h1")) == 1
    assert [section["id"] for section in samples] == ["s3", "s4", "s5"]
    assert not soup.select("[style], .heading-link")


def test_samples_are_those_of_the_article(held: Site) -> None:
    """Code and output are, character for character; a part is that part alone; a figure's picture is the article's."""
    soup, article = held.soup("talk/slides/index.html"), held.soup("talk/index.html")
    mine, whole = soup.select_one("#s3"), article.select_one("#sample-hello")
    assert str(mine.select_one(".highlight")) == str(whole.select_one(".highlight"))
    assert str(mine.select_one(".sample-output")) == str(whole.select_one(".sample-output"))
    assert str(soup.select_one("#s4 .sample-output")) == str(whole.select_one(".sample-output"))
    assert not soup.select("#s4 .highlight")
    image = soup.select_one("#s5 figure img")
    assert (held.output / "talk" / "slides" / image["src"]).resolve() == held.output / "talk" / "drawn.svg"
    assert not soup.select("[id^=sample-]")


def test_pictures_of_the_deck(held: Site, content: Path) -> None:
    """They lie beside the page, with their size in the tag."""
    image = held.soup("talk/slides/index.html").find("img", alt="A red square")
    assert (image["src"], image["width"], image["height"]) == ("red%20one.png", "200", "100")
    copy = held.output / "talk" / "slides" / "red one.png"
    assert copy.read_bytes() == (content / "articles/talk/red one.png").read_bytes()


def test_a_draft_has_its_slides_where_drafts_are(content: Path, tmp_path: Path) -> None:
    """Authors see them, and nobody else is asked to list them."""
    site = build(content, tmp_path, "pelicanconf.py")
    assert "noindex" in site.read("drafts/not-yet/slides/index.html")
    assert (site.output / "drafts/not-yet/slides/not-yet.pdf").is_file()


def render(folder: Path, deck: str) -> list[str]:
    """The slides of a deck, for the article of BODY."""
    (folder / "deck.md").write_text(deck)
    samples = {"hello": '<figure class="sample"><pre class="highlight">1</pre></figure>'}
    return render_slides(folder / "deck.md", samples, MARKDOWN)


WRONG = {
    "python": (
        "Text.\n\n```python\nx\n```\n",
        3,
        "'python' on a slide is verified in the article only: write ```sample",
    ),
    "indented": ("Text.\n\n    x = 1\n", 3, "code on a slide is a sample of the article: write ```sample"),
    "html": ("Text.\n\n<pre>x</pre>\n", 3, "code on a slide is a sample"),
    "second slide": ("Text.\n\n---\n\n```\nx\n```\n", 5, "'code' on a slide is verified in the article only"),
    "not there": ("```sample name=no\n```\n", 1, "the article shows no sample 'no'; it shows: hello"),
    "no name": ("```sample\n```\n", 1, "'' names no sample: write ```sample name=NAME"),
    "bad option": ("```sample name=hello lines=3\n```\n", 1, "names no sample"),
    "bad part": ("```sample name=hello part=all\n```\n", 1, "names no sample"),
    "part not there": ("```sample name=hello part=output\n```\n", 1, "the sample 'hello' has no output"),
    "filled": ("```sample name=hello\nx\n```\n", 1, "leave its fence empty"),
    "in a list": ("- ```sample name=hello\n  ```\n", 1, "stands by itself"),
    "empty": ("Text.\n\n---\n\n---\n\nText.\n", 4, "is a slide without text; take one `---` away"),
    "large heading": ("Text.\n\n---\n\n# Large\n", 5, "is a heading as large as the title"),
    "no picture": ("Text.\n\n---\n\n![x](no.png)\n", 4, "'no.png' is no picture of the bundle"),
    "outside": ("![x](../x.png)\n", 1, "'../x.png' is no picture of the bundle"),
    "elsewhere": ("![x](https://example.org/x.png)\n", 1, "is no picture of the bundle"),
}


@pytest.mark.parametrize(("deck", "line", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_a_deck(tmp_path: Path, deck: str, line: int, message: str) -> None:
    """What is not verified, or would not be seen, is refused, with its line and what to do."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    Image.new("RGB", (9, 9)).save(tmp_path / "x.png")
    with pytest.raises(SlideError) as refused:
        render(folder, deck)
    (problem,) = refused.value.problems
    assert (problem.path, problem.line) == (folder / "deck.md", line)
    assert message in problem.message


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Sorted by lines."""
    with pytest.raises(SlideError) as refused:
        render(tmp_path, "# a\n\n---\n\n```sh\n```\n\n---\n\n    x\n")
    assert [problem.line for problem in refused.value.problems] == [1, 5, 10]


def test_samples_within_samples() -> None:
    """A sample ends where its own figure does, not where one in it does; its id stays in the article."""
    inner = '<figure class="sample-figure"><img src="{attach}a.svg"></figure>'
    html = f'<figure class="sample remarked" id="sample-a">1{inner}2</figure>'
    html += '<figure class="sample-figure" id="sample-b">3</figure>'
    assert find_samples(html) == {
        "a": f'<figure class="sample remarked">1{inner}2</figure>',
        "b": '<figure class="sample-figure">3</figure>',
    }


HEADERS = {
    "other.md": "`Deck`: 'other.md' is no deck; the slides of an article are in its deck.md",
    "deck.md": "`Deck`: there is no deck.md beside the article; write it",
}


@pytest.mark.parametrize(("name", "message"), HEADERS.items(), ids=HEADERS)
def test_a_header_without_a_deck(tmp_path: Path, name: str, message: str) -> None:
    """The build stops at the header's line."""
    content = make_content(tmp_path)
    write_article(content, "talk", Deck=name)
    result = pelican(content, tmp_path / "output", "pelicanconf.py")
    assert result.status == 1
    assert f"talk/index.md:7: {message}" in result.said


def test_the_pdf(held: Site, content: Path, tmp_path: Path) -> None:
    """A slide is a page, tagged; what was printed once is kept, and is printed again when a picture changes."""
    pdf = (held.output / "talk/slides/talk.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert len(PAGE.findall(pdf)) == 5
    assert b"/StructTreeRoot" in pdf
    cache = content.parent / ".deck_cache"
    assert pdf in {kept.read_bytes() for kept in cache.iterdir()}
    site, own = tmp_path / "site", tmp_path / "cache"
    shutil.copytree(held.output, site)
    print_deck(site, "talk/slides/index.html", 5, own)
    print_deck(site, "talk/slides/index.html", 5, own)
    assert len(list(own.iterdir())) == 1
    Image.new("RGB", (200, 100), "blue").save(site / "talk/slides/red one.png")
    print_deck(site, "talk/slides/index.html", 5, own)
    assert len(list(own.iterdir())) == 2


def test_a_slide_that_does_not_fit(tmp_path: Path) -> None:
    """What takes more than a page would be cut: the build says so."""
    content = make_content(tmp_path)
    write_talk(content, deck="Line.\n\n" * 60)
    result = pelican(content, tmp_path / "output", "publishconf.py")
    assert result.status == 1
    assert "deck.md:1: can't be printed: its 2 slides take" in result.said


def without_chromium(tmp_path: Path, content: Path, settings: str) -> subprocess.CompletedProcess[str]:
    """Build where no program is on the search path but git."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "git").symlink_to(shutil.which("git"))
    return subprocess.run(
        [sys.executable, "-m", "pelican", content, "-s", settings, "-o", tmp_path / "output", "--fatal", "warnings"],
        cwd=ROOT,
        env={**os.environ, "PATH": str(programs), "COLUMNS": "1000"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_chromium_authors_have_no_pdf(tmp_path: Path, content: Path) -> None:
    """The preview goes without it, and without a link to it."""
    done = without_chromium(tmp_path, content, "pelicanconf.py")
    assert done.returncode == 0, done.stderr
    site = Site(tmp_path / "output", "")
    assert not list(site.output.rglob("*.pdf"))
    assert [link.text for link in site.soup("talk/index.html").select(".deck a")] == ["in the whole window"]


def test_without_chromium_nothing_is_published(tmp_path: Path, content: Path) -> None:
    """A reader would miss the PDF: the build stops, and says what to install."""
    done = without_chromium(tmp_path, content, "publishconf.py")
    assert done.returncode == 1
    assert "talk/index.md:7: the PDF of the slides is printed by Chromium, and there is none; install it" in done.stderr


def test_without_slides_no_chromium_is_needed(tmp_path: Path) -> None:
    """A site that has none is published without it."""
    content = make_content(tmp_path)
    write_article(content, "plain")
    assert without_chromium(tmp_path, content, "publishconf.py").returncode == 0


def test_a_chromium_that_fails(held: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it said is told."""
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(PrintError, match="Chromium: "):
        print_deck(held.output, "talk/slides/index.html", 5, tmp_path / "cache")
