"""The tests of a bundle, each file run by pytest in a process of its own."""

from __future__ import annotations

import tempfile

from tests.runnable.house import sample


def test_nothing_beside_the_sandbox_is_loaded(article, tmp_path, monkeypatch):
    """What else there is in the folder for temporary files is none of pytest's business, a conftest.py included."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "conftest.py").write_text("raise SystemExit('loaded')\n")
    assert article(sample("1"), {"test_a.py": "def test_a():\n    pass\n"}).verify() == {}


def test_a_conftest_beside_the_test_is_loaded(article):
    """The bundle's own conftest.py is loaded, for tests in its folders, too."""
    files = {
        "conftest.py": "import pytest\n@pytest.fixture\ndef two():\n    return 2\n",
        "test_a.py": "def test_a(two):\n    assert two == 2\n",
        "sub/test_b.py": "def test_b(two):\n    assert two == 2\n",
    }
    assert article(sample("1"), files).verify() == {}


def test_without_pytest_the_extra_is_named(article):
    """Where pytest can't be imported, the failure says what to install."""
    written = article(
        sample("1"), {"pytest.py": "raise ModuleNotFoundError\n", "test_a.py": "def test_a():\n    pass\n"}
    )
    assert "the tests of a bundle need: pip install 'pelican-runnable[pytest]'" in written.failure()
