"""What imports what in a step of the chat, how long its modules are, and which go in circles."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

Graph = Mapping[str, set[str]]


# region graph
def modules(step: Path) -> dict[str, Path]:
    """The modules of a step by their names; its tests are left out."""
    found = {}
    for path in sorted(step.rglob("*.py")):
        parts = path.relative_to(step).with_suffix("").parts
        if parts[0] not in {"tests", "conftest"}:
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imports(step: Path) -> Graph:
    """For each module the other modules of the step that its text names."""
    known = modules(step)
    return {
        name: {target for target in named(path) if target in known}
        for name, path in known.items()
    }


def named(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from inner  # `from chat import models` names a module
            if not all(is_module(path, name) for name in inner):
                yield node.module  # `from chat import db` a variable of one


def is_module(path: Path, name: str) -> bool:
    """Whether this dotted name is a file or a package of the step that the path is in."""
    step = next(folder for folder in path.parents if folder.parent.name == "steps")
    place = step.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def in_cycles(graph: Graph) -> set[str]:
    """The modules from which imports lead back to themselves."""
    return {name for name in graph if name in reached(graph, name)}


def reached(graph: Graph, start: str) -> set[str]:
    found, ahead = set(), [start]
    while ahead:
        new = graph[ahead.pop()] - found
        found |= new
        ahead.extend(new)
    return found


# endregion


def lines(path: Path) -> int:
    """Lines of a file that are neither blank nor mark a region."""
    marks = ("# region", "# endregion")
    texts = [line.strip() for line in path.read_text().splitlines()]
    return sum(bool(text) and not text.startswith(marks) for text in texts)
