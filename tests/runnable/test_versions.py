"""Versions: those that a page names, and those that make verdicts stale."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from runnable.versions import engine_digest, imports, python_version, versions_of
from tests.runnable.house import fence, run_python, sample


def test_distributions_of_imports():
    """Imports are named by their distributions, wherever they stand; the standard library and own files are not."""
    source = (
        "import os, json\nfrom . import x\nimport retry_of_ours\ndef f():\n    from markdown_it.token import Token\n"
    )
    assert versions_of(imports(source)) == [f"markdown-it-py {version('markdown-it-py')}"]
    assert versions_of(imports("import pytest as p\nimport jinja2.nothing")) == [
        f"Jinja2 {version('Jinja2')}",
        f"pytest {version('pytest')}",
    ]


def test_each_once_and_sorted():
    """Each distribution is named once, in the order of letters."""
    found = versions_of(imports("import markdown\nimport flask\nfrom flask import Flask\nimport coverage"), ["FLASK"])
    assert [name.split()[0] for name in found] == ["coverage", "Flask", "Markdown"]


@pytest.mark.parametrize("source", ["def (", "\0", "x" * 5, "import", "(" * 500, ""])
def test_sources_that_are_no_python(source):
    """What can't be parsed imports nothing."""
    assert versions_of(imports(source)) == []


def test_unknown_requires(article):
    """A distribution that is not installed is told by name, and the sample fails."""
    message = article(sample("1", options='requires="pytest, no-such-thing"')).failure()
    assert "no-such-thing" in message
    assert "no such distribution" in message


def test_badge_names_what_took_part(article):
    """The page names Python, what its samples import, and what requires= says; not what tests import."""
    text = sample("import coverage", options='requires="pytest"') + fence("python file=a.py") + sample("import a")
    written = article(text, {"a.py": "import markdown\n", "test_a.py": "import jinja2\ndef test_a():\n    import a\n"})
    assert written.verify() == {}
    found = written.open().verification()
    assert found
    assert found.versions[0] == python_version()
    assert {name.split()[0] for name in found.versions[1:]} == {"coverage", "Markdown", "pytest"}
    assert found.samples == 4


def test_digest_of_the_engine_is_the_same_in_another_process(tmp_path):
    """The digest depends on what is installed, not on the process that asks or where it stands."""
    done = run_python("-c", "from runnable.versions import engine_digest; print(engine_digest())", cwd=tmp_path)
    assert done.stdout.strip() == engine_digest()
