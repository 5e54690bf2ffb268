"""Data and configuration: parsed by the parser that their users have, not executed."""

from __future__ import annotations

import configparser
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from html.parser import HTMLParser

from runnable.recording import Ending, Raised, Recording
from runnable.sample import Sample
from runnable.sandbox import Sandbox

Parser = Callable[[str], object]


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


PARSERS: Mapping[str, Parser] = {
    "json": lambda text: json.loads(text, parse_constant=_refuse_constant),
    "toml": tomllib.loads,
    "html": lambda text: HTMLParser().feed(text),
    "ini": lambda text: configparser.ConfigParser(interpolation=None).read_string(text),
}


def run(samples: Sequence[Sample], sandbox: Sandbox, *, trace: bool) -> list[Recording]:  # noqa: ARG001 - a Runner
    """Parse each sample; what the parser does not accept is told as an exception."""
    return [_parse(sample) for sample in samples]


def _parse(sample: Sample) -> Recording:
    try:
        PARSERS[sample.kind](sample.code)
    except (ValueError, configparser.Error, RecursionError) as error:
        line = sample.code_line + _line(error) - 1
        return Recording(Ending.FINISHED, raised=Raised(type(error).__name__, str(error), "", line))
    return Recording(Ending.FINISHED, opened=frozenset(), modules=frozenset())


def _line(error: Exception) -> int:
    """The line, from 1, that a parser names: each has its own way."""
    if isinstance(error, configparser.ParsingError) and getattr(error, "errors", None):
        return error.errors[0][0]
    if isinstance(error, tomllib.TOMLDecodeError) and (match := re.search(r"at line (\d+)", str(error))):
        return int(match[1])
    return getattr(error, "lineno", None) or 1
