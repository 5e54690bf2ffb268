"""Data: what a real parser accepts, and where it does not."""

from __future__ import annotations

import pytest

from tests.runnable.house import fence


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("json", '{"a": [1, 2.5e3, null, "é"]}'),
        ("json", "1"),
        ("toml", "a = 1\n[b]\nc = 1979-05-27T07:32:00Z\n"),
        ("toml", ""),
        ("ini", "[a]\nb = %(x)s\nc: 100%\n; comment\n"),
        ("ini", ""),
    ],
)
def test_good_data(article, kind, text):
    """What the parser of its users accepts passes."""
    assert article(fence(kind, text)).verify() == {}


@pytest.mark.parametrize(
    ("kind", "text", "line", "message"),
    [
        ("json", '{\n  "a": 1,\n  b\n}\n', 6, "JSONDecodeError"),
        ("json", "", 4, "JSONDecodeError"),
        ("json", "{'a': 1}", 4, "JSONDecodeError"),
        ("json", "1 2", 4, "Extra data"),
        ("json", '{"a": NaN}', 4, ""),
        ("json", "[" * 100_000, 4, ""),
        ("toml", "a = 1\nb = \n", 5, "TOMLDecodeError"),
        ("toml", "a = 1\na = 2\n", 5, "Cannot overwrite"),
        ("toml", "a = 1\n\n[a\n", 6, "TOMLDecodeError"),
        ("ini", "[a]\nb = 1\nb = 2\n", 6, "DuplicateOptionError"),
        ("ini", "[a]\n[a]\n", 5, "DuplicateSectionError"),
        ("ini", "b = 1\n", 4, "MissingSectionHeaderError"),
        ("ini", "[a]\nb = 1\nno value\n", 6, "ParsingError"),
    ],
    ids=range(13),
)
def test_bad_data(article, kind, text, line, message):
    """What the parser does not accept is told, with the line of index.md on which it is."""
    written = article("Text\n\n" + fence(kind, text))
    told = written.failure()
    assert message in told
    assert int(told.removeprefix(f"{written.path}:").split(":")[0]) == line
