"""Schemas: what data has to fit, whatever it is written in."""

from __future__ import annotations

import json

import pytest

from tests.runnable.house import fence

SCHEMA = json.dumps(
    {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "integer"}, "d": {"type": "string"}, "x/y": {"items": {"maximum": 3}}},
    }
)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("json", '{"a": 1}'),
        ("jsonc", '{"a": 1, // b\n}'),
        ("toml", "a = 1\nd = 2026-11-22"),
        ("yaml", "a: 1\nd: 2026-11-22\n---\na: 2\n"),
    ],
)
def test_what_fits(article, kind, text):
    """Data that fits the schema passes; a date counts as the string that JSON has for it."""
    assert article(fence(f"{kind} schema=s/a.json", text), {"s/a.json": SCHEMA}).verify() == {}


@pytest.mark.parametrize(
    ("kind", "text", "place", "message"),
    [
        ("json", '{"a": "1"}', "/a", "'1' is not of type 'integer'"),
        ("jsonc", '{"a": 1, "x/y": [1, 5],}', "/x~1y/1", "5 is greater than the maximum"),
        ("toml", "d = 1", "/d", "1 is not of type 'string'"),
        ("yaml", "a: 1\n---\nb: 1", "the top of document 2", "'a' is a required property"),
        ("yaml", "a: !!binary aGk=", "/a", "is not of type 'integer'"),
    ],
)
def test_what_does_not_fit(article, kind, text, place, message):
    """A misfit is told with the line of the fence and the JSON pointer of its place."""
    written = article("Text\n\n" + fence(f"{kind} schema=s.json", text), {"s.json": SCHEMA})
    told = written.failure()
    assert f"{written.path}:3: sample-1: does not fit s.json at {place}: " in told
    assert message in told


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ('{\n"a": }', "s.json:2: is no valid JSON: Expecting value"),
        ("[]", "s.json is no valid schema at the top"),
        ('{"properties": {"a": {"type": "objct"}}}', "s.json is no valid schema at /properties/a/type: 'objct'"),
        ('{"pattern": "("}', "s.json is no valid schema at /pattern"),
        ('{"$schema": "http://a/b"}', "no dialect of JSON Schema is called 'http://a/b'"),
        ('{"$schema": 3}', "s.json is no valid schema at /$schema"),
        ('{"$ref": "http://127.0.0.1:9/a.json"}', "refers to 'http://127.0.0.1:9/a.json', which is not in it"),
        ('{"$ref": "other.json"}', "refers to 'other.json'"),
        ('{"$ref": "#/$defs/a"}', "refers to '/$defs/a'"),
        ('{"$ref": "#"}', "leads back to itself"),
        ("false", "False schema does not allow"),
    ],
)
def test_bad_schemas(article, schema, message):
    """A schema that can't be used is told, and nothing that it names is fetched."""
    files = {"s.json": schema, "other.json": "{}"}
    assert message in article(fence("json schema=s.json", "{}"), files).failure()


def test_no_file_is_fetched(article, tmp_path):
    """A file that a schema names by its address is not read, even where it could be."""
    (tmp_path / "a.json").write_text("true")
    schema = json.dumps({"$ref": (tmp_path / "a.json").as_uri()})
    assert "nothing is fetched" in article(fence("json schema=s.json", "1"), {"s.json": schema}).failure()


def test_dialects(article):
    """A schema is read by the rules of the dialect that it names; those of the specification can be referred to."""
    tuples = '{"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "string"}]}'
    assert "at /0: 1 is not" in article(fence("json schema=s.json", "[1]"), {"s.json": tuples}).failure()
    itself = '{"$ref": "https://json-schema.org/draft/2020-12/schema"}'
    assert "at /type" in article(fence("json schema=s.json", '{"type": "x"}'), {"s.json": itself}).failure()


def test_missing_schema(article):
    """A schema that is not in the bundle is told by its name."""
    written = article(fence("json schema=s.json", "1"))
    assert f"{written.path}:1: sample-1: there is no file s.json beside the article" in written.failure()


def test_a_changed_schema_is_asked_again(article):
    """The verdict depends on the schema as it is now."""
    written = article(fence("json schema=s.json", "1"), {"s.json": "true"})
    assert written.verify() == {}
    assert written.stale() == []
    written.write(written.text, {"s.json": "false"})
    assert "does not fit" in written.failure()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("json", f'"{"a" * 40}!"'),
        ("yaml", "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))),
    ],
)
def test_deadline(article, kind, text):
    """A pattern that backtracks without end, or aliases of aliases, take no more time than the sample may."""
    schema = '{"pattern": "^(a+)+$"}'
    assert "ran longer than it may" in article(fence(f"{kind} schema=s timeout=0.7", text), {"s": schema}).failure()


def test_data_without_a_form_in_json(article):
    """What JSON has no form for can't be held against a schema: keys that are no strings, data inside itself."""
    assert "the key 3 is no string" in article(fence("yaml schema=s", "3: 4"), {"s": SCHEMA}).failure()
    assert "leads back to itself" in article(fence("yaml schema=s", "&a {a: *a}"), {"s": SCHEMA}).failure()
