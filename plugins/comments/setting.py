"""The setting `COMMENTS`: what it may say, and the addresses that follow from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from problems import hint

__all__ = ["Comments", "Discussion", "read_setting"]

TITLE = "{title}"
LOOPBACK = ("127.0.0.1", "localhost")
# Nothing here can end a source in a policy, or an attribute.
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.IGNORECASE)
_PATH = re.compile(r"/?|(/[A-Za-z0-9._~-]+)+/?")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True)
class Comments:
    """Where comments go: to the Isso at `server`, which ends with a slash, or to the mail `address`, or to both.

    An empty text says that there is none. The `subject` of a mail has the article's title in place of ``{title}``.
    """

    server: str = ""
    address: str = ""
    subject: str = TITLE

    def on(self, path: str, title: str) -> Discussion:
        """What readers need to comment on the article of this title, which the site has at `path`."""
        subject = quote(self.subject.replace(TITLE, title), safe="")
        mail = f"mailto:{quote(self.address, safe='@')}?subject={subject}" if self.address else ""
        return Discussion(self.server, path, mail)


@dataclass(frozen=True)
class Discussion:
    """The comments on one article: the Isso at `server` calls them by `thread`, `mail` is a ``mailto:`` address."""

    server: str
    thread: str
    mail: str

    @property
    def origin(self) -> str:
        """What the page's policy has to let it reach; empty if that is nothing."""
        return self.server and "{0.scheme}://{0.netloc}".format(urlsplit(self.server))

    @property
    def host(self) -> str:
        """Where the comments are kept, as readers are told."""
        return urlsplit(self.server).netloc

    @property
    def feed(self) -> str:
        """The address of their Atom feed, which the server has if its configuration says so."""
        return f"{self.server}feed?uri={quote(self.thread, safe='')}"


def read_setting(setting: Any) -> Comments | None:
    """Read `COMMENTS`; None if it asks for none. ValueError says what is wrong, and what to write."""
    if setting is None:
        return None
    if not isinstance(setting, Mapping):
        raise ValueError(f"{setting!r} is neither None nor a dictionary; {_form('isso')}")  # noqa: TRY004
    engine = setting.get("engine")
    if engine not in ENGINES:
        raise ValueError(f"{engine!r} is not an engine{hint(str(engine), ENGINES)}")
    needed, optional = ENGINES[engine]
    if missing := [key for key in needed if key not in setting]:
        raise ValueError(f"the engine {engine!r} has no {missing[0]!r}; {_form(engine)}")
    values = {key: _value(key, value, (*needed, *optional)) for key, value in setting.items() if key != "engine"}
    if "subject" in values and "address" not in values:
        raise ValueError("there is a 'subject', and no 'address' that mail could go to; give one")
    return Comments(**values)


def _value(key: Any, value: Any, allowed: tuple[str, ...]) -> str:
    if key not in allowed:
        raise ValueError(f"unknown key {key!r}{hint(str(key), ('engine', *allowed))}")
    if not isinstance(value, str):
        raise ValueError(f"{key!r} is {value!r}, and no text")  # noqa: TRY004 - as all that is wrong
    return READERS[key](value)


def _server(text: str) -> str:
    parts = urlsplit(text)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not _HOST.fullmatch(parts.netloc):
        raise ValueError(f"the server {text!r} is no address of one; it begins with https:// and a host")
    if not _PATH.fullmatch(parts.path) or text != f"{parts.scheme}://{parts.netloc}{parts.path}":
        raise ValueError(f"the server {text!r} has more than a host and a path; write https://comments.example.org/")
    return text.rstrip("/") + "/"


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"{text!r} is no mail address, such as editors@example.org")
    return text


def _subject(text: str) -> str:
    if not text.strip() or "{" in text.replace(TITLE, "") or not text.isprintable():
        raise ValueError(f"the subject {text!r} is not one line of text, with {TITLE} for the title of the article")
    return text


# What an engine needs, and what it may have besides.
ENGINES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "isso": (("server",), ("address", "subject")),
    "mailto": (("address",), ("subject",)),
}
READERS: dict[str, Callable[[str], str]] = {"server": _server, "address": _address, "subject": _subject}
EXAMPLES = {"server": "https://comments.example.org/", "address": "editors@example.org"}


def _form(engine: str) -> str:
    return f"write { ({'engine': engine} | {key: EXAMPLES[key] for key in ENGINES[engine][0]})!r}"
