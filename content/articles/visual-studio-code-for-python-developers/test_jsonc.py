"""Reading JSON with comments."""

import pytest

import jsonc


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, 2,]", [1, 2]),
        ('{"a": 1, // last,\n}', {"a": 1}),
        (
            '["// no comment", "/* nor this */", ",]"]',
            ["// no comment", "/* nor this */", ",]"],
        ),
        (r'["\"// still a string", 1]', ['"// still a string', 1]),
        ("/* a\n comment */ 1", 1),
        ("[1, /* why */ ]", [1]),
    ],
)
def test_loads(text, value):
    assert jsonc.loads(text) == value


@pytest.mark.parametrize("text", ["[1,,2]", '{"a" 1}', '"open'])
def test_what_is_still_wrong(text):
    with pytest.raises(ValueError, match="line 1"):
        jsonc.loads(text)
