"""Failures name their lines by each interpreter that is supported and found."""

from __future__ import annotations

import ast
import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.runnable.house import PLUGINS, ROOT, VERSIONS, Article, fence, interpreter, sample

RETRY = """\
def retry(count):
    if count:
        return retry(count - 1)
    raise ValueError("no more")


def never():
    return 1
"""
TEXT = (
    "Title: x\n\n"
    + fence("python file=retry.py name=shown")
    + sample("import retry\n\ntry:\n    retry.retry(1)\nexcept ValueError:\n    pass", options="name=passes")
    + sample("import retry\n\nretry.retry(2)", options="name=raises")
    + sample("x = 1\ndef f():\n    return x / 0\n\nf()", options="name=divides")
    + sample("import asyncio\n\nawait asyncio.sleep(0)\nraise KeyError('k')", options="name=awaits")
    + sample("x = 1\ny = (2\nz = 3 3", options="name=syntax")
    + sample("x = 1\nif x > 1:\n    x = 2\n    x = 3", options="name=unreached")
    + sample(">>> x = 1\n>>> x\n2\n>>> 1 / 0\n…\n", kind="pycon", options="name=typed")
    + sample("print(1)", "2", "name=output")
    + sample("x = 1", options="name=first session=s hidden")
    + sample("\nassert x == 2", options="name=second session=s")
    + sample("import warnings\nwarnings.warn('old')", "index.md:99: UserWarning: old\n  …", "name=warns")
)
TEST = "import retry\n\n\ndef test_it():\n    assert retry.never() == 2\n"
PROGRAM = """\
import sys
from pathlib import Path
from runnable.document import Document
document = Document(Path(sys.argv[1]), Path(sys.argv[2]))
verdicts = [document.verdict(sample) for sample in document.all_samples]
print({verdict.sample.name: verdict.explain() for verdict in verdicts if not verdict.passed})
"""


def with_packages(python: str, folder: Path) -> Path:
    """An environment of the interpreter `python` that has the packages of the tests; those in C are left unused."""
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True)
    (library,) = folder.glob("lib/python*/site-packages")
    (library / "ours.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return folder / "bin" / "python"


@pytest.fixture(scope="module", params=VERSIONS)
def told(request, tmp_path_factory):
    """What each sample that fails is told, by an interpreter of that version; paths are those in the bundle."""
    folder = tmp_path_factory.mktemp(request.param)
    python = with_packages(interpreter(request.param), folder / "venv")
    written = Article(folder).write(TEXT, {"retry.py": RETRY, "test_a.py": TEST})
    environment = {**os.environ, "PYTHONPATH": f"{PLUGINS}{os.pathsep}{ROOT}"}
    command = [python, "-B", "-c", PROGRAM, written.path, written.ledger]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = ast.literal_eval(done.stdout.splitlines()[-1])
    return {name: text.replace(f"{written.bundle}/", "") for name, text in found.items()}


def line(text: str, nth: int = 0) -> int:
    """The line of the Nth place in the article that holds `text`, from 1."""
    return [number for number, one in enumerate(TEXT.splitlines(), 1) if text in one][nth]


def test_failures_name_their_lines(told):
    """Whatever goes wrong is told by its line in index.md, or in the file that was run, by each interpreter alike."""
    every = [
        "shown",
        "raises",
        "divides",
        "awaits",
        "syntax",
        "unreached",
        "typed",
        "output",
        "second",
        "warns",
        "test_a.py::test_it",
    ]
    assert sorted(told) == sorted(every)
    raised = line("retry.retry(2)")
    assert told["raises"].startswith(f"index.md:{raised}: raises: raised ValueError: no more\nTraceback")
    assert f'File "index.md", line {raised}, in <module>\n    retry.retry(2)' in told["raises"]
    assert 'retry.py", line 3, in retry\n    return retry(count - 1)' in told["raises"]
    assert 'retry.py", line 4, in retry\n    raise ValueError("no more")' in told["raises"]
    assert told["divides"].startswith(f"index.md:{line('return x / 0')}: divides: raised ZeroDivisionError")
    assert f'File "index.md", line {line("f()", 1)}, in <module>' in told["divides"]
    assert told["awaits"].startswith(f"index.md:{line('raise KeyError')}: awaits: raised KeyError: 'k'\nTraceback")
    assert told["awaits"].splitlines()[2].startswith(f'  File "index.md", line {line("raise KeyError")}, in <module>')
    assert told["syntax"].startswith((f"index.md:{line('y = (2')}:", f"index.md:{line('z = 3 3')}:"))
    first = line("x = 2")
    assert told["unreached"].startswith(
        f"index.md:{first}: no verified run executes this line (up to line {first + 1})"
    )
    assert told["typed"].startswith(f"index.md:{line('>>> x', 1) + 1}: typed: the output differs")
    assert told["output"].startswith(f"index.md:{line('```output') + 1}: output: the output differs")
    assert told["second"].startswith(f"index.md:{line('assert x == 2')}: second: raised AssertionError")
    assert f"index.md:{line('warnings.warn')}: UserWarning: old\n" in told["warns"]
    assert told["test_a.py::test_it"].startswith("test_a.py:4: test_a.py::test_it: the test failed")
    assert "test_a.py:5: in test_it" in told["test_a.py::test_it"]


def test_lines_of_a_file_that_no_run_executes(told):
    """A file that is shown names the lines that no verified run executes, by each interpreter alike."""
    assert told["shown"].startswith("retry.py:8: no verified run executes this line, which index.md:3: shown shows")
    assert told["shown"].count("\n") == 0


def test_no_frame_of_ours_is_shown(told):
    """No traceback has the engine in it."""
    assert not [text for text in told.values() if "runner.py" in text or "inside" in text]
