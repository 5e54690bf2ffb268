"""Which versions a verdict was reached with."""

from __future__ import annotations

import ast
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

ENGINE = Path(__file__).parent


@cache
def engine_digest() -> str:
    """A digest of what decides on verdicts besides the article: this package, the interpreter, what is installed."""
    digest = sha256(f"{sys.implementation.name} {sys.version}".encode())
    for path in sorted([*ENGINE.glob("*.py"), *ENGINE.glob("run/*.py"), *ENGINE.glob("inside/**/*.py")]):
        digest.update(path.read_bytes())
    for folder in sys.path:
        for name in sorted(path.name for path in Path(folder).glob("*.dist-info")):
            digest.update(name.encode())
    return digest.hexdigest()


def python_version() -> str:
    """The interpreter that runs the samples, such as "Python 3.11.7"."""
    return f"Python {platform.python_version()}"


def versions_of(sources: Iterable[str], requires: Sequence[str] = ()) -> list[str]:
    """The installed distributions that Python `sources` import, and those that `requires` names.

    As "Name version", sorted by name. ValueError where a distribution of `requires` is not installed.
    """
    found = {name for source in sources for module in _imports(source) for name in _distributions(module)}
    for name in requires:
        try:
            found.add(distribution(name).metadata["Name"])
        except PackageNotFoundError:
            raise ValueError(f"requires={name!r}: no such distribution is installed") from None
    return [f"{name} {distribution(name).version}" for name in sorted(found, key=str.casefold)]


def _imports(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@cache
def _distributions(module: str) -> tuple[str, ...]:
    if module in sys.stdlib_module_names:
        return ()
    try:
        return (distribution(module).metadata["Name"],)
    except PackageNotFoundError:
        return tuple(distribution(name).metadata["Name"] for name in _packages().get(module, ()))


@cache
def _packages() -> dict[str, list[str]]:
    return {module: sorted(set(names)) for module, names in packages_distributions().items()}
