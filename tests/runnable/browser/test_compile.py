"""What compiles Python for pages."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[3]
PYODIDE = ROOT / "node_modules" / "pyodide"
SCRIPT = ROOT / "plugins" / "runnable" / "browser" / "compile.mjs"
CODE = '"""What it is."""\n\n\ndef f():\n    """What it does."""\n    return "kept"\n'


def compiled(
    folder: Path, texts: dict[str, str], times: int = 1
) -> tuple[subprocess.CompletedProcess[str], list[Path]]:
    """How it went to compile files with these texts so many times, and the archives."""
    for name, text in texts.items():
        path = folder / "from" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    files = {name: str(folder / "from" / name) for name in texts}
    made = [folder / f"{number}.zip" for number in range(times)]
    job = [{"out": str(out), "place": "/lib/a.zip", "files": files} for out in made]
    command = ["node", str(SCRIPT), str(PYODIDE)]
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, check=False)
    return done, made


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """Archives of the same, made one after the other."""
    done, made = compiled(tmp_path_factory.mktemp("compiled"), {"a/__init__.py": CODE, "a/data.txt": CODE}, 2)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = made
    return first, second


def test_what_is_in_it(archives):
    """Code is there as byte code that knows where it lies, without docstrings; all else is as it was."""
    with ZipFile(archives[0]) as archive:
        assert archive.namelist() == ["a/__init__.pyc", "a/data.txt"]
        assert archive.read("a/data.txt").decode() == CODE
        code = archive.read("a/__init__.pyc")
    assert b"kept" in code
    assert b"/lib/a.zip/a/__init__.py" in code
    assert b"What it" not in code


def test_made_twice(archives):
    """From the same come the same bytes: neither time nor chance is in them."""
    first, second = archives
    assert first.read_bytes() == second.read_bytes()


def test_what_is_no_python(tmp_path):
    """What can't be compiled is an error that says where that is."""
    done, made = compiled(tmp_path, {"bad.py": "x = 1\ny =\n"})
    assert done.returncode == 1
    assert 'bad.py", line 2' in done.stderr
    assert "SyntaxError" in done.stderr
    assert not made[0].exists()
