"""The tests of a bundle, each file run by pytest in a process of its own."""

from __future__ import annotations

import tempfile

import pytest

from runnable.run import bundle_test
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


ASKS = """\
import pytest

def test_asks(request):
    assert request.config.pluginmanager.hasplugin("anyio") is {loaded}
    assert request.config.getini("python_functions") == {functions}

def check_asks():
    pass
"""


def test_without_a_configuration_no_plugin_is_loaded(article):
    """Plugins that happen to be installed are none of a bundle's that does not say so."""
    assert article(sample("1"), {"test_a.py": ASKS.format(loaded=False, functions=["test"])}).verify() == {}


def test_the_configuration_of_a_bundle(article):
    """Its pytest.ini holds, and plugins load as they do where its files are unpacked; its verdicts depend on it."""
    ini = "[pytest]\npython_functions = test check\nasyncio_default_fixture_loop_scope = function\n"
    files = {"pytest.ini": ini, "test_a.py": ASKS.format(loaded=True, functions=["test", "check"])}
    written = article(sample("1"), files)
    assert written.verify() == {}
    written.write(sample("1"), {"pytest.ini": ini + "python_classes = Check\n"})
    assert "test_a.py::test_asks" in written.stale()


def test_without_pytest_the_extra_is_named(article):
    """Where pytest can't be imported, the failure says what to install."""
    written = article(
        sample("1"), {"pytest.py": "raise ModuleNotFoundError\n", "test_a.py": "def test_a():\n    pass\n"}
    )
    assert "the tests of a bundle need: pip install 'pelican-runnable[pytest]'" in written.failure()


FUNCTIONS = """\
import unittest, pytest

def test_good():
    pass

def test_bad():
    print("seen")
    assert 1 == 2

@pytest.mark.parametrize("x", [1, "a[b]::c", 3])
def test_forms(x):
    assert x != 3

async def helper(): pass

class TestClass:
    def test_good(self): pass
    def test_bad(self): assert not self

class OfUnittest(unittest.TestCase):
    def test_good(self): self.assertEqual(1, 1)
    def test_bad(self): self.assertEqual(1, 2)

@pytest.fixture
def late():
    yield
    raise RuntimeError("late")

def test_teardown(late): pass

@pytest.mark.xfail
def test_expected(): assert 0

@pytest.mark.parametrize("x", [1, pytest.param(2, marks=pytest.mark.skip)])
def test_once(x): pass

def test_warns():
    import warnings
    warnings.warn("old")
"""


def test_each_function_has_its_own_verdict(article):
    """A function fails if one of its forms, its set-up or its clean-up does, or none passed; the others are proven."""
    written = article(sample("1"), {"test_a.py": FUNCTIONS})
    failed = {name.removeprefix("test_a.py::"): told for name, told in written.verify().items()}
    bad = ["OfUnittest::test_bad", "TestClass::test_bad", "test_bad", "test_expected", "test_forms", "test_teardown"]
    assert sorted(failed) == [*bad, "test_warns"]
    told = {"test_bad": "assert 1 == 2", "test_forms": "assert 3 != 3", "test_teardown": "RuntimeError: late"}
    told |= {"test_expected": "no form of this test passed", "OfUnittest::test_bad": "1 != 2", "test_warns": "old"}
    for name, text in told.items():
        assert text in failed[name]
        assert text not in failed["TestClass::test_bad"]
    assert sorted(written.stale()) == [f"test_a.py::{name}" for name in sorted(failed)]


def test_a_failure_names_the_line_of_the_function(article):
    """A failure is told at the line of its function in the file of tests."""
    written = article(sample("1"), {"test_a.py": "\n\ndef test_good(): pass\n\ndef test_bad():\n    assert 0\n"})
    assert written.failure().startswith(f"{written.bundle / 'test_a.py'}:5: test_a.py::test_bad: the test failed\n")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import no_such_module_of_ours\n", "No module named 'no_such_module_of_ours'"),
        ("raise RuntimeError('while loading')\n", "while loading"),
        ("import os\nos._exit(0)\n", "ended its process before its last line"),
        (
            "import pytest\n@pytest.fixture(autouse=True, scope='module')\ndef f(): raise OSError('up')\n",
            "OSError: up",
        ),
        ("import sys\nsys.exit(0)\n", "exit"),
        ("import pytest\npytest.skip('all', allow_module_level=True)\n", "no form of this test passed"),
    ],
    ids=["import", "loading", "leaves", "fixture", "exit", "skip"],
)
def test_what_fails_the_file_fails_each_function(article, code, told):
    """Where a file can't be loaded, or ends its process, none of its functions is proven."""
    failed = article(sample("1"), {"test_a.py": code + "def test_a(): pass\ndef test_b(): pass\n"}).verify()
    assert set(failed) == {"test_a.py::test_a", "test_a.py::test_b"}
    assert all(told in message for message in failed.values())


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "no form of this test passed"),
        ("def (\n", "SyntaxError"),
        ("globals()['test_made'] = lambda: None\n", ""),
        ("def fail():\n    assert 0\nglobals()['test_made'] = fail\n", "assert 0"),
        ("class Base:\n    def test_x(self): assert 0\nclass TestIt(Base): pass\n", "assert 0"),
    ],
    ids=["empty", "syntax", "made", "made and fails", "inherited"],
)
def test_a_file_without_a_function_in_its_text(article, code, told):
    """Such a file is one sample: functions that it makes while it is loaded count; without any it proves nothing."""
    failed = article(sample("1"), {"test_a.py": code}).verify()
    assert set(failed) == ({"test_a.py"} if told else set())
    assert told in failed.get("test_a.py", "")


def test_a_failure_that_has_no_function_of_its_own_fails_each(article):
    """A function that is made while the file is loaded, and fails, leaves none of the file proven."""
    code = "def test_a(): pass\ndef fail():\n    assert 0\nglobals()['test_made'] = fail\n"
    assert set(article(sample("1"), {"test_a.py": code}).verify()) == {"test_a.py::test_a"}


def test_a_test_that_hangs_is_ended(article, monkeypatch):
    """A file of tests has a time of its own, after which none of its functions is proven."""
    monkeypatch.setattr(bundle_test, "SECONDS", 1.5)
    code = "def test_a(): pass\ndef test_b():\n    while True: pass\n"
    failed = article(sample("1"), {"test_a.py": code}).verify()
    assert set(failed) == {"test_a.py::test_a", "test_a.py::test_b"}
    assert "ran longer than it may" in failed["test_a.py::test_b"]


def test_what_a_test_reads_makes_it_stale(article):
    """A test is stale when it changes, or what it imported, or what it read; and not when something else does."""
    code = "import helper, pathlib\ndef test_a():\n    assert pathlib.Path('data.txt').read_text()\n"
    files = {"test_a.py": code, "helper.py": "", "data.txt": "x", "other.txt": ""}
    written = article(sample("1", options="name=one"), files)
    assert written.verify() == {}
    for name, stale in {"other.txt": False, "helper.py": True, "data.txt": True, "test_a.py": True}.items():
        before = written.content[name]
        written.write(written.text, {name: before + b"\n"})
        assert written.stale() == ["test_a.py::test_a"] * stale, name
        written.write(written.text, {name: before})
    assert written.stale() == []
