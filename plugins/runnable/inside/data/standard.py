"""JSON, TOML, INI and XML, by the parsers of the standard library."""

import configparser
import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from fault import RefusedError  # type: ignore[import-not-found]  # by path

STRING = r'"(?:[^"\\\n]|\\.)*"'
TOKEN = re.compile(rf"({STRING})(\s*:)?|[{{}}]|NaN|-?Infinity")
COMMENT = re.compile(rf"{STRING}|//[^\n]*|/\*.*?\*/", re.DOTALL)
# What ends a value, and a comma that only a closing bracket follows; or a string without one.
TRAILING = re.compile(rf"({STRING}|[^\s\"\[{{,:])(\s*),(?=\s*[\]}}])|{STRING}")
DIGITS = 4000  # of an integer, beyond which Python wants to be asked
XML_SPACE = " "  # which no name holds: between a namespace and a name


def read_json(text: str) -> list[Any]:
    try:
        value = json.loads(text, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise RefusedError((error.lineno, f"{error.msg} (column {error.colno})")) from None
    if faults := list(_faults_of_json(text)):
        raise RefusedError(*faults)
    return [value]


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= DIGITS else float(digits)


def _faults_of_json(text: str) -> Iterator[tuple[int, str]]:
    """What `json` lets pass in a `text` that it reads: keys that are there twice, and numbers that are none."""
    objects: list[set[str]] = []
    for token in TOKEN.finditer(text):
        if token[0] == "{":
            objects.append(set())
        elif token[0] == "}":
            objects.pop()
        elif token[2]:
            key = json.loads(token[1])
            if key in objects[-1]:
                yield _line(text, token), f"the key {token[1]} is there twice"
            objects[-1].add(key)
        elif not token[1]:
            yield _line(text, token), f"{token[0]} is no number"


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1


def read_jsonc(text: str) -> list[Any]:
    """Read JSON with comments and trailing commas, for which blanks are put, so that places stay as they are."""
    bare = COMMENT.sub(lambda match: match[0] if match[0][0] == '"' else re.sub(r"[^\n]", " ", match[0]), text)
    return read_json(TRAILING.sub(lambda match: f"{match[1]}{match[2]} " if match[1] else match[0], bare))


def read_toml(text: str) -> list[Any]:
    try:
        return [tomllib.loads(text)]
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        raise RefusedError((int(place[1]) if place else _last(text), str(error))) from None
    except ValueError as error:  # an integer of more digits than Python reads, which TOML does not ask for
        digits = re.search(r"[\d_]{4300}", text)
        raise RefusedError((_line(text, digits) if digits else 1, str(error).partition(";")[0])) from None


def _last(text: str) -> int:
    return max(len(text.splitlines()), 1)


def read_ini(text: str) -> list[Any]:
    try:
        configparser.ConfigParser(interpolation=None).read_string(text)
    except configparser.MissingSectionHeaderError as error:
        raise RefusedError((error.lineno, "a value stands above the first [section]")) from None
    except configparser.ParsingError as error:
        raise RefusedError(
            *((line, f"neither a section nor a value: {shown}") for line, shown in error.errors)
        ) from None
    except configparser.DuplicateSectionError as error:
        raise RefusedError((error.lineno or 1, f"the section [{error.section}] is there twice")) from None
    except configparser.DuplicateOptionError as error:
        message = f"{error.option!r} is there twice in [{error.section}]"
        raise RefusedError((error.lineno or 1, message)) from None
    return []


def read_xml(text: str) -> list[Any]:
    """Read a document; expat itself refuses entities that grow out of bounds, and none is fetched."""
    parser = expat.ParserCreate(namespace_separator=XML_SPACE)
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        message = f"{expat.ErrorString(error.code)} (column {error.offset + 1})"
        raise RefusedError((min(error.lineno, _last(text)), message)) from None
    return []
