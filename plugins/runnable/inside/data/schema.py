"""JSON Schema, by jsonschema; nothing that a schema names is fetched."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from fault import RefusedError  # type: ignore[import-not-found]  # by path
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from jsonschema.validators import validator_for
from jsonschema_specifications import REGISTRY
from referencing.exceptions import Unresolvable
from standard import read_json  # type: ignore[import-not-found]

LONGEST = 300  # characters of a message, which may quote the whole of the data


def faults_by_schema(values: list[Any], text: str, name: str) -> Iterator[str]:
    """What of `values`, the documents of one fence, does not fit the schema `text` of the file `name`."""
    try:
        (schema,) = read_json(text)
    except RefusedError as error:
        line, message = error.faults[0]
        yield f"{name}:{line}: is no valid JSON: {message}"
        return
    try:
        validator = _validator(schema)
        for number, value in enumerate(values, 1):
            for misfit in validator.iter_errors(_plain(value)):
                document = f" of document {number}" if len(values) > 1 else ""
                yield f"does not fit {name} at {_pointer(misfit.absolute_path)}{document}: {misfit.message[:LONGEST]}"
    except SchemaError as error:
        yield f"{name} is no valid schema at {_pointer(error.absolute_path)}: {error.message[:LONGEST]}"
    except Unresolvable as error:
        yield f"{name} refers to {error.ref!r}, which is not in it; nothing is fetched"
    except RecursionError:
        yield f"can't be held against {name}: one of the two leads back to itself, or is nested too deeply"
    except ValueError as error:
        yield f"can't be held against {name}: {error}"


def _validator(schema: Any) -> Any:
    named = schema.get("$schema") if isinstance(schema, dict) else None
    kind = validator_for(schema, default=None) if isinstance(named, str) else Draft202012Validator
    if kind is None:
        raise ValueError(f"no dialect of JSON Schema is called {named!r}")
    kind.check_schema(schema)
    return kind(schema, registry=REGISTRY)


def _plain(value: Any) -> Any:
    """The `value` as JSON has it: dates are strings there, and so are all keys."""
    if isinstance(value, dict):
        if odd := [key for key in value if not isinstance(key, str)]:
            raise ValueError(f"the key {odd[0]!r} is no string, which in JSON each key is")
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _pointer(path: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901), or "the top" where that would be empty."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path) or "the top"
