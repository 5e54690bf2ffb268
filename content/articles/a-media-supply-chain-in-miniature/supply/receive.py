"""How files come in: by upload, or through a folder that is watched."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from supply.models import Item
from supply.queue import Sessions

# region names
SUFFIXES = {".mp4", ".mov", ".mkv"}
LONGEST = 100  # characters


class BadName(Exception):
    """A name that we don't take; nothing is repaired."""


def checked(name: str) -> str:
    """The name, if it is one that can be shown; it never becomes part of a path."""
    if len(name) > LONGEST:
        raise BadName(f"the name has {len(name)} characters, more than {LONGEST}")
    if not name.isprintable() or "/" in name or "\\" in name or name.startswith("."):
        raise BadName("the name has to be the name of a file, without folders")
    if Path(name).suffix.lower() not in SUFFIXES:
        raise BadName(f"the name has to end in {', '.join(sorted(SUFFIXES))}")
    return name


# endregion


# region receive
def receive(store: Path, sessions: Sessions, name: str, content: BinaryIO) -> int:
    """Keep the content under a name of ours, then make the item; its number."""
    name, source = checked(name), uuid4().hex
    with (store / "inbox" / source).open("xb") as file:
        shutil.copyfileobj(content, file)
    with sessions.begin() as session:
        item = Item(name=name, source=source)
        session.add(item)
        session.flush()
        return item.id


# endregion


# region watch
class Watch:
    """A folder where others put files; each is taken once it has stopped growing."""

    def __init__(self, folder: Path, store: Path, sessions: Sessions) -> None:
        self.folder, self.store, self.sessions = folder, store, sessions
        self.sizes: dict[str, int] = {}

    def scan(self) -> list[int]:
        """Look once; the items made of files that are as large as at the last look."""
        before, self.sizes = self.sizes, {}
        taken: list[int] = []
        for path in sorted(self.folder.iterdir()):
            if path.is_symlink() or not path.is_file() or not fits(path.name):
                continue  # a link could lead anywhere
            size = path.stat().st_size
            if before.get(path.name) != size:
                self.sizes[path.name] = size
                continue
            with path.open("rb") as file:
                taken.append(receive(self.store, self.sessions, path.name, file))
            path.unlink()
        return taken


# endregion


def fits(name: str) -> bool:
    try:
        checked(name)
    except BadName:
        return False
    return True
