"""The Markdown file of each article and page, and the links to it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from markdown_it import MarkdownIt

from runnable.fence import find_fences
from sources.addresses import addresses_in, with_addresses
from tests.site.conftest import HOSTILE
from tests.site.house import ROOT, SITEURL, Site, build, make_content, write_article

BODY = """
A note.[^1] [A file]({attach}notes.txt), [a page]({filename}/pages/about.md "About"), [here](#part),
[up](../other/), [the author]({author}The Editors), [a tag][tag] and <a href="{filename}../other/index.md#part">raw</a>.
`[not a link]({attach}none.txt)`

## Part

```python file=code.py region=two
```

```python run hidden
x = 1
```

```console run
$ echo "[x]({attach}none.txt)"
[x]({attach}none.txt)
```

[^1]: The note, with [a link]({static}/extra/favicon.svg).

[tag]: {tag}Flask
"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Site]:
    """A site with one article that has all sorts of links, as it is written and as it is published."""
    content = make_content(tmp_path_factory.mktemp("markdown"))
    write_article(content, "other", "## Part\n")
    article = write_article(
        content,
        "linking",
        BODY,
        Title=f"Title {HOSTILE}",
        Modified="2026-11-23",
        Based_on="Old [times] | Somebody | https://example.org/a?b=1&c=2 | 2016",
        Summary='Of "quotes" and [a link]({attach}notes.txt).',
    )
    (article.parent / "notes.txt").write_text("notes\n")
    (article.parent / "code.py").write_text("one = 1\n# region two\ntwo = 2\n# endregion\n")
    write_article(content, "not-yet", "[A link](#part)\n\n## Part\n", Status="draft")
    folder = tmp_path_factory.mktemp("built")
    edit = ("-e", 'EDIT_URL="https://host.example/edit/main/content/{path}"')
    return {
        "dev": build(content, folder / "dev", "pelicanconf.py", *edit),
        "published": build(content, folder / "published", "publishconf.py"),
    }


def markdown_files(site: Site) -> list[Path]:
    """Return all Markdown files of a site."""
    return sorted(site.output.rglob("*.md"))


def page_of(path: Path) -> Path:
    """Return the page that a Markdown file is the text of."""
    return path.with_suffix("") / "index.html"


def links_in(text: str) -> list[str]:
    """Return where the links and pictures of a Markdown text lead, as a reader of CommonMark finds them."""
    found = []
    for token in MarkdownIt("commonmark").parse(text):
        for part in token.children or ():
            found += [part.attrs[name] for name in ("href", "src") if name in part.attrs]
    return found


def test_each_article_and_page_has_one(site: Site) -> None:
    """Beside each article and page, drafts included where they are written, there is its Markdown, and no other."""
    articles = [
        path for path in site.pages if site.soup(str(path.relative_to(site.output))).select("main article.article")
    ]
    assert [page_of(path) for path in markdown_files(site)] == sorted(articles)
    assert len(articles) > 3


def test_pages_lead_to_their_markdown(site: Site) -> None:
    """The head names it for programs, and a link below the text leads readers there."""
    for path in markdown_files(site):
        soup = site.soup(str(page_of(path).relative_to(site.output)))
        (head,) = soup.select('head link[rel=alternate][type="text/markdown"]')
        link = soup.select_one('main a[type="text/markdown"]')
        assert (
            head["href"]
            == link["href"]
            == f"{'../' * len(path.relative_to(site.output).parts)}{path.relative_to(site.output)}"
        )
        assert link.get_text() == "View as Markdown"


def test_the_header_can_be_read(sites: dict[str, Site]) -> None:
    """Each value is what it was, in the notation of JSON, which YAML has too."""
    head, text = sites["published"].read("linking.md").removeprefix("---\n").split("\n---\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    assert (fields.pop("date"), fields.pop("modified")) == ("2026-11-22", "2026-11-23")
    assert fields.pop("verified", "") == ""  # nothing of it has been run
    assert {name: json.loads(value) for name, value in fields.items()} == {
        "title": f"Title {HOSTILE}",
        "authors": ["The Editors"],
        "category": "Python",
        "tags": ["Python", "Flask"],
        "summary": f'Of "quotes" and [a link]({SITEURL}/linking/notes.txt).',
        "url": f"{SITEURL}/linking/",
    }
    heading, credit = text.split("\n\n")[:2]
    assert MarkdownIt().parse(heading)[1].children[0].content == f"Title {HOSTILE}"
    assert credit == "After [Old \\[times\\]](https://example.org/a?b=1&c=2) by Somebody (2016)"


def test_samples_are_as_the_page_shows_them(sites: dict[str, Site]) -> None:
    """What the page hides is not there; files are filled in."""
    fences = find_fences(sites["published"].read("linking.md"))
    assert [(found.info, found.body) for found in fences] == [
        ('python title="code.py"', "two = 2\n"),
        ("console", '$ echo "[x]({attach}none.txt)"\n[x]({attach}none.txt)\n'),
    ]


@pytest.mark.parametrize(("name", "root", "up"), [("published", SITEURL, f"{SITEURL}/"), ("dev", ".", "")])
def test_links_lead_where_those_of_the_page_lead(sites: dict[str, Site], name: str, root: str, up: str) -> None:
    """Each address is full, or leads on from the Markdown's own folder; what code shows is no address."""
    text = sites[name].read("linking.md")
    body = text.split("\n---\n", 1)[1]
    assert addresses_in(body) == [
        "https://example.org/a?b=1&c=2",
        f"{root}/linking/notes.txt",
        f"{root}/about/",
        f"{root}/linking/#part",
        f"{up}other/",
        f"{root}/author/the-editors/",
        f"{root}/other/#part",
        f"{root}/favicon.svg",
        f"{root}/tag/flask/",
    ]
    assert f'<a href="{root}/other/#part">raw</a>' in body
    assert f'{root}/about/ "About")' in body
    assert body.count("{attach}none.txt") == 3


def test_a_draft_finds_its_way(sites: dict[str, Site]) -> None:
    """A draft's Markdown lies in a folder, and its links lead out of it."""
    assert "[A link](../drafts/not-yet/#part)" in sites["dev"].read("drafts/not-yet.md")


def test_no_link_leads_nowhere(site: Site) -> None:
    """What is within the site is there, from the folder in which the Markdown lies."""
    for path in markdown_files(site):
        for link in links_in(path.read_text("utf-8")):
            parts = urlsplit(urljoin(f"{SITEURL}/{path.relative_to(site.output)}", link))
            assert parts.scheme in ("http", "https", "mailto"), (path, link)
            assert site.siteurl == "" or urlsplit(link).scheme, (path, link)
            if f"{parts.scheme}://{parts.netloc}" == SITEURL:
                target = site.output / unquote(parts.path).lstrip("/")
                assert (target / "index.html" if target.is_dir() else target).is_file(), (path, link)


VERIFYING = """
from datetime import date
from types import SimpleNamespace

from pelican import signals


def verify(content):
    if getattr(content, "slug", "") == "proven":
        content.verification = SimpleNamespace(date=date(2026, 11, 24), versions=["Python 3.11.7"], samples=3)


def register():
    signals.content_object_init.connect(verify)
"""


def test_the_verified_date_is_that_of_the_page(tmp_path: Path) -> None:
    """The header claims to be verified where the page does, and nowhere else."""
    content = make_content(tmp_path)
    shutil.rmtree(content / "pages")  # their samples need the plugin whose place is taken here
    for slug in ("proven", "unproven"):
        write_article(content, slug)
    (tmp_path / "verifying.py").write_text(VERIFYING)
    plugins = json.dumps(["bundles", "frontmatter", "verifying", "sources"])
    paths = json.dumps([str(ROOT / "plugins"), str(tmp_path)])
    site = build(content, tmp_path / "output", "publishconf.py", "-e", f"PLUGINS={plugins}", f"PLUGIN_PATHS={paths}")
    assert site.soup("proven/index.html").select_one(".badge time")["datetime"] == "2026-11-24"
    assert "\nverified: 2026-11-24\n" in site.read("proven.md").split("\n---\n")[0]
    assert "verified" not in site.read("unproven.md")


def test_measurements_have_their_day(real_published: Site) -> None:
    """What the page says of when and with what a sample was measured, its Markdown says too."""
    said = {}
    for path in markdown_files(real_published):
        soup = real_published.soup(str(page_of(path).relative_to(real_published.output)))
        said[path.name] = [measured.get_text() for measured in soup.select(".sample-measured")]
        lines = path.read_text("utf-8").replace("\\", "").splitlines()
        assert [line for line in lines if re.match(r"Measured \d+ \w+ \d{4} · ", line)] == said[path.name]
    assert any(said.values())


def test_what_the_page_says_of_running_it_is_there(real_published: Site) -> None:
    """Each hint, each solution, and each reason why a sample does not run in the page is in the Markdown, in order."""
    met = set()
    for path in markdown_files(real_published):
        soup = real_published.soup(str(page_of(path).relative_to(real_published.output)))
        text = path.read_text("utf-8")
        lines = text.replace("\\", "").splitlines()
        for found, pattern, said in (
            (
                soup.select(".sample-browser"),
                r"(Not in the browser|In the browser it .+ else): ",
                lambda tag: tag.get_text(),
            ),
            (soup.select(".sample-hint p"), "Hint: ", lambda tag: f"Hint: {tag.get_text()}"),
        ):
            assert [line for line in lines if re.match(pattern, line)] == [said(tag) for tag in found]
            met.update(pattern for _ in found)
        solutions = [fence.body for fence in find_fences(text) if fence.info == 'python title="Solution"']
        assert solutions == [tag.get_text() for tag in soup.select(".sample-solution code")]
        met.update(solutions)
    assert len(met) > 3


def test_what_a_template_adds_is_said_to_be_elsewhere(real_published: Site) -> None:
    """The counts of the page on verification are not in its text, which says where they are."""
    name = "how-this-site-is-verified"
    assert real_published.read(f"{name}.md").endswith(
        f"[The page]({SITEURL}/{name}/) goes on with what is made when the site is built.\n"
    )
    assert "goes on with" not in real_published.read("about.md")


def test_the_link_to_edit(sites: dict[str, Site]) -> None:
    """With EDIT_URL there is a link to where the file of the text is edited; without it there is none."""
    for path, source in (("linking", "articles/linking/index.md"), ("about", "pages/about.md")):
        (link,) = sites["dev"].soup(f"{path}/index.html").select(".source-links a:not([type])")
        assert (link.get_text(), link["href"]) == ("Edit this page", f"https://host.example/edit/main/content/{source}")
        assert sites["published"].soup(f"{path}/index.html").select(".source-links a:not([type])") == []


FOUND = {
    "[x](a)": ["a"],
    "[x](<a b>)": ["a b"],
    "[x](a b)": ["a b"],
    "[x]( a 'title')": ["a"],
    '![x](a(1).svg "title")': ["a(1).svg"],
    "[`x`](a)": ["a"],
    "[![x](a)](b)": ["a", "b"],
    "`[x](a)`": [],
    "``[x](a)` ``": [],
    "a ` b\n\n[x](a) ` c": ["a"],
    "```\n[x](a)\n```\n": [],
    "- ```\n  [x](a)\n  ```\n": [],
    "~~~\n[x](a)\n~~~\n": [],
    "```\n\n[x](a)\n\n```\n": [],
    "[x]: a": ["a"],
    "> [x]: <a b>": ["a b"],
    "[^x]: a": [],
    "*[x]: a": [],
    "<img alt='>' src=\"a\">": [],
    "<img alt='x' src='a'><video poster=\"b\">": ["a", "b"],
    "<a title='href=' href=\"a&amp;b\">": ["a&b"],
    "a < b href='c'": [],
    "[x]()": [],
}


@pytest.mark.parametrize("text", FOUND)
def test_addresses(text: str) -> None:
    """Links, pictures, definitions and tags have addresses, code has none; each can be replaced."""
    assert addresses_in(text) == FOUND[text]
    replaced = with_addresses(text, lambda address: f"x y/{address}&")
    assert addresses_in(replaced) == [f"x y/{address}&" for address in FOUND[text]]
    assert with_addresses(text, str) == text
