"""Which versions a verdict was reached with."""

from __future__ import annotations

import ast
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

ENGINE = Path(__file__).parent
READERS = ("coverage", "markdown-it-py")
"""The distributions by which the engine reads texts and code, whatever a sample imports."""


@cache
def engine_digest() -> str:
    """A digest of what decides on each verdict besides the article: this package, its readers and the interpreter."""
    digest = sha256(f"{sys.implementation.name} {sys.version} {installed_digest(READERS)}".encode())
    for path in _engine():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _engine() -> list[Path]:
    return sorted([*ENGINE.glob("*.py"), *ENGINE.glob("run/*.py"), *ENGINE.glob("inside/**/*.[pj][ys]")])


def surroundings() -> tuple[object, ...]:
    """What differs after a change of the engine, or of what is installed; this process goes on with the old ones."""
    return tuple((path, path.stat().st_mtime_ns) for path in _engine()), _find_installed()


@cache
def installed() -> Mapping[str, str]:
    """The installed distributions, by names in which `-`, `_` and `.` are one, and what each is, version included."""
    return _find_installed()


def _find_installed() -> Mapping[str, str]:
    folders = [entry.name for folder in sys.path if folder and Path(folder).is_dir() for entry in os.scandir(folder)]
    found = [name for name in folders if name.endswith((".dist-info", ".egg-info"))]
    return {normal(name.partition("-")[0]): name for name in sorted(found, reverse=True)}


def is_installed(name: str) -> bool:
    """Whether there is a distribution of this name."""
    return normal(name) in installed()


def installed_digest(distributions: Iterable[str] | None) -> str:
    """A digest of the versions that are installed of `distributions`; None: of all there are."""
    known = installed()
    chosen = known.items() if distributions is None else ((name, known.get(name, "")) for name in distributions)
    return sha256(repr(sorted(chosen)).encode()).hexdigest()


def distributions_of(modules: Iterable[str]) -> list[str]:
    """The distributions that bring `modules` (first names), as `installed` names them.

    What no distribution brings is named by itself: once there is such a distribution, it will matter.
    """
    found = {name for module in modules if module not in sys.stdlib_module_names for name in _bringing(module)}
    return sorted(found)


@cache
def _bringing(module: str) -> tuple[str, ...]:
    if normal(module) in installed():
        return (normal(module),)
    return tuple(normal(name) for name in _packages().get(module, (module,)))


def normal(name: str) -> str:
    """The name of a distribution in which `-`, `_` and `.` are one, as `installed` has it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def python_version() -> str:
    """The interpreter that runs the samples, such as "Python 3.11.7"."""
    return f"Python {platform.python_version()}"


def versions_of(modules: Iterable[str], requires: Sequence[str] = ()) -> list[str]:
    """The installed distributions that bring `modules`, and those that `requires` names.

    As "Name version", sorted by name. ValueError where a distribution of `requires` is not installed.
    """
    for name in requires:
        if normal(name) not in installed():
            raise ValueError(f"requires={name!r}: no such distribution is installed")
    names = {*distributions_of(modules), *map(normal, requires)}
    return sorted((_label(name) for name in names if name in installed()), key=str.casefold)


@cache
def _label(name: str) -> str:
    from importlib.metadata import distribution  # noqa: PLC0415 - costly, and only what is run anew needs it

    found = distribution(name)
    return f"{found.metadata['Name']} {found.version}"


@cache
def _packages() -> dict[str, list[str]]:
    from importlib.metadata import packages_distributions  # noqa: PLC0415 - as above

    return {module: sorted(set(names)) for module, names in packages_distributions().items()}


def imports(source: str) -> Iterator[str]:
    """The modules that Python `source` names in its imports, by their first names; none where it is not Python."""
    return (name.partition(".")[0] for name in imported_modules(source))


def imported_modules(source: str) -> Iterator[str]:
    """The same, by their whole names."""
    if "import" not in source:
        return
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
