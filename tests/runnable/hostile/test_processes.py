"""Samples that do not end, end too early, or leave something behind."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import resource
import sys

import pytest

from tests.runnable.house import PLUGINS, run_python, sample, soon

LOOPS = {
    "busy": "while True: pass",
    "asleep": "import time\ntime.sleep(60)",
    "deaf": (
        "import signal, time\nfor number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:\n"
        "    signal.signal(number, signal.SIG_IGN)\nwhile True:\n    try:\n        while True: time.sleep(1)\n"
        "    except BaseException: pass"
    ),
    "stopped": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "in C": "10 ** 10 ** 9",
    "in a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
    "in an exit handler": "import atexit, time\natexit.register(time.sleep, 60)",
    "in a finalizer": "import time\nclass A:\n    def __del__(self, sleep=time.sleep): sleep(60)\na = A()",
    "waiting for a child": "import subprocess\nsubprocess.run(['sleep', '60'])",
    "reading the reports": "import os\nfor fd in range(3, 20):\n    try: os.read(fd, 1)\n    except OSError: pass\nwhile True: pass",
}


@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS)
def test_what_does_not_end_is_ended(attack, code):
    """A run that never ends, in whatever way, is ended after its limit."""
    with soon():
        assert "ran longer than it may" in attack(code, "timeout=0.2")


ENDS = {
    "os._exit": "import os\nprint(1, flush=True)\nos._exit(0)\nprint(2)",
    "kill": "import os\nprint(1, flush=True)\nos.kill(os.getpid(), 9)",
    "terminate": "import os\nprint(1, flush=True)\nos.kill(os.getpid(), 15)",
    "abort": "import os\nprint(1, flush=True)\nos.abort()",
    "segmentation fault": "import ctypes\nprint(1, flush=True)\nctypes.string_at(0)",
    "exec": "import os\nprint(1, flush=True)\nos.execvp('true', ['true'])",
    "end of the stack": (
        "import sys\nprint(1, flush=True)\nsys.setrecursionlimit(10 ** 9)\nx = []\nfor _ in range(10 ** 5): x = [x]\nrepr(x)"
    ),
    "in an exit handler": "import os, atexit\nprint(1, flush=True)\natexit.register(os._exit, 0)",
}
if sys.version_info >= (3, 12):
    del ENDS["end of the stack"]  # a RecursionError from then on


@pytest.mark.parametrize("code", ENDS.values(), ids=ENDS)
def test_what_ends_too_early_fails(attack, code):
    """A process that ends before the last line of its sample, be it with status 0, proves nothing."""
    told = attack(code, output="1")
    assert "ended its process before its last line" in told
    assert told.endswith("\n    1")


LEFT = {
    "child": "import subprocess\nsubprocess.Popen(['sleep', '60'])",
    "child that holds the output": "import subprocess, sys\nsubprocess.Popen(['sh', '-c', 'sleep 60; echo late'])",
    "session": "import subprocess\nsubprocess.Popen(['sleep', '60'], start_new_session=True)",
    "daemon": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(60)\n    os._exit(0)\nos.wait()"
    ),
    "daemon without its environment": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        os.chdir('/')\n"
        "        os.execve('/bin/sleep', ['sleep', '60'], {})\n    os._exit(0)\nos.wait()"
    ),
    "fifty": (
        "import os, time\nfor number in range(50):\n    if os.fork() == 0:\n        if number % 2: os.setsid()\n"
        "        time.sleep(60)\n        os._exit(0)"
    ),
    "ignoring": "import subprocess\nsubprocess.Popen(['sh', '-c', 'trap \"\" TERM HUP INT; while :; do sleep 1; done'])",
    "child of a child": "import subprocess\nsubprocess.Popen(['sh', '-c', 'setsid sh -c \"sleep 60 & sleep 60\" & sleep 60'])",
}  # fmt: skip


@pytest.mark.parametrize("code", LEFT.values(), ids=LEFT)
def test_nothing_is_left_running(attack, code):
    """A run ends with its own process; what it left running is ended, wherever it hides, and keeps nobody waiting."""
    with soon():
        assert attack(code + "\nprint(1)", output="1") == ""


def test_commands_leave_nothing_running(attack):
    """What a shell left in the background, or as a daemon, is ended too."""
    code = "$ sleep 60 &\n$ setsid sh -c 'sleep 60' &\n$ nohup sleep 60 >/dev/null 2>&1 & disown\n$ echo 1\n1"
    assert attack(code, kind="console") == ""


def test_a_flood_is_stopped(attack):
    """A run that would print a gigabyte is ended, and does not fill our memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = attack("import os\nfor _ in range(1 << 14): os.write(1, b'x' * (1 << 16))")
    assert "printed more than it may (1,048,576 bytes" in told
    assert len(told) < 1000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


@pytest.mark.parametrize("text", ["x", "\\n", "{}\\n"], ids=["one line", "empty lines", "lines"])
def test_a_flood_of_reports_is_stopped(attack, text):
    """Nor does one that goes into the pipe of the reports, however wide the sample makes it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    code = (
        "import fcntl, os\nfor fd in range(3, 40):\n    try:\n        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, 1 << 20)\n"
        f"        while True: os.write(fd, b'{text}' * (1 << 16))\n    except OSError: pass"
    )
    assert "printed more than it may" in attack(code)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


@pytest.mark.parametrize("limit", [1, 70_000, 1 << 20])
def test_the_limit_of_output_is_exact(attack, limit):
    """As many bytes as the limit says pass; one more does not."""
    options = f"max_output={limit}"
    code = "import os\nleft = {0}\nwhile left: left -= os.write(1, b'x' * min(left, 1 << 16))"
    assert attack(code.format(limit), options) == ""
    assert "printed more than it may" in attack(code.format(limit + 1), options)


def test_a_sample_can_not_end_us(tmp_path, article):
    """A run that kills its parent does not: it may signal nothing outside of its sandbox."""
    written = article(
        sample(
            "import os, signal\nfor number in (signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGSTOP):\n"
            "    try: os.kill(os.getppid(), number)\n    except PermissionError: print('refused')",
            "refused\n" * 4,
        )
    )
    code = (
        f"import sys, pathlib\nsys.path[:0] = [{str(PLUGINS)!r}]\nfrom runnable.document import Document\n"
        f"d = Document(pathlib.Path({str(written.path)!r}), pathlib.Path({str(written.ledger)!r}))\n"
        "print(d.verdict(d.samples[0]).explain() or 'alive')"
    )
    assert run_python("-c", code, cwd=tmp_path).stdout == "alive\n"


def test_memory_is_limited(attack):
    """A run that asks for eight gigabytes gets an exception, and others go on."""
    assert attack("try: x = bytearray(8 << 30)\nexcept MemoryError: print('no')", output="no") == ""
    assert "MemoryError" in attack("x = bytearray(8 << 30)")


def test_a_file_has_an_end(attack):
    """No file gets longer than 256 MiB, however little is written into it."""
    code = "file = open('f', 'wb', 0)\nfile.seek((256 << 20) - 1)\nprint(file.write(b'ab'))\nfile.write(b'c')"
    assert attack(code, 'raises="OSError: [Errno 27] File too large"', "1") == ""


def test_there_is_no_input(attack):
    """Who asks for input finds its end."""
    assert attack("import sys\nprint([sys.stdin.read()])\ninput()", 'raises="EOFError: …"', "['']") == ""


def test_many_runs_leave_no_descriptor(attack):
    """Failing runs of each kind leave no descriptor open (the fixture counts)."""
    for code, kind in (("1 / 0", "python"), ("$ exit 3", "console"), (">>> exit(3)", "pycon")):
        assert attack(code, kind=kind)


MEASURE = """\
from runnable.integration.main import main
main(["verify", "page.md"])
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""
TEXTS = {
    "a flood": sample("import os\nwhile True: os.write(1, b'x' * (1 << 16))"),
    "many that differ": "".join(sample(f"print(('{n} ' * 99 + '\\n') * 3000)", "no") for n in range(60)),
    "many that raise": "".join(sample(f"raise ValueError('{n} ' * (1 << 18))") for n in range(60)),
    "one line": sample("print('x' * ((1 << 20) - 1))", "no"),
    "empty lines": sample("print('\\n' * 1_000_000)", "no"),
    "short lines": sample("print('ab\\n' * 340_000)", "…x\n…\nno"),
    "a transcript": sample(">>> print('ab\\n' * 340_000)\nno", kind="pycon"),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_printed_does_not_fill_our_memory(tmp_path, text):
    """A verification takes no more than 64 MiB, whatever its samples print or raise."""
    (tmp_path / "page.md").write_text(text)
    told = run_python("-c", MEASURE, cwd=tmp_path).stdout
    assert "wrong" in told
    assert int(told.split()[-1]) <= 64 << 10
