"""Reads a text by the parser of its kind, and prints what that does not accept.

This runs in the process of a job, where a text may hang or exhaust its parser and nothing else.
"""

import json
import sys
from collections.abc import Mapping
from importlib import import_module
from itertools import islice

from fault import RefusedError  # type: ignore[import-not-found]  # by path

# By kind: the module and the function. Only what is needed is imported.
READERS: Mapping[str, tuple[str, str]] = {
    "json": ("standard", "read_json"),
    "jsonc": ("standard", "read_jsonc"),
    "toml": ("standard", "read_toml"),
    "yaml": ("yamls", "read_yaml"),
    "ini": ("standard", "read_ini"),
    "html": ("markup", "read_html"),
    "css": ("styles", "read_css"),
    "xml": ("standard", "read_xml"),
    "nginx": ("nginx", "read_nginx"),
}
MOST = 20  # faults that are told


def report(kind: str, label: str, text: str, schema: str, schema_name: str) -> None:
    """Print as JSON the faults of `text`: pairs of a line of it, or 0 for the whole, and a message."""
    module, function = READERS[kind]
    try:
        values = getattr(import_module(module), function)(text)
        faults = _by_schema(values, schema, schema_name) if schema_name else []
    except RefusedError as error:
        faults = [(line, f"is no valid {label}: {message}") for line, message in error.faults[:MOST]]
    except RecursionError:
        faults = [(1, "is nested deeper than it can be read")]
    sys.stdout.write(json.dumps(faults))


def _by_schema(values: list[object], schema: str, name: str) -> list[tuple[int, str]]:
    found = import_module("schema").faults_by_schema(values, schema, name)
    return [(0, message) for message in islice(found, MOST)]
