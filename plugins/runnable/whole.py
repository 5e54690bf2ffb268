"""A whole document at one glance: whether anything changed since all of its samples were verified.

To tell that, no fence has to be read: what is compared is a digest of all that any of its samples can depend on.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from runnable import programs
from runnable.bundle import Bundle
from runnable.environment import stamps
from runnable.ledger import Ledger, Whole
from runnable.versions import engine_digest, installed_digest

WORDS = {"sqlite": b"sql", "pyodide": b"browser"}
"""By program: what stands in each text that may use it, where not all count."""


def bundle_of(path: Path) -> Bundle | None:
    """The bundle of a Markdown file: an `index.md` has its folder to itself, another file has none."""
    return Bundle(path.parent) if path.stem == "index" else None


def digest_whole(source: bytes, files: Bundle | None, *, strict: bool) -> str:
    """A digest of the text, the `files` of its bundle, its manifests, the engine, what is installed, the environments.

    SQLite and Pyodide count where the text may use them: to ask for the first takes time, and where the other is found
    depends on the folder that one is in.
    """
    digest = sha256(f"{engine_digest()} {installed_digest(None)} {strict}".encode() + source)
    names = [name for name in programs.STAMPS if WORDS.get(name, b"") in source]
    digest.update(repr(programs.stamps(names)).encode())
    if files:
        digest.update(repr(stamps(files.folder, files.names)).encode())
        digest.update(files.names_digest.encode() + files.digest_of(files.names).encode())
        digest.update(repr(files.manifests()).encode())
    return digest.hexdigest()


def find_whole(path: Path, ledger_folder: Path, *, strict: bool) -> Whole | None:
    """What the ledger knows of the document `path`, if nothing that it depends on has changed since."""
    source = path.read_bytes()
    return Ledger(ledger_folder, path).whole(digest_whole(source, bundle_of(path), strict=strict))
