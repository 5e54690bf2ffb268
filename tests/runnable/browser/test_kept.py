"""What a page keeps for a tool is what that imports, in the end, from outside of its bundle."""

from __future__ import annotations

from runnable.browser.kept import modules_to_keep

FILES = {
    "one.py": "import email.utils, two\nfrom pack.deep import x\n",
    "pack/__init__.py": "",
    "pack/deep.py": "from . import other\nfrom urllib.parse import quote\nimport one\n",
    "two.py": "def late():\n    import zlib\n",
    "aside.py": "import decimal\n",
    "pack/notes.txt": "no Python at all",
}


def test_modules_are_found_through_the_bundle():
    """By their whole names, in functions and packages too; what nobody imports, and the bundle's own, are left out."""
    code = "from typing import Annotated\n\nfrom one import x\n"
    assert modules_to_keep(code, FILES) == ["email.utils", "typing", "urllib.parse", "zlib"]


def test_code_that_imports_nothing():
    """Nothing is kept for it."""
    assert modules_to_keep("x = 1\n", FILES) == []
