"""What of Python a page loads, in which archives."""

from __future__ import annotations

import pytest

from runnable.browser.archives import (
    GROUPS,
    Group,
    divided,
    files_of,
    modules_of,
    needs,
    place_of,
    rest_of,
    standard,
    with_needs,
)


def test_needs_come_first():
    """An archive comes after all that it needs, and each once."""
    assert with_needs(["database", "web"]) == ["more", "database", "web"]
    assert with_needs(["later"]) == ["later"]
    assert with_needs([]) == []


def test_the_standard_library_is_divided(tmp_path):
    """Each file of the standard library is in one archive, parts of a package in others, and some in none."""
    names = ["json/__init__.py", "email/utils.py", "turtle.py", "encodings/utf_8.py", "encodings/cp500.py",
             "_pyrepl/utils.py", "_pyrepl/reader.py", "email/policy.py", "xml/etree/ElementTree.py",
             "xml/sax/__init__.py", "abc.py"]  # fmt: skip
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).touch()
    found = {name: list(files) for name, files in standard(tmp_path).items()}
    assert found == {
        "standard": ["encodings/utf_8.py", "json/__init__.py"],
        "more": ["_pyrepl/utils.py", "email/utils.py"],
        "rare": ["email/policy.py", "xml/etree/ElementTree.py"],
        "later": ["_pyrepl/reader.py", "encodings/cp500.py", "turtle.py", "xml/sax/__init__.py"],
    }


@pytest.mark.parametrize("name", GROUPS)
def test_groups(name):
    """What the groups name is installed, and neither compiled parts nor tests of it come along."""
    files = files_of(GROUPS[name])
    assert files
    assert not [file for file in files if file.endswith((".so", ".pyc", "py.typed")) or "/tests/" in file]


@pytest.mark.parametrize("name", [name for name, group in GROUPS.items() if group.rest])
def test_the_rest_of_a_group(name):
    """What seldom is imported is in an archive of its own, and all of the group is in one of the two."""
    both = dict(divided(name))
    files, rest = both[name], both[rest_of(name)]
    assert files
    assert rest
    assert {**files, **rest} == files_of(GROUPS[name])
    assert not files.keys() & rest.keys()
    assert needs()[rest_of(name)] == (name,)


def test_what_is_not_installed():
    """A distribution that is missing is named."""
    with pytest.raises(ValueError, match="no-such-thing is not installed, which pages are to have"):
        files_of(Group(("no-such-thing",)))


def test_the_homes_of_modules():
    """A module is known by its first name, one of a package that several archives share by its whole name.

    The first name of such a package leads to where it begins, unless every run has that.
    """
    archives = {
        "standard": ["json/__init__.pyc", "email/utils.pyc"],
        "more": ["uuid.pyc", "email/__init__.pyc", "email/parser.pyc", "json/tool.pyc"],
        "web": ["flask/__init__.pyc", "flask/app.pyc", "flask-3.dist-info/METADATA"],
    }
    assert modules_of(archives) == {
        "uuid": "more",
        "email": "more",
        "email.parser": "more",
        "json.tool": "more",
        "flask": "web",
    }


def test_places():
    """An archive lies beside that of the standard library, where Python itself looks for it."""
    assert (place_of("standard"), place_of("web")) == ("/lib/python314.zip", "/lib/web.zip")
