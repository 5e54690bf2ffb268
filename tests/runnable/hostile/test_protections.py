"""What the kernel is asked to keep samples from, tried from the inside."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runnable import space
from runnable.bundle import Bundle
from runnable.job import Job, Part, Result
from runnable.recording import Ending
from runnable.sandbox import Sandbox
from runnable.workshop import workshop
from tests.runnable.house import PLUGINS, ROOT, SHARED_MEMORY

ASK = f"import sys; sys.path.insert(0, {str(PLUGINS)!r}); from runnable.workshop import workshop; print(*workshop().lane.got)"

pytestmark = pytest.mark.skipif(not SHARED_MEMORY, reason="this user may not have a view of the files of its own")


def run(source: str, **options: object) -> Result:
    """Run `source` in an empty room."""
    with Sandbox(None) as sandbox:
        return sandbox.run(Job(parts=[Part(source)], **options))


def printed(source: str, **options: object) -> str:
    """What `source` prints, to its end."""
    result = run(source, **options)
    assert result.ending is Ending.FINISHED
    assert not result.parts[-1].raised, result.parts[-1].raised.traceback
    return result.parts[-1].output


def test_an_environment_may_be_a_link(tmp_path):
    """Where the interpreter is reached by way of a link, its samples are as protected as any."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "linked").symlink_to(sys.prefix)
    python = tmp_path / "deep" / "linked" / "bin" / "python"
    done = subprocess.run([python, "-c", ASK], capture_output=True, text=True, timeout=60, check=False)
    assert "files" in done.stdout.split(), done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_root_becomes_nobody():
    """What root starts runs as nobody, without a capability, and can't read what only root may."""
    code = (
        "import os\nprint(os.getresuid(), os.getresgid(), os.getgroups())\n"
        "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('Cap')))\n"
        "try: open('/etc/shadow')\nexcept PermissionError: print('refused')"
    )
    nobody = (65534,) * 3
    assert printed(code) == f"{nobody} {nobody} []\n{' '.join(['0' * 16] * 5)}\nrefused\n"


def test_the_home_and_the_repository_are_not_there(tmp_path):
    """Neither the home of the user, nor the repository, nor any other temporary folder is to be seen."""
    (tmp_path / "token").write_text("secret")
    paths = [
        str(Path.home() / ".gitconfig"),
        str(ROOT / ".git"),
        str(ROOT / "content"),
        str(tmp_path / "token"),
    ]
    assert printed(f"import os\nprint([path for path in {paths!r} if os.path.lexists(path)])") == "[]\n"


CONSOLE = "ls /proc/self/fd | wc -l"


@pytest.mark.parametrize(
    "job",
    [
        Job(parts=[Part("import os\nprint(len(os.listdir('/proc/self/fd')))")]),
        Job(argv=["bash", "-c", CONSOLE]),
    ],
    ids=["python", "program"],
)
def test_descriptors_are_few(job):
    """A job has its three streams, the two pipes of its reports, and the folder that it lists; nothing of ours."""
    with Sandbox(None) as sandbox:
        assert sandbox.run(job).parts[-1].output == "6\n"


def test_processes_of_others_are_not_there():
    """A run sees itself and the first of its own table, of which it can read nothing."""
    code = (
        "import os\nprint(sorted(name for name in os.listdir('/proc') if name.isdigit()) == ['1', str(os.getpid())])\n"
        "for name in ('root', 'cwd', 'exe', 'environ', 'mem', 'fd', 'map_files'):\n    try:\n"
        "        path = '/proc/1/' + name\n        os.readlink(path) if name in ('root', 'cwd', 'exe') else os.listdir(path) if name in ('fd', 'map_files') else open(path)\n"
        "    except PermissionError: pass\n    else: print(name)"
    )
    assert printed(code) == "True\n"


def test_the_first_process_can_not_be_ended():
    """What a run sends to the process that forked it, or does to its limits and its place, has no effect."""
    code = (
        "import os, resource, signal\nmine = lambda: (resource.prlimit(1, resource.RLIMIT_NOFILE, (9, 9)))\n"
        "for number in {*signal.Signals} - {signal.SIGKILL, signal.SIGSTOP}:\n    try: os.kill(1, number)\n    except OSError: pass\n"
        "for do in (mine, lambda: os.sched_setaffinity(1, {0}), lambda: os.setpriority(os.PRIO_PROCESS, 1, 19)):\n"
        "    try: do()\n    except PermissionError: print('refused')"
    )
    before = workshop().lane
    assert printed(code) == "refused\n" * 3
    assert printed("print(1)") == "1\n"
    assert workshop().lane is before


LEFT = {
    "shared memory": ("open('/dev/shm/left', 'w').close()", "import os\nprint(os.listdir('/dev/shm'))", "[]\n"),
    "deep shared memory": (
        "import os\nos.chdir('/dev/shm')\nfor _ in range(3000):\n    os.mkdir('deep')\n    os.chdir('deep')",
        "import os\nprint(os.listdir('/dev/shm'))",
        "[]\n",
    ),
    "System V": (
        "import ctypes\nassert ctypes.CDLL(None).shmget(4711, 4096, 0o1666) >= 0",
        "import ctypes\nprint(ctypes.CDLL(None).shmget(4711, 4096, 0))",
        "-1\n",
    ),
    "semaphores": (
        "import ctypes\nassert ctypes.CDLL(None).semget(4711, 1, 0o1666) >= 0",
        "import ctypes\nprint(ctypes.CDLL(None).semget(4711, 1, 0))",
        "-1\n",
    ),
    "ports": (
        "import socket\ns = socket.create_server(('127.0.0.1', 80)); c = socket.create_connection(('127.0.0.1', 80)); a, _ = s.accept()\na.close(); c.close(); s.close()",
        "import socket\ns = socket.socket(); s.bind(('127.0.0.1', 80)); s.listen()\nprint('bound')",
        "bound\n",
    ),
    "abstract sockets": (
        "import os, socket\ns = socket.socket(socket.AF_UNIX); s.bind('\\0left'); s.listen()\nif os.fork() == 0:\n    os.setsid()\n    import time; time.sleep(9)",
        "import socket\ns = socket.socket(socket.AF_UNIX); s.bind('\\0left')\nprint('bound')",
        "bound\n",
    ),
    "terminals": (
        "import os\nos.openpty()",
        "import os\nprint([name for name in os.listdir('/dev/pts') if name != 'ptmx'])",
        "[]\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "then", "output"), LEFT.values(), ids=LEFT)
def test_nothing_is_left_for_the_next(first, then, output):
    """What one run makes, the next one does not find."""
    assert printed(first) == ""
    assert printed(then) == output


REFUSED = {
    "a namespace of users": "libc.unshare(0x10000000)",
    "a namespace of mounts": "libc.unshare(0x20000)",
    "a process in a namespace of users": "libc.syscall(56 if x86 else 220, 0x10000011, 0, 0, 0, 0)",
    "a key": "libc.syscall(248 if x86 else 217, b'user', b'left', b'secret', 6, -4)",
    "a ring of requests": "libc.syscall(425, 4, ctypes.create_string_buffer(120))",
    "faults of its own": "libc.syscall(323 if x86 else 282, 1)",
    "a mount": "libc.mount(b'none', os.environ['TMPDIR'].encode(), b'tmpfs', 0, None)",
    "more shared memory than there may be": "libc.shmget(4711, 1 << 30, 0o1666)",
    "another root": "libc.chroot(b'.')",
    "another network": "libc.unshare(1 << 30)",
    "a trace of the first process": "libc.ptrace(16, 1, 0, 0)",
    "a name of the machine": "libc.sethostname(b'x', 1)",
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_the_kernel_refuses(call):
    """What would lead out of the sandbox, or outlive it, is refused."""
    if "shmget" in call and os.geteuid():
        pytest.skip("only root can limit the memory of System V")
    assert (
        printed(f"import ctypes, os\nlibc, x86 = ctypes.CDLL(None), os.uname().machine == 'x86_64'\nprint({call})")
        == "-1\n"
    )


def test_programs_gain_no_rights():
    """A program that makes others root does not: su, sudo and the like are programs as any."""
    code = "grep NoNewPrivs /proc/self/status; find / -xdev -perm -4000 -type f -exec {} --version \\; >/dev/null 2>&1; id -u"
    with Sandbox(None) as sandbox:
        told = sandbox.run(Job(argv=["bash", "-c", code])).parts[-1].output
    assert told == f"NoNewPrivs:\t1\n{workshop().lane.user}\n"


LATE = """\
import array, mmap, os, socket
descriptor = os.open("helper.py", os.O_RDWR)
mmap.mmap(descriptor, 0)[4:5] = b"2"
one, other = socket.socketpair()
held = array.array("i", [descriptor, one.fileno(), other.fileno()])
for end in (one, other):
    end.sendmsg([b"-"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, held)])
os.kill(os.getpid(), 9)
"""


def test_a_file_that_is_closed_late_is_seen_as_changed(tmp_path):
    """A write through a mapping is seen though the file is closed only when the kernel finds a circle of sockets."""
    (tmp_path / "helper.py").write_text("x = 1\n")
    bundle = Bundle(tmp_path)
    for _ in range(10):
        with Sandbox(bundle) as sandbox:
            assert sandbox.run(Job(parts=[Part(LATE)])).ending is Ending.DIED
        with Sandbox(bundle) as sandbox:
            assert sandbox.run(Job(parts=[Part("print(open('helper.py').read())")])).parts[-1].output == "x = 1\n\n"
    workshop().tidy()


def test_an_untouched_room_is_used_again(tmp_path):
    """Of a bundle that a run only reads there is one copy for all runs."""
    (tmp_path / "helper.py").write_text("x = 1\n")
    bundle, rooms = Bundle(tmp_path), set()
    for _ in range(2):
        with Sandbox(bundle) as sandbox:
            sandbox.run(Job(parts=[Part("import helper")]))
            rooms.add(sandbox.folder)
    workshop().tidy()
    assert len(rooms) == 1


def test_a_fork_bomb_is_ended():
    """One that forks, and starts threads, without end is ended after its time; then the next runs as ever."""
    code = "import os, threading, time\nwhile True:\n    try:\n        os.fork()\n        threading.Thread(target=time.sleep, args=(9,)).start()\n    except Exception: pass"
    assert run(code, timeout=0.5).ending in {Ending.TIMEOUT, Ending.FLOOD}
    assert printed("print(1)") == "1\n"


def test_a_room_has_an_end(monkeypatch):
    """Who writes file after file, each of them small enough, is ended when all are too much; so are too many files."""
    monkeypatch.setattr(space, "LARGEST", 32 << 20)
    code = "import itertools\nfor n in itertools.count():\n    with open(f'{n}', 'wb') as f: f.write(bytes(4 << 20)); f.flush()"
    assert run(code, timeout=30).ending is Ending.DISK
    monkeypatch.setattr(space, "MOST_FILES", 500)
    code = "import itertools\nfor n in itertools.count(): open(f'{n}', 'w').close()"
    assert run(code, timeout=30).ending is Ending.DISK


def test_the_last_of_the_memory_is_not_for_samples(monkeypatch):
    """Processes that each take what one may, and together all there is, are ended before it is gone."""
    monkeypatch.setattr(space, "MEMORY_RESERVE", space._free_memory() - (200 << 20))
    code = "import os, time\nfor _ in range(4):\n    if os.fork() == 0: break\ntime.sleep(0.3)\nx = b'x' * (150 << 20)\ntime.sleep(20)"
    assert run(code, timeout=30).ending is Ending.MEMORY
