"""Comments below articles: off unless the settings ask for them, and checked when they do."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from comments import read_setting
from tests.site.house import ROOT, Site, make_content, pelican, write_article

if TYPE_CHECKING:
    from pathlib import Path

ISSO = {"engine": "isso", "server": "https://comments.example.org/talk", "address": "ed@example.org"}
MAIL = {"engine": "mailto", "address": "ed+blog@example.org", "subject": "On “{title}”"}
TITLE = 'Less < & "more"? 100%'

# What the setting says, and the beginning of what is said of it.
WRONG = [
    ("isso", "'isso' is neither None nor a dictionary; write {'engine': 'isso', 'server': 'https://"),
    ({}, "None is not an engine; allowed: isso, mailto"),
    ({"engine": "iso"}, "'iso' is not an engine; did you mean 'isso'? Allowed: isso, mailto"),
    ({"engine": "isso"}, "the engine 'isso' has no 'server'; write {'engine': 'isso', 'server': 'https://comments."),
    ({"engine": "mailto"}, "the engine 'mailto' has no 'address'; write {'engine': 'mailto', 'address': 'editors@"),
    (MAIL | {"server": "https://a.example/"}, "unknown key 'server'; allowed: engine, address, subject"),
    (ISSO | {"adress": "x"}, "unknown key 'adress'; did you mean 'address'? Allowed: engine, server, address, subject"),
    (ISSO | {"server": 3}, "'server' is 3, and no text"),
    (ISSO | {"server": "http://comments.example.org/"}, "the server 'http://comments.example.org/' is no address of"),
    (ISSO | {"server": "https://"}, "the server 'https://' is no address of one"),
    (ISSO | {"server": "https://a.example;script-src *"}, "the server 'https://a.example;script-src *' is no address"),
    (ISSO | {"server": "https://me@a.example/"}, "the server 'https://me@a.example/' is no address of one"),
    (ISSO | {"server": "https://a.example/?x"}, "the server 'https://a.example/?x' has more than a host and a path"),
    (ISSO | {"server": "https://a.example/#"}, "the server 'https://a.example/#' has more than a host and a path"),
    (ISSO | {"server": 'https://a.example/">'}, "the server 'https://a.example/\">' has more than a host and a path"),
    (MAIL | {"address": "ed"}, "'ed' is no mail address, such as editors@example.org"),
    (MAIL | {"address": "ed@example.org?bcc=x"}, "'ed@example.org?bcc=x' is no mail address"),
    (MAIL | {"subject": "On {name}"}, "the subject 'On {name}' is not one line of text, with {title} for the title"),
    (MAIL | {"subject": "On\nit"}, "the subject 'On\\nit' is not one line of text"),
    (MAIL | {"subject": " "}, "the subject ' ' is not one line of text"),
    ({"engine": "isso", "server": "https://a.example/", "subject": "x"}, "there is a 'subject', and no 'address'"),
]


def build_with(setting: Any, folder: Path) -> Site:
    """The published site of some articles with this setting."""
    content, output = make_content(folder), folder / "output"
    write_article(content, "wanted", Title=TITLE)
    write_article(content, "unwanted", Comments="Off")
    write_article(content, "not-yet", Status="draft")
    write_article(content, "aside", Status="hidden")
    arguments = ("--fatal", "warnings", "-e", f"COMMENTS={json.dumps(setting)}", 'SITEURL="https://e.example/blog"')
    told = pelican(content, output, "pelicanconf.py", *arguments, 'ROOT_PATH="/blog"')
    assert told.status == 0, told.said
    return Site(output, "https://e.example/blog")


@pytest.fixture(scope="module")
def talking(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site with comments in an Isso."""
    return build_with(ISSO, tmp_path_factory.mktemp("isso"))


@pytest.mark.parametrize(("setting", "message"), WRONG)
def test_what_is_wrong_is_said(setting: Any, message: str) -> None:
    """A setting that can't be followed is refused, and it is said what to write."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        read_setting(setting)


def test_a_wrong_setting_stops_the_build(tmp_path: Path) -> None:
    """The build ends before it writes anything, and names the line of the settings."""
    content, output = make_content(tmp_path), tmp_path / "output"
    told = pelican(content, output, "pelicanconf.py", "-e", 'COMMENTS={"engine": "paper"}')
    assert told.status == 1
    said = re.fullmatch(
        r"pelicanconf\.py:(\d+): COMMENTS: 'paper' is not an engine; allowed: isso, mailto\n", told.said
    )
    assert (ROOT / "pelicanconf.py").read_text().splitlines()[int(said[1]) - 1].startswith("COMMENTS")
    assert not output.exists()


def test_off_leaves_no_trace(real_published: Site) -> None:
    """Without the setting no file of the site has anything of it: no element, style, script, or address."""
    files = [path for path in real_published.output.rglob("*") if path.is_file()]
    assert [path for path in files if "comments" in path.name] == []
    made = [path for path in files if not {"runnable", "editor"} & set(path.relative_to(real_published.output).parts)]
    pages = [path for path in made if path.suffix in (".html", ".css", ".js")]
    words = ("article-comments", 'class="comments', ".comments", "isso")
    assert [(path, word) for path in pages for word in words if word in path.read_text("utf-8")] == []


def test_who_has_comments(talking: Site) -> None:
    """Articles have them, hidden ones too; those that say `Comments: off`, drafts, and all other pages have none."""
    pages = ("wanted", "aside", "unwanted", "drafts/not-yet", "about", "archives")
    having = [page for page in pages if talking.soup(f"{page}/index.html").select("#comments")]
    assert having == ["wanted", "aside"]


def test_a_thread_is_called_by_the_path_of_its_article(talking: Site) -> None:
    """The path has the folder in which the site is, as Isso has it in its mails; the server ends with a slash."""
    element = talking.soup("wanted/index.html").select_one("article-comments")
    assert element.attrs == {"data-server": f"{ISSO['server']}/", "data-thread": "/blog/wanted/"}
    feed, mail = (urlsplit(link["href"]) for link in element.select("a"))
    assert feed._replace(query="").geturl() == f"{ISSO['server']}/feed"
    assert parse_qs(feed.query) == {"uri": ["/blog/wanted/"]}
    assert parse_qs(mail.query) == {"subject": [TITLE]}


def test_the_policy_is_widened_where_there_are_comments(talking: Site) -> None:
    """A page with comments may reach the origin of their server, and no more than that; other pages may not."""
    policies = {page: policy(talking, f"{page}/index.html") for page in ("wanted", "unwanted", "about")}
    assert policies["wanted"]["connect-src"] == ["'self'", "https://comments.example.org"]
    assert policies["unwanted"]["connect-src"] == policies["about"]["connect-src"] == ["'self'"]
    for directive in policies["unwanted"].keys() - {"connect-src", "script-src", "style-src"}:
        assert policies["wanted"][directive] == policies["unwanted"][directive]
    assert "comments.example.org" not in str(policies["wanted"]["script-src"] + policies["wanted"]["style-src"])


def policy(site: Site, path: str) -> dict[str, list[str]]:
    """The policy of a page: its directives, and the sources of each."""
    text = site.soup(path).select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    return {name: sources for name, *sources in (part.split() for part in text.split(";"))}


def test_comments_by_email(tmp_path: Path) -> None:
    """The engine `mailto` is a link with the title in its subject, and nothing else: no script, no wider policy."""
    site = build_with(MAIL, tmp_path)
    section = site.soup("wanted/index.html").select_one("#comments")
    (link,) = section.select("a")
    address = urlsplit(link["href"])
    assert (address.scheme, address.path) == ("mailto", "ed%2Bblog@example.org")
    assert parse_qs(address.query) == {"subject": [f"On “{TITLE}”"]}
    assert section.select("script, article-comments") == []
    assert policy(site, "wanted/index.html")["connect-src"] == ["'self'"]
