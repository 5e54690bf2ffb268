"""What of Python a page loads, in which archives: some of the standard library first, the rest when it is imported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

# Archives of the standard library: what is in them, by the paths of modules and packages without suffixes; "a/b" goes
# where it says even if its package is elsewhere. All others are in the first archive, which every run needs.
CONTENTS: Mapping[str, frozenset[str]] = {
    "more": frozenset(  # what Flask, its test client, SQLAlchemy and urllib3 import
        "_compat_pickle _pyrepl/__init__ _pyrepl/trace _pyrepl/types _pyrepl/utils bdb cmd code difflib email"
        " encodings/idna gettext html http importlib/metadata importlib/resources ipaddress mimetypes pdb pickle"
        " platform quopri shlex socketserver stringprep"
        " _sysconfigdata__emscripten_wasm32-emscripten sysconfig urllib uuid".split()
    ),
    "rare": frozenset(  # what pytest imports, and samples sometimes do
        "_ast_unparse argparse compression/gzip email/_header_value_parser email/contentmanager email/generator"
        " email/headerregistry email/mime email/policy fractions gzip html/parser http/cookiejar http/cookies"
        " statistics tomllib tracemalloc unittest urllib/error urllib/request urllib/response urllib/robotparser"
        " xml/__init__ xml/etree".split()
    ),
    "later": frozenset(
        "__hello__ __phello__ _pydatetime _pyio _pyrepl antigravity"
        " asyncio/__main__ asyncio/tools cProfile colorsys compileall concurrent/futures/interpreter"
        " concurrent/futures/process concurrent/interpreters configparser ctypes curses dbm doctest encodings"
        " ensurepip filecmp fileinput ftplib getopt imaplib json/tool lib2to3 logging/config"
        " logging/handlers mailbox modulefinder multiprocessing netrc nturl2path optparse pathlib/types pickletools"
        " plistlib poplib profile pstats pty py_compile pyclbr pydoc pydoc_data pyodide/_nodesock_transport"
        " pyodide/console pyodide/http rlcompleter runpy sched shelve smtplib sqlite3/__main__ sqlite3/dump"
        " symtable tabnanny tarfile this trace tty turtle venv wave webbrowser wsgiref xml xmlrpc zipapp"
        " zoneinfo".split()
    ),
}
ENCODINGS = frozenset(
    "__init__ aliases ascii base64_codec cp437 hex_codec latin_1 raw_unicode_escape unicode_escape utf_16"
    " utf_8 utf_8_sig".split()
)  # of the encodings, those that are not left for later
NOWHERE = frozenset(  # what the interpreter has in itself, and what is for Windows
    "_collections_abc _sitebuiltins abc codecs genericpath importlib/_bootstrap importlib/_bootstrap_external"
    " importlib/machinery importlib/util io ntpath os posixpath site stat zipimport asyncio/windows_events"
    " asyncio/windows_utils asyncio/proactor_events".split()
)

PYREPL = frozenset({"__init__", "trace", "types", "utils"})  # what pdb imports, and so Click for tests, and Flask
ALONG: Mapping[str, tuple[str, ...]] = {
    "ast": ("_ast_unparse",),
    "flask": ("flask.testing", "encodings.idna"),
    "sqlalchemy": ("sqlalchemy.dialects.sqlite", "sqlite3"),
}
"""By first name of a module: what it imports when it is used, and is to be there before."""

STANDARD = "standard"
PLACES = {STANDARD: "/lib/python314.zip"}


@dataclass(frozen=True)
class Group:
    """Distributions that are loaded together, by the names that pip knows, and the archives that those need.

    What of their files the pattern `rest` matches comes when it is imported, in an archive of its own.
    """

    distributions: tuple[str, ...]
    needs: tuple[str, ...] = ()
    rest: re.Pattern[str] | None = None


GROUPS: Mapping[str, Group] = {
    "web": Group(
        ("flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker"),
        ("more",),
        re.compile(
            r"click/(?:_termui_impl|_textwrap|_winconsole|shell_completion)\.py"
            r"|jinja2/(?:constants|ext|meta|nativetypes|sandbox)\.py"
            r"|werkzeug/(?:_reloader|testapp)\.py|werkzeug/(?:debug|middleware)/"
        ),
    ),
    "database": Group(
        ("sqlalchemy", "typing-extensions"),
        ("more",),
        re.compile(
            r"sqlalchemy/(?:dialects/postgresql|ext/asyncio)/|sqlalchemy/connectors/(?:aioodbc|pyodbc)\.py"
            r"|sqlalchemy/ext/(?:associationproxy|automap|horizontal_shard|mutable|orderinglist)\.py"
        ),
    ),
    "flask-database": Group(("flask-sqlalchemy",), ("web", "database")),
    "testing": Group(("pytest", "pytest-asyncio", "pluggy", "iniconfig", "packaging", "pygments"), ("more", "rare")),
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
    archives: dict[str, dict[str, str]] = {name: {} for name in (STANDARD, *CONTENTS)}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder)
        if archive := archive_of(name):
            archives[archive][name.as_posix()] = str(path)
    return archives


def archive_of(name: PurePath) -> str:
    """The archive that has the file `name` of the standard library; nothing where none needs it."""
    if name.parts[0] == "encodings" and name.stem in ENCODINGS:
        return STANDARD
    places = [place.as_posix() for place in (name.with_suffix(""), *name.parents)]
    found = (
        archive for place in places for archive, contents in (("", NOWHERE), *CONTENTS.items()) if place in contents
    )
    return next(found, STANDARD)


def rest_of(name: str) -> str:
    """The name of the archive that has the rest of a group."""
    return f"{name}-rest"


def needs() -> dict[str, tuple[str, ...]]:
    """By the archives of all groups, those that they need."""
    rests = {rest_of(name): (name,) for name, group in GROUPS.items() if group.rest}
    return {**{name: group.needs for name, group in GROUPS.items()}, **rests}


def divided(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The archives of a group, and what is in each."""
    files, rest = files_of(GROUPS[name]), GROUPS[name].rest
    later = {file for file in files if rest and rest.match(file)}
    yield name, {file: path for file, path in files.items() if file not in later}
    if rest:
        yield rest_of(name), {file: files[file] for file in sorted(later)}


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


def modules_of(archives: Mapping[str, Collection[str]]) -> dict[str, str]:
    """By the name of a module, the archive that has it: of a package in several, each module; of others the package.

    The name of a package in several stands for the archive in which it begins.
    """
    found = {(name, *_parts(file)) for name, files in archives.items() for file in files if file.endswith(".pyc")}
    homes: dict[str, set[str]] = {}
    for name, top, *_ in found:
        homes.setdefault(top, set()).add(name)
    return {
        top if len(homes[top]) == 1 else ".".join([top, *rest]): name
        for name, top, *rest in sorted(found)
        if name != STANDARD
    }


def home_of(module: str, modules: Mapping[str, str]) -> str | None:
    """The archive that has a module, unless that is the first; `modules` are what `modules_of` gives."""
    return modules.get(module) or modules.get(module.partition(".")[0])


def _parts(file: str) -> tuple[str, ...]:
    parts = PurePosixPath(file).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def with_needs(names: Iterable[str]) -> list[str]:
    """The archives `names`, each after those that it needs, without the first that all need."""
    needed_by = needs()

    def walk(name: str) -> Iterator[str]:
        for needed in needed_by.get(name, ()):
            yield from walk(needed)
        yield name

    return list(dict.fromkeys(each for name in names for each in walk(name)))
