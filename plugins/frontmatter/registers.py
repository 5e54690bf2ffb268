"""Reads ``authors.toml``, ``categories.toml`` and ``series.toml``, and checks them with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from frontmatter.names import Name
from frontmatter.schema import Author, Category, Series
from problems import Problem, hint

__all__ = ["REGISTERS", "Register", "check_register", "read_register"]

# A register, by the stem of its file: what it names, and what it says of each.
_SCHEMAS: dict[str, tuple[str, type[BaseModel]]] = {
    "authors": ("author", Author),
    "categories": ("category", Category),
    "series": ("series", Series),
}
REGISTERS = tuple(_SCHEMAS)


@dataclass
class Register:
    """What a register says; `names` is None if it cannot be read, so that nobody is called unknown for that."""

    names: list[Name] | None
    problems: list[Problem] = field(default_factory=list)


def read_register(path: Path) -> dict[str, Any]:
    """Return the tables of a register by name; none if there is no such file."""
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def check_register(content: Path, kind: str) -> Register:
    """Return the names in a register, and what is wrong there; `kind` is the stem of its file, one of `REGISTERS`."""
    path = content / f"{kind}.toml"
    try:
        tables = read_register(path)
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        at = re.search(r"at line (\d+)", str(error))
        message = f"cannot be read as TOML: {error}; write {_form(kind, 'Name')}"
        return Register(None, [Problem(path, int(at[1]) if at else 1, message)])
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    register = Register([])
    for name, table in tables.items():
        line = _line_of_table(name, lines)
        register.names = [*(register.names or []), Name(_SCHEMAS[kind][0], name, path, line)]
        register.problems += _check_table(kind, name, table, Problem(path, line, ""), lines)
    return register


def _check_table(kind: str, name: str, table: Any, at: Problem, lines: list[str]) -> Iterator[Problem]:
    schema = _SCHEMAS[kind][1]
    if not isinstance(table, dict):
        yield Problem(at.path, at.line, f"{name!r} is no table; write {_form(kind, name)}")
        return
    try:
        schema.model_validate(table)
    except ValidationError as error:
        for item in error.errors():
            key = str(item["loc"][0])
            line = at.line if item["type"] == "missing" else _line_of_key(key, at.line, lines)
            yield Problem(at.path, line, _message(dict(item), key, name, kind))


def _message(error: dict[str, Any], key: str, name: str, kind: str) -> str:
    match error["type"]:
        case "missing":
            return f"{name!r} has no `{key}`; write {_form(kind, name)}"
        case "extra_forbidden":
            return f"unknown key `{key}` of {name!r}{hint(key, _SCHEMAS[kind][1].model_fields)}"
        case "string_type" if len(error["loc"]) == 1:
            return f'`{key}` of {name!r} is no text; write {key} = "…"'
        case "string_type" | "list_type":
            return f'`{key}` of {name!r} is no list of texts; write {key} = ["…", "…"]'
    return f"`{key}` of {name!r}: {str(error['msg']).removeprefix('Value error, ')}"


def _form(kind: str, name: str) -> str:
    (key,) = (key for key, field in _SCHEMAS[kind][1].model_fields.items() if field.is_required())
    return f'["{name}"] and under it {key} = "…"'


def _line_of_table(name: str, lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines, 1) if name in _parsed(line)), 1)


def _line_of_key(key: str, start: int, lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines[start:], start + 1) if key in _parsed(line)), start)


def _parsed(line: str) -> dict[str, Any]:
    # The parser tells no lines; a header or a key is what it takes for one, with whatever value.
    for text in (line, f'{line.partition("=")[0]}=""'):
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
    return {}
