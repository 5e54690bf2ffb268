"""Data: what a real parser accepts, and where it does not."""

from __future__ import annotations

import pytest

from runnable.sample import KINDS
from tests.runnable.house import fence

DATA = [kind for kind, about in KINDS.items() if not about.marked]
MERGES = "".join(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 15))

GOOD = [
    ("json", '{"a": [1, 2.5e3, null, "é"]}'),
    ("json", "1"),
    ("json", "9" * 6000),
    ("json", '{"NaN {": {"a": 1}, "b": [{"a": 1}, {"a": "Infinity"}]}'),
    ("jsonc", '// a\n{"a": [1, /* , */ 2, // b\n ],\n "u": "http://x,]", } /* c\n */'),
    ("jsonc", '"/* \\" // ,]"'),
    ("toml", "a = 1\n[b]\nc = 1979-05-27T07:32:00Z\n"),
    ("toml", ""),
    ("yaml", "a: &a {b: 1}\nc:\n  <<: *a\n  b: 2\nd: *a\n---\n- 2026-11-22\n- ~\n"),
    ("yaml", "%YAML 1.2\n---\na: |\n  b: b\n"),
    ("yaml", "1: a\n'1': b\ntrue: c\n"),
    ("yaml", f"a0: &a0 {{x: 1}}\n{MERGES}"),
    ("yaml", ""),
    ("ini", "[a]\nb = %(x)s\nc: 100%\n; comment\n"),
    ("ini", ""),
    ("html", "<!DOCTYPE html>\n<html lang=en><head><title>a</title></head><body><p>b</body></html>"),
    ("html", "<p>a<br>b &amp; c\n<ul><li>d<li>e</ul>"),
    ("html", '<a href="?a=1&b=2">c</a>'),
    ("html", "<tr><td>a</td></tr>"),
    ("html", "<td>a</td>"),
    ("html", "<head><title>a</title></head><body></body>"),
    ("html", "<script>if (a<b) {}</script><svg><path d='M0'/></svg>"),
    ("css", "@import url(a.css);\n:root { --a: { b }; --c:; }\na:hover, b > c { color: rgb(0 0 0 / 10%) !important }"),
    ("css", "@media (width > 1px) { a:hover { b: c; & d { e: f } } }\n@font-face { src: url(x) }"),
    ("css", "@keyframes a { from { b: c } 50% { b: d } }\n/* } */"),
    ("xml", "<?xml version='1.0' encoding='ISO-8859-1'?>\n<a xmlns:b='c'><b:d>é</b:d></a>"),
    ("xml", "<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d SYSTEM 'file:///etc/passwd'>]><a>&b;&d;</a>"),
    ("xml", "<a>" * 10_000 + "</a>" * 10_000),
]


@pytest.mark.parametrize(("kind", "text"), GOOD, ids=[f"{kind} {text[:20]!r}" for kind, text in GOOD])
def test_good_data(article, kind, text):
    """What the parser of its users accepts passes."""
    assert article(fence(kind, text)).verify() == {}


BAD = [
    ("json", '{\n  "a": 1,\n}\n', 6, "is no valid JSON: Expecting property name"),
    ("json", "", 4, "Expecting value"),
    ("json", "{'a': 1}", 4, "Expecting property name"),
    ("json", "1 2", 4, "Extra data (column 3)"),
    ("json", '["NaN",\nNaN]', 5, "NaN is no number"),
    ("json", "[1e5,\n\n-Infinity]", 6, "-Infinity is no number"),
    ("json", '{"a": {"b": 1},\n"b": [{"\\u0062": 1,\n"b": 2}]}', 6, 'the key "b" is there twice'),
    ("json", "// a\n1", 4, "Expecting value"),
    ("json", "[" * 100_000, 4, "nested deeper"),
    ("json", "\ufeff1", 4, "BOM"),
    ("jsonc", "/* a\n*/ {'a': 1}", 5, "is no valid JSON with comments: Expecting property name"),
    ("jsonc", "{\n a: 1}", 5, "Expecting property name"),
    ("jsonc", "[,]", 4, "Expecting value"),
    ("jsonc", "{\n// a\n,}", 6, "Expecting property name"),
    ("jsonc", "[1,,]", 4, "Expecting value"),
    ("jsonc", "1 /* a", 4, "Extra data"),
    ("jsonc", '"a // b\n"', 4, "control character"),
    ("jsonc", '{"a": 1, // "a": 2\n"a": 2,}', 5, "twice"),
    ("jsonc", "# a\n1", 4, "Expecting value"),
    ("toml", "a = 1\nb = \n", 5, "is no valid TOML: Invalid value"),
    ("toml", "a = 1\na = 2\n", 5, "Cannot overwrite"),
    ("toml", "a = 1\n\n[b\n", 6, "Expected ']'"),
    ("toml", "a = 1\nb = '''\nc\n", 6, "at end of document"),
    ("toml", f"a = 1\nb = {'9' * 6000}\n", 5, "digits"),
    ("toml", "a = " + "[" * 10_000, 4, "nested deeper"),
    ("yaml", "a: 1\nb:\n  c: 1\n  c: 2\n", 7, "is no valid YAML: the key 'c' is there twice"),
    ("yaml", "0x10: a\n16: b\n", 5, "twice"),
    ("yaml", "<<: {a: 1}\n<<: {b: 1}\n", 5, "twice"),
    ("yaml", "a: 1\n---\na: b: c\n", 6, "mapping values are not allowed here"),
    ("yaml", "a:\n\t- b\n", 5, "cannot start any token"),
    ("yaml", "a: 1\nb: 2026-02-30\n", 5, "day is out of range"),
    ("yaml", "- !!int x", 4, "can't read 'x'"),
    ("yaml", "a: 1\nb: !!python/object/apply:os.abort []", 5, "could not determine a constructor"),
    ("yaml", "a: *b", 4, "undefined alias"),
    ("yaml", "a: 1\nb: \x07", 5, "U+0007"),
    ("yaml", "[" * 3000, 4, "nested deeper"),
    ("ini", "[a]\nb = 1\nb = 2\n", 6, "is no valid INI: 'b' is there twice in [a]"),
    ("ini", "[a]\n[a]\n", 5, "[a] is there twice"),
    ("ini", "b = 1\n", 4, "above the first [section]"),
    ("ini", "[a]\nb = 1\nno value\n", 6, "neither a section nor a value"),
    ("html", "<p>a\n</b>", 5, "is no valid HTML: Unexpected end tag (b)"),
    ("html", "<div>\n<p>a</p>\n", 5, "Expected closing tag"),
    ("html", "<html>\n<title>a</title>", 4, "Expected DOCTYPE"),
    ("html", "a\n&nbsp;&nope;", 5, "no character has this name"),
    ("html", "<p\nid=a id=b>", 5, "duplicate attribute"),
    ("html", "<!-- a", 4, "end of file in comment"),
    ("css", "a {\n  color: red\n  margin: 0;\n}", 6, "is no valid CSS: a colon in the value of color"),
    ("css", "a {\n  color red;\n}", 5, "neither a rule nor a declaration"),
    ("css", "a {}\n}", 5, "neither a rule nor a declaration"),
    ("css", "@media print {\n  a { b: c }\n  d { e }\n}", 6, "neither a rule nor a declaration"),
    ("css", "a {\n  b: ;\n}", 5, "b has no value"),
    ("css", "a { b: c;\n", 4, "is not closed"),
    ("css", "a { b: c }\n/* d", 5, "is not closed"),
    ("css", "a { b: url(c d) }", 4, "bad URL"),
    ("css", "a { b: c(1)) }", 4, "Unmatched )"),
    ("css", "\n{ b: c }", 5, "without a selector"),
    ("css", "a{" * 5000 + "}" * 5000, 4, "nested deeper"),
    ("xml", "<a>\n<b></a>", 5, "is no valid XML: mismatched tag (column 6)"),
    ("xml", "<a/>\n<b/>", 5, "junk after document element"),
    ("xml", "", 4, "no element found"),
    ("xml", "<a>\n<b:c/></a>", 5, "unbound prefix"),
    ("xml", "<a>&b;</a>", 4, "undefined entity"),
    ("xml", f'<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">{ENTITIES}]>\n<a>&a14;</a>', 5, "amplification"),
    ("xml", "<a>\x07</a>", 4, "invalid"),
]


@pytest.mark.parametrize(("kind", "text", "line", "message"), BAD, ids=[f"{case[0]} {case[1][:20]!r}" for case in BAD])
def test_bad_data(article, kind, text, line, message):
    """What the parser does not accept is told, with the line of index.md on which it is."""
    written = article("Text\n\n" + fence(kind, text))
    told = written.failure()
    assert message in told
    assert int(told.removeprefix(f"{written.path}:").split(":")[0]) == line


def test_all_data_is_tried():
    """The tables of this module leave no kind out; nginx has a module of its own."""
    assert {kind for kind, _ in GOOD} == {kind for kind, *_ in BAD} == {*DATA} - {"nginx"}


def test_each_fault_is_told(article):
    """A text with several faults is told all of them, each by its line; only so many that one can read them."""
    written = article(fence("css", "a { b }\nc { d: e }\nf { g }\n"))
    assert [line.split(":")[1] for line in written.failure().splitlines()] == ["2", "4"]
    assert article(fence("css", "a { b }\n" * 500)).failure().count("neither") == 20


def test_deadline(article):
    """A text on which its parser takes more time than it may is ended and told."""
    assert "ran longer than it may (0.5 s" in article(fence("html timeout=0.5", "<div>" * 100_000)).failure()


def test_the_bundle_does_not_stand_in_for_the_parser(article):
    """A file of the bundle that is called like a module of the parser is not imported."""
    modules = ("reader", "fault", "standard", "json", "yaml", "subprocess", "importlib")
    files = {f"{name}.py": "print('[]')\nraise SystemExit" for name in modules}
    assert "is no valid JSON" in article(fence("json", "{"), files).failure()
    assert "is no valid YAML" in article(fence("yaml", "["), files).failure()
    assert "is no valid nginx" in article(fence("nginx", "}"), files).failure()


# Files

YAML = "a: 1\n# region b\nb:\n  - 2\n# endregion\nc: 3\n"


def test_a_file_is_shown(article):
    """`record` writes the lines of a file of any kind into the fence, and `verify` holds the page against them."""
    written = article(fence("yaml file=a.yaml region=b"), {"a.yaml": YAML})
    written.record()
    assert "```yaml file=a.yaml region=b\nb:\n  - 2\n```" in written.text
    assert written.verify() == {}
    written.write(written.text, {"a.yaml": YAML.replace("- 2", "- 4")})
    assert f"{written.path}:3: a.yaml-b: the page shows another text than a.yaml:4" in written.failure()


def test_a_file_is_parsed_whole(article):
    """A fault of a file is told by its line there, also where the page does not show it."""
    written = article(fence("yaml file=a.yaml region=b"), {"a.yaml": YAML + "c: 4\n"})
    told = written.failure()
    assert told.startswith(f"{written.bundle / 'a.yaml'}:7: a.yaml-b: is no valid YAML: the key 'c' is there twice")
    assert f"which {written.path}:1: a.yaml-b shows" in told


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("jsonc", "[\n// region a\n1\n// endregion\n]"),
        ("html", "<!-- region a -->\n<p>b</p>\n<!-- endregion -->"),
        ("css", "/* region a */\nb { c: d }\n/* endregion */"),
        ("xml", "<a>\n<!-- region a -->\n<b/>\n<!-- endregion -->\n</a>"),
        ("toml", "# region a\nb = 1\n# endregion"),
        ("nginx", "# region a\nlisten 8080;\n# endregion"),
    ],
)
def test_regions_in_each_language(article, kind, text):
    """A region is found in the comments of its language, and a file of it may begin with a byte-order mark."""
    assert article(fence(f"{kind} file=a region=a"), {"a": "\ufeff" + text}).verify() == {}


def test_a_file_with_nul(article):
    """A file with a NUL in it is refused by the parser, and told."""
    assert "a.json:1: a.json: is no valid JSON" in article(fence("json file=a.json"), {"a.json": b"1\0"}).failure()


def test_a_file_that_takes_too_long(article):
    """The deadline is that of the fence, and is told by a line that there is."""
    written = article(fence("html file=a.html timeout=0.5"), {"a.html": "<div>" * 100_000})
    assert written.failure().startswith(f"{written.bundle / 'a.html'}:1: a.html: the sample ran longer")


def test_lines_to_point_at(article):
    """`hl_lines=` below the last line of a shown file is refused."""
    assert "points below the last line, 1" in article(fence("json file=a hl_lines=2"), {"a": "1\n"}).failure()
