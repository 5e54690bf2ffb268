"""Zygotes and their lanes: what jobs share, what they don't, and how they end."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from runnable import sandbox, zygote
from runnable.job import Job, Part
from runnable.process import Process
from runnable.recording import Ending
from runnable.room import Room
from runnable.sandbox import Beside, Sandbox
from runnable.workshop import _open, close_workshops, workshop
from tests.runnable.house import PATIENCE, processes_with, soon, wait_for

PR_GET_DUMPABLE = 3
SERVER = """\
import http.server
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(server.server_port, flush=True)
server.serve_forever()
"""


def run(source: str, **options: object):
    """Run one part in an empty folder."""
    with Sandbox(None) as box:
        return box.run(Job(parts=[Part(source)], **options))


@pytest.fixture
def beside():
    """Start Python beside others, in a room of its own; it is ended after the test, whatever came of it."""
    made: list[tuple[Beside, Room]] = []

    def start(source: str, **options: object) -> Beside:
        room = Room(None)
        made.append((Beside(Job(parts=[Part(source)], **options), room), room))
        return made[-1][0]

    yield start
    for job, room in made:
        job.stop()
        room.remove()


def test_jobs_are_children_of_one_zygote():
    """One job after the other comes from the same zygote, each with a number of its own and none of the last one's."""
    pid = workshop()._zygote._process.pid
    first, second = (run("import os, sys\nprint(os.getpid())\nsys.modules['os'].x = 1") for _ in range(2))
    assert first.parts[0].output != second.parts[0].output
    assert run("import os\nprint(hasattr(os, 'x'))").parts[0].output == "False\n"
    assert workshop()._zygote._process.pid == pid


def test_lanes_share_a_network(beside):
    """What listens in one lane is reached from another."""
    server = beside(SERVER)
    wait_for(lambda: server.output.endswith("\n"))
    ask = f"import urllib.request\nprint(urllib.request.urlopen('http://127.0.0.1:{server.output.strip()}').status)"
    assert run(ask).parts[0].output.endswith("200\n")


def test_lanes_do_not_see_the_processes_of_others(beside):
    """A job sees its own processes, and neither those of a job beside it nor ours; nor can it end them."""
    other = beside("import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(60)")
    wait_for(lambda: other.output)
    listed = run("import os\nprint(sorted(int(name) for name in os.listdir('/proc') if name.isdigit()))")
    numbers = listed.parts[0].output
    assert len(numbers.split(",")) <= 2, numbers  # of the lane, and of the job
    run("import os, signal\ntry:\n    os.kill(-1, signal.SIGKILL)\nexcept OSError: pass")
    assert other.is_running


def test_the_end_of_a_job_is_that_of_all_it_started():
    """Children, and such as left the group and were left by their parents, end with the job."""
    marker = f"of-{os.getpid()}-{time.monotonic_ns()}"
    stray = f"import subprocess\nsubprocess.Popen(['sh', '-c', 'setsid sleep 60 {marker} & sleep 60'], start_new_session=True)"
    assert run(f"{stray}\nimport time\ntime.sleep(0.2)").ending is Ending.FINISHED
    assert processes_with(marker) == []


def test_a_job_beside_others_is_stopped_as_by_ctrl_c(beside):
    """It is interrupted, ends by itself, and all that it printed is in its result."""
    job = beside(
        "import time\nprint('up', flush=True)\ntry:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('bye')"
    )
    wait_for(lambda: job.output)
    assert (job.is_running, job.output) == (True, "up\n")
    result = job.stop()
    assert (result.ending, result.parts[-1].output) == (Ending.FINISHED, "up\nbye\n")
    assert not job.is_running


def test_what_does_not_stop_is_ended(beside, monkeypatch):
    """A job that takes no notice of Ctrl-C has its grace, and is then ended with all that it started."""
    monkeypatch.setattr(sandbox, "GRACE", 0.3)
    marker = f"of-{os.getpid()}-{time.monotonic_ns()}"
    code = f"import signal, subprocess, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsubprocess.Popen(['sh', '-c', 'sleep 60 #{marker}'])\nprint(1, flush=True)\ntime.sleep(60)"
    job = beside(code)
    wait_for(lambda: job.output)
    with soon():
        assert job.stop().ending is Ending.TIMEOUT
    assert processes_with(marker) == []


def test_a_job_that_ended_by_itself_is_known(beside):
    """What ended is not running, what it printed and how it ended is told, and to stop it does no harm, even twice."""
    job = beside("print('done')")
    job.wait(PATIENCE)
    assert not job.is_running
    result = job.stop()
    assert (result.ending, result.parts[-1].output) == (Ending.FINISHED, "done\n")
    assert job.stop() is result


def test_a_job_beside_others_has_limits(beside):
    """Its time and its output are bounded as those of any job."""
    loud = beside("while True: print('x' * 100)", max_output=1000)
    late = beside("while True: pass", timeout=0.3)
    loud.wait(PATIENCE)
    late.wait(PATIENCE)
    assert (loud.stop().ending, late.stop().ending) == (Ending.FLOOD, Ending.TIMEOUT)


def test_an_interrupt_that_comes_late_does_no_harm():
    """A lane that is to interrupt what has just ended goes on, and runs the next job."""
    room = Room(None)
    lane = workshop().new_lane()
    for _ in range(2):
        with Process(room, Job(parts=[Part("print(1)")]), lane) as process:
            assert process.watch().parts[-1].output == "1\n"
        lane.interrupt()
    lane.close()
    room.remove()


@pytest.mark.parametrize("lanes_too", [False, True])
def test_a_zygote_that_is_gone_is_replaced(lanes_too):
    """A job whose lane was ended from outside, as for want of memory, runs in another; it needs no zygote by then."""
    run("")
    first = workshop()._zygote._process
    lanes = [int(lane) for lane in Path(f"/proc/{first.pid}/task/{first.pid}/children").read_text().split()]
    for pid in [first.pid, *(lanes if lanes_too else [])]:
        os.kill(pid, signal.SIGKILL)
    first.wait()
    assert run("print(1)").parts[0].output == "1\n"
    assert (workshop()._zygote._process.pid != first.pid) is lanes_too
    workshop().renew()
    assert run("print(2)").parts[0].output == "2\n"


def test_each_thread_has_its_own():
    """Threads have a zygote and a folder each, so that their jobs run at one time."""
    folders = {workshop().folder}
    outputs = []

    def work() -> None:
        folders.add(workshop().folder)
        outputs.append(run("print(1)").parts[0].output)
        mine = _open.pop((os.getpid(), threading.get_ident()))
        mine.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(folders) == 3
    assert outputs == ["1\n", "1\n"]
    assert [folder.exists() for folder in folders].count(True) == 1


def test_to_close_leaves_nothing():
    """When the workshops are closed, their folders and processes are gone; the next job opens another."""
    run("")
    folder, process = workshop().folder, workshop()._zygote._process
    close_workshops()
    assert not folder.exists()
    assert process.poll() is not None
    assert run("print(1)").parts[0].output == "1\n"


def test_without_a_zygote_each_job_has_an_interpreter(monkeypatch, capfd):
    """Where the system has no means for a zygote, jobs run in interpreters of their own, and what is lacking is said."""
    close_workshops()
    sandbox._say_once.cache_clear()
    monkeypatch.delattr(os, "pidfd_open")
    try:
        assert workshop().lane.got == frozenset()
        result = run("import os, sys\nprint(1, os.getpid() != os.getppid())")
        assert (result.ending, result.parts[0].output) == (Ending.FINISHED, "1 True\n")
        assert run("while True: pass", timeout=0.5).ending is Ending.TIMEOUT
        told = capfd.readouterr().err
        assert told.startswith("runnable: this system does not keep samples from ")
        assert "reaching the network" in told
        assert told.count("\n") == 1
    finally:
        close_workshops()
        sandbox._say_once.cache_clear()


def test_our_environment_is_closed_while_it_has_to_be():
    """While jobs run that could read it, the environment of this process can't be read by others, however many run."""

    def dumpable() -> int:
        return int(ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0))

    assert dumpable() == 1
    with zygote.unreadable():
        with zygote.unreadable():
            assert dumpable() == 0
        assert dumpable() == 0
        assert Path("/proc/self/environ").stat().st_uid == 0
    assert dumpable() == 1
