"""Data and configuration: parsed by the parser that their users have, not executed."""

from __future__ import annotations

import configparser
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from runnable.recording import Ending, Raised, Recording
from runnable.sample import Sample

Parser = Callable[[str], object]

PARSERS: Mapping[str, Parser] = {
    "json": json.loads,
    "toml": tomllib.loads,
    "ini": lambda text: configparser.ConfigParser(interpolation=None).read_string(text),
}


def run(samples: Sequence[Sample], bundle: Path | None, *, trace: bool) -> list[Recording]:  # noqa: ARG001 - a Runner
    """Parse each sample; what the parser does not accept is told as an exception."""
    return [_parse(sample) for sample in samples]


def _parse(sample: Sample) -> Recording:
    try:
        PARSERS[sample.kind](sample.code)
    except (ValueError, configparser.Error) as error:
        line = sample.code_line + max(getattr(error, "lineno", 1), 1) - 1
        return Recording(Ending.FINISHED, raised=Raised(type(error).__name__, str(error), "", line))
    return Recording(Ending.FINISHED)
