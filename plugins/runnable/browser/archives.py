"""What of Python a page loads, in which archives: some of the standard library first, the rest when it is imported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

# Parts of the standard library that few samples import; the others are in the first archive, which every run needs.
MORE = frozenset(
    "_ast_unparse argparse bdb cmd code difflib email fractions gettext html http ipaddress mimetypes pdb platform"
    " socketserver statistics tomllib unittest urllib uuid".split()
)
LATER = frozenset(
    "__hello__ __phello__ _pydatetime _pyio _pyrepl _sysconfigdata__emscripten_wasm32-emscripten antigravity cProfile"
    " colorsys compileall configparser ctypes curses dbm doctest ensurepip filecmp fileinput ftplib getopt"
    " imaplib lib2to3 mailbox modulefinder multiprocessing netrc nturl2path optparse pickletools plistlib poplib"
    " profile pstats pty py_compile pyclbr pydoc pydoc_data rlcompleter sched shelve smtplib symtable tabnanny tarfile"
    " this trace tracemalloc tty turtle venv wave webbrowser wsgiref xml xmlrpc zipapp zoneinfo".split()
)
ENCODINGS = frozenset(
    "__init__ aliases ascii base64_codec cp437 hex_codec idna latin_1 punycode raw_unicode_escape unicode_escape utf_16"
    " utf_8 utf_8_sig".split()
)  # of the encodings, those that are not left for later

PYREPL = frozenset({"__init__", "trace", "types", "utils"})  # what pdb imports, and so Click for tests, and Flask
ALONG: Mapping[str, tuple[str, ...]] = {"ast": ("_ast_unparse",)}
"""By module: what it imports when it is used, from another archive."""

STANDARD = "standard"
PLACES = {STANDARD: "/lib/python314.zip"}


@dataclass(frozen=True)
class Group:
    """Distributions that are loaded together, by the names that pip knows, and the archives that those need."""

    distributions: tuple[str, ...]
    needs: tuple[str, ...] = ()


GROUPS: Mapping[str, Group] = {
    "web": Group(("flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker"), ("more",)),
    "database": Group(("sqlalchemy", "flask-sqlalchemy", "typing-extensions"), ("web",)),
    "testing": Group(("pytest", "pytest-asyncio", "pluggy", "iniconfig", "packaging", "pygments"), ("more",)),
    "retrying": Group(("tenacity", "stamina"), ("more",)),
    "requesting": Group(("urllib3",), ("more",)),
}


# Of distributions, what no page needs: whole folders, but for the files that follow.
LEFT_OUT = re.compile(
    r"pygments/(?:lexers/(?!(?:__init__|_mapping|diff|python|special)\.py)|styles/(?!(?:__init__|_mapping|default)\.py)"
    r"|formatters/(?!(?:__init__|_mapping|terminal\w*)\.py))"
    r"|sqlalchemy/(?:dialects/(?:mysql|mssql|oracle)/|ext/mypy/)"
    r"|werkzeug/debug/shared/"
)


def place_of(name: str) -> str:
    """Where the archive `name` lies in the page."""
    return PLACES.get(name, f"/lib/{name}.zip")


def standard(folder: Path) -> dict[str, dict[str, str]]:
    """By the names of archives, what is in them of the standard library, which is unpacked in `folder`."""
    archives: dict[str, dict[str, str]] = {STANDARD: {}, "more": {}, "later": {}}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder)
        archives[_archive(name)][name.as_posix()] = str(path)
    return archives


def _archive(name: PurePosixPath | Path) -> str:
    top = name.parts[0].removesuffix(".py")
    if top == "encodings":
        return STANDARD if name.stem in ENCODINGS else "later"
    if top == "_pyrepl" and name.stem in PYREPL:
        return "more"
    return "more" if top in MORE else "later" if top in LATER else STANDARD


def files_of(group: Group) -> dict[str, str]:
    """What is in the archive of a group: the Python of its distributions, with what belongs to it, and what they are.

    ValueError where one is not installed. Compiled parts are left out: those that matter have a twin in Python.
    """
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415 - costly, and seldom wanted

    files: dict[str, str] = {}
    for name in group.distributions:
        try:
            found = distribution(name)
        except PackageNotFoundError:
            raise ValueError(f"{name} is not installed, which pages are to have") from None
        files |= {path.as_posix(): str(path.locate()) for path in found.files or () if _belongs(path)}
    return dict(sorted(files.items()))


def _belongs(path: PurePosixPath) -> bool:
    if path.parts[0] == ".." or "__pycache__" in path.parts or path.suffix in {".so", ".pyx", ".pxd", ".c", ".pyi"}:
        return False
    if LEFT_OUT.match(path.as_posix()):
        return False
    if path.parts[0].endswith(".dist-info"):
        return path.name in {"METADATA", "entry_points.txt"}
    return path.name != "py.typed" and not {"test", "tests", "testing"} & set(path.parts[1:-1])


def modules_of(files: Collection[str]) -> set[str]:
    """The first names of the modules in an archive."""
    return {PurePosixPath(name).parts[0].removesuffix(".pyc") for name in files if name.endswith(".pyc")}


def with_needs(names: Iterable[str]) -> list[str]:
    """The archives `names`, each after those that it needs, without the first that all need."""

    def walk(name: str) -> Iterator[str]:
        for needed in GROUPS[name].needs if name in GROUPS else ():
            yield from walk(needed)
        yield name

    return list(dict.fromkeys(each for name in names for each in walk(name)))
