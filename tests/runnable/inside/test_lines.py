"""The ways to note executed lines, each in an interpreter that offers it."""

from __future__ import annotations

import ast
import subprocess
import sys
import sysconfig
from itertools import product
from pathlib import Path

import pytest

from tests.runnable.house import PLUGINS, VERSIONS, interpreter

FORCES = {"best": "", "settrace": "vars(sys).pop('monitoring', None); lines.load = lambda: None"}
"""The way that an interpreter offers, and the one that each has."""
WAYS = list(product(VERSIONS, FORCES))
HARNESS = """\
import os, sys
del sys.path[0]
sys.path += {packages!r}
sys.path.insert(0, {inside!r})
import lines
del sys.path[0]
{force}
folder = os.getcwd()
noted = lines.Lines(folder, lines.load())
noted.start()
sys.path.insert(0, folder)
with open("code_.py") as stream:
    code = compile(stream.read(), {name!r}, "exec")
try:
    exec(code, {{"__name__": "code_"}})
except BaseException as error:
    print("raised", type(error).__name__)
sys.settrace(None)
print({{os.path.relpath(name, folder): sorted(numbers) for name, numbers in noted.executed().items()}})
"""


def executed(
    folder: Path, way: tuple[str, str], code: str, files: dict[str, str], name: str | None = None
) -> dict[str, list[int]]:
    """The lines that `code` executed of itself and of `files`, noted in that way."""
    for file, text in {"code_.py": code, **files}.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)
    program = HARNESS.format(
        packages=[sysconfig.get_path("platlib")],
        inside=str(PLUGINS / "runnable" / "inside"),
        force=FORCES[way[1]],
        name=name or str(folder / "code_.py"),
    )
    command = [interpreter(way[0]), "-I", "-B", "-c", program]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    found: dict[str, list[int]] = ast.literal_eval(done.stdout.splitlines()[-1])
    return found


CODES = {
    "branches": """\
if 1:  #
    x = 1  #
else:
    x = 2
while x < 3:  #
    x += 1  #
else:
    x = 0  #
""",
    "functions": """\
def f():  #
    return 1  #
def g():  #
    return 2
f()  #
""",
    "classes": """\
class A:  #
    x = 1  #
    def f(self):  #
        return self.x  #
    def g(self): pass  #
A().f()  #
""",
    "generators": """\
def f():  #
    yield 1  #
    yield 2  #
    yield 3
g = f()  #
next(g)  #
next(g)  #
""",
    "async": """\
import asyncio  #
async def f(x):  #
    await asyncio.sleep(0)  #
    if x:  #
        return 1  #
    return 2
async def main():  #
    async with asyncio.timeout(9):  #
        await asyncio.gather(f(1), f(1))  #
asyncio.run(main())  #
""",
    "comprehensions": """\
def f(x):  #
    return x  #
y = [f(x)  #
     for x in range(2)  #
     if x]  #
z = {x: 1 for x in y}  #
""",
    "exceptions": """\
def f():  #
    raise ValueError  #
    x = 1
try:  #
    f()  #
    x = 2
except KeyError:  #
    x = 3
except ValueError:  #
    x = 4  #
finally:
    x = 5  #
""",
    "uncaught": """\
x = 1  #
raise SystemExit(2)  #
x = 3
""",
    "threads": """\
import threading  #
def f():  #
    x = 1  #
    return x  #
    x = 2
t = threading.Thread(target=f)  #
t.start()  #
t.join()  #
""",
    "pools": """\
from concurrent.futures import ThreadPoolExecutor as P  #
def f(x):  #
    if x:  #
        return 1  #
    return 2
with P(2) as p:  #
    assert [*p.map(f, [1, 1])] == [1, 1]  #
""",
    "chdir": """\
import os  #
os.mkdir('d')  #
os.chdir('d')  #
def f():  #
    return 1  #
f()  #
""",
    "callbacks": """\
def f(x):  #
    return -x  #
y = sorted([1, 2], key=f)  #
z = sorted(y, key=lambda x:  #
    x)  #
""",
}
"""Code by what it shows; the lines that run end in `#`."""


@pytest.mark.parametrize("way", WAYS)
def test_each_way_notes_the_same_lines(tmp_path, way):
    """Branches, functions, classes, generators, coroutines, exceptions and threads give the same lines by each way."""
    for name, code in CODES.items():
        lines = [number for number, line in enumerate(code.splitlines(), 1) if line.endswith("#")]
        (tmp_path / name).mkdir()
        assert executed(tmp_path / name, way, code, {}) == {"code_.py": lines}, name


@pytest.mark.parametrize("way", WAYS)
def test_imported_files_are_noted_and_others_are_not(tmp_path, way):
    """Lines of modules and packages below the folder are noted by their paths; those of other files are not."""
    deep = "def f():\n    return 1\n"
    files = {"helper.py": "x = 1\nif x > 1:\n    x = 2\n", "pack/__init__.py": "", "pack/deep.py": deep}
    code = "import helper, json, string\nfrom pack.deep import f\nf()\njson.loads('1')\n"
    found = executed(tmp_path, way, code, files)
    assert {name: lines for name, lines in found.items() if name != "pack/__init__.py"} == {
        "code_.py": [1, 2, 3, 4],
        "helper.py": [1, 2],
        "pack/deep.py": [1, 2],
    }


@pytest.mark.parametrize("way", WAYS)
def test_code_is_noted_by_the_name_it_was_compiled_under(tmp_path, way):
    """A name that is not absolute means a file of the folder where it stood; code without a file is not noted."""
    assert executed(tmp_path, way, "x = 1\n", {}, "index.md") == {"index.md": [1]}
    assert executed(tmp_path, way, "exec('x = 1')\nexec(compile('x = 1', '/nowhere', 'exec'))\n", {}) == {
        "code_.py": [1, 2]
    }
    assert executed(tmp_path, way, "exec(compile('\\n\\nx = 1', 'other.py', 'exec'))\n", {}) == {
        "code_.py": [1],
        "other.py": [3],
    }


@pytest.mark.skipif(hasattr(sys, "monitoring"), reason="this interpreter has sys.monitoring")
def test_the_tracer_in_c_is_there(tmp_path):
    """Where the interpreter has no sys.monitoring, the tracer of coverage.py that is written in C is what is used."""
    code = "import sys\nassert 'CTracer' in type(sys.gettrace()).__name__, sys.gettrace()\n"
    assert executed(tmp_path, ("3.11", "best"), code, {}) == {"code_.py": [1, 2]}


@pytest.mark.skipif(hasattr(sys, "monitoring"), reason="this interpreter has sys.monitoring")
def test_a_sample_can_measure_coverage_itself(tmp_path):
    """coverage.py finds its tracer in C, of which a process can have only one, and measures with it."""
    code = (
        "import sys\nassert 'coverage' not in sys.modules\nimport coverage, coverage.tracer\n"
        "measured = coverage.Coverage(data_file=None)\nmeasured.start()\nimport other\nmeasured.stop()\n"
        "assert coverage.tracer.CTracer\n"
        "print(measured.get_data().lines(other.__file__), file=open('measured', 'w'))\n"
    )
    executed(tmp_path, ("3.11", "best"), code, {"other.py": "ONE = 1\n"})
    assert (tmp_path / "measured").read_text() == "[1]\n"


GREENLETS = """\
from greenlet import greenlet
exec(compile("def apart(switch): return switch()", "/nowhere/apart.py", "exec"))

def first():
    x = 1
    second.switch()
    x = 2

def work():
    apart(first.parent.switch)
    return 3

def go_on():
    def inner():
        work()
    inner()

main, second = greenlet.getcurrent(), greenlet(go_on)
first = greenlet(first)
first.switch()
for number in range(2):
    y = number
second.switch()
z = [work for _ in range(2)]
if z == []:
    z = 1
"""


@pytest.mark.parametrize("force", FORCES)
def test_stacks_that_are_switched(tmp_path, force):
    """Where greenlets switch stacks, as Playwright has them do, lines are noted on each, and after each switch."""
    version = "{}.{}".format(*sys.version_info)
    found = executed(tmp_path, (version, force), GREENLETS, {})["code_.py"]
    every = {number for number, line in enumerate(GREENLETS.splitlines(), 1) if line.strip()}
    assert every - set(found) == {7, 26}  # the rest of `first`, which nothing switches back to, and what is not true
