"""Which commits tell readers something of an article, by one ``git log`` for all of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

__all__ = ["Commit", "read_commits"]

TIMEOUT = 60  # seconds

# Of each commit: the day on which it was written, the names that point to it, its trailers; then its files. Neither a
# message nor a path can hold a NUL.
FORMAT = "%x00%as%x00%D%x00%(trailers:key=Reader,valueonly,unfold)%x00"
LOG = ("git", "log", f"--format={FORMAT}", "--name-status", "-M", "--relative", "--", ".")

# How `git log` calls the oldest commit of a clone that has not all of them; it seems to bring all the files it has.
CUT = re.compile(r"\bgrafted\b")
TEXT = "/index.md"

# Why there may well be no commits.
NO_HISTORY = re.compile("not a git repository|does not have any commits")


@dataclass(frozen=True)
class Commit:
    """What one line ``Reader: …`` of a commit says, and on which day."""

    date: date
    text: str


@dataclass(frozen=True)
class _Entry:
    date: date
    cut: bool
    texts: tuple[str, ...]
    changes: tuple[tuple[str, ...], ...]
    """Of each file the kind of its change, and its path; of a renamed one its old and its new path."""


def read_commits(articles: Path) -> dict[str, list[Commit]]:
    """Return by the names of the bundles in the folder `articles` what commits tell their readers, the newest first.

    Follows a bundle to the names that it had. Without git, or where the repository has not all of its commits, there
    are none.
    """
    entries = list(_parse(_log(articles)))
    if any(entry.cut for entry in entries):
        print(
            "This clone is cut short, so that no article says what changed; get the rest: git fetch --unshallow",
            file=sys.stderr,
        )
        return {}
    return _by_bundle(entries, [path.parent.name for path in articles.glob("*/index.md")])


def _log(articles: Path) -> str:
    english = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(LOG, cwd=articles, env=english, capture_output=True, check=False, timeout=TIMEOUT)
    except OSError:  # there is no git, or no such folder
        return ""
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "replace")
    said = done.stderr.decode("utf-8", "replace")
    if not NO_HISTORY.search(said):
        print(f"No article says what changed, because git log failed: {said.strip()}", file=sys.stderr)
    return ""


def _parse(log: str) -> Iterator[_Entry]:
    fields = iter(log.split("\0")[1:])
    for day, names, trailers, files in zip(fields, fields, fields, fields, strict=True):
        texts = tuple(line.strip() for line in trailers.splitlines() if line.strip())
        # What has a blank, a quote or the like in its name stands in quotes.
        changes = tuple(tuple(part.strip('"') for part in line.split("\t")) for line in files.splitlines() if line)
        yield _Entry(date.fromisoformat(day), bool(CUT.search(names)), texts, changes)


def _by_bundle(entries: list[_Entry], names: list[str]) -> dict[str, list[Commit]]:
    found: defaultdict[str, list[Commit]] = defaultdict(list)
    now = {name: name for name in names}  # by what a bundle is called at this point of the way back
    for entry in entries:
        paths = {path.partition("/")[0] for _, *both in entry.changes for path in both[-1:]}
        for name in sorted(paths & now.keys()):
            found[now[name]] += [Commit(entry.date, text) for text in entry.texts]
        for kind, *both in entry.changes:
            if kind.startswith("R") and all(path.endswith(TEXT) for path in both):
                before, after = (path.removesuffix(TEXT) for path in both)
                if after in now:
                    now[before] = now.pop(after)
    return found
