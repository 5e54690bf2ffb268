"""Samples that write where they should not, and read what is none of their business."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from runnable.workshop import workshop
from tests.runnable.house import PLUGINS, ROOT, SHARED_MEMORY, fence, run_python, sample

EACH = """\
import os, pathlib, shutil, subprocess, sys
home = os.getcwd()
for statement in {statements!r}:
    try:
        exec(statement)
    except OSError:
        pass
    else:
        print("done:", statement)
    os.chdir(home)
"""


@pytest.fixture
def outside(tmp_path):
    """A folder outside of the sandbox with a file in it; after the attack both are as before."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "file").write_text("precious")
    yield folder
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert (folder / "file").read_text() == "precious"


def test_no_file_is_made_elsewhere(attack):
    """A run can make no file in the repository, the environment, the home or the folders of the system."""
    folders = [ROOT, ROOT / "content", ROOT / ".git", Path(sys.prefix), Path.home()]
    folders += map(Path, ("/tmp", "/etc", "/var/tmp", "/usr/local/bin", "/run", "/dev", "/proc/sys/kernel"))  # noqa: S108
    paths = [folder / "runnable-was-here" for folder in folders if folder.is_dir()]
    try:
        assert attack(EACH.format(statements=[f"open({str(path)!r}, 'w').close()" for path in paths])) == ""
        assert not [path for path in paths if path.exists()]
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def test_shared_memory_is_its_own(attack):
    """What a run makes in the shared memory is not there for anyone else."""
    path = Path("/dev/shm/runnable-was-here")  # noqa: S108
    attack(f"open({str(path)!r}, 'w').close()")
    assert not path.exists()


WAYS = [
    "open('{}/file', 'w').close()",
    "open('{}/file', 'a').close()",
    "open('{}/file', 'r+').close()",
    "os.truncate('{}/file', 0)",
    "os.unlink('{}/file')",
    "os.rename('{}/file', 'stolen')",
    "os.rename('{}/file', '{}/other')",
    "os.rename('helper.py', '{}/helper.py')",
    "os.link('{}/file', 'linked')",
    "os.link('helper.py', '{}/linked')",
    "os.symlink('x', '{}/link')",
    "os.mkdir('{}/made')",
    "os.mkfifo('{}/pipe')",
    "os.rmdir('{}')",
    "shutil.rmtree('{}')",
    "(os.symlink('{}', 'way'), open('way/new', 'w'))",
    "(os.symlink('{}/file', 'way'), open('way', 'w'))",
    "(os.chdir('{}'), open('new', 'w'))",
    "open(os.path.relpath('{}/new'), 'w')",
    "os.open('new', os.O_CREAT | os.O_WRONLY, dir_fd=os.open('{}', os.O_RDONLY))",
    "open(f'/proc/self/root{}/new', 'w')",
    "open(f'/proc/{{os.getppid()}}/root{}/new', 'w')",
    "open(f'/proc/{{os.getppid()}}/cwd/runnable-was-here', 'w')",
    "open(f'/proc/{{os.getppid()}}/mem', 'r+b')",
    "open(f'/proc/{{os.getppid()}}/environ', 'rb').read()",
    "os.readlink(f'/proc/{{os.getppid()}}/fd/0')",
    "open(f'/proc/{{os.getppid()}}/fd/0', 'rb')",
    "subprocess.run(['rm', '{}/file'], check=True, stderr=subprocess.DEVNULL)",
]


def test_what_is_outside_stays(attack, outside):
    """A run can neither read what is ours, nor write, replace, move, link or remove what is outside, in whatever way."""
    statements = [way.format(*[outside] * way.count("{}")) for way in WAYS]
    code = EACH.format(statements=statements).replace(
        "except OSError", "except (OSError, subprocess.CalledProcessError)"
    )
    assert attack(code) == ""


def test_a_shell_is_as_limited(attack, outside):
    """Commands can't write outside either."""
    code = f"$ echo x > {outside}/file\n…\n$ true"
    assert "ended with status 1" in attack(code, kind="console")


@pytest.mark.parametrize(
    "code",
    [
        "import shutil, os\nshutil.rmtree(os.getcwd())",
        "import shutil, os\nshutil.rmtree(os.environ['HOME']); shutil.rmtree(os.environ['TMPDIR'])",
        "import os\nfor path in ('sub/data.txt', 'sub', '.'): os.chmod(path, 0)",
        "import os\nos.makedirs('a/b/c'); os.chmod('a/b/c', 0); os.chmod('a/b', 0); os.chmod('a', 0)",
        "import os\nos.rename('sub', os.environ['TMPDIR'] + '/sub')\nopen('helper.py', 'w').write('x = 2')",
        "import os\nos.mkdir(b'\\xff\\n'); open(b'\\xff\\n/\\xfe', 'w').close(); os.mkfifo('pipe'); os.symlink('.', 'loop')",
        "import socket\nserver = socket.socket(socket.AF_UNIX); server.bind('socket')",
        "import os\nopen(os.environ['HOME'] + '/.bashrc', 'w').write('exit 1')\nopen('sitecustomize.py', 'w').write('1 / 0')",
        "import os\nfor number in range(300): open(f'{number}', 'w').close()",
        "with open('big', 'wb') as file: file.truncate(200 << 20)",
    ],
    ids=["copy", "home", "modes", "modes below", "moved", "names", "socket", "startup", "many", "big"],
)
def test_its_own_files_are_its_own(attack, code):
    """A run may do what it likes with its copy, home and temporary folder: others have theirs, and all of it goes."""
    assert attack(code) == ""


def test_folders_deeper_than_we_can_follow(attack, place):
    """A run that makes folders deeper than a path may be long leaves nothing either."""
    try:
        assert attack("import os\nfor _ in range(1500):\n    os.mkdir('deep')\n    os.chdir('deep')") == ""
        workshop().tidy()
        assert list(place.iterdir()) == []
    finally:
        subprocess.run(["find", str(place), "-mindepth", "1", "-delete"], check=True)


METADATA = [
    "os.chmod('{}/file', 0o777)",
    "os.chmod('{}', 0o700)",
    "os.utime('{}/file', (0, 0))",
    "os.chown('{}/file', os.getuid(), os.getgid())",
    "os.setxattr('{}/file', 'user.x', b'1')",
]


@pytest.mark.skipif(not SHARED_MEMORY, reason="this user may not have a view of the files of its own")
def test_what_is_outside_keeps_its_modes_and_times(attack, outside):
    """A run can't change the mode, times, owner or attributes of a file that its user owns."""
    before = (outside / "file").stat()
    statements = [way.format(*[outside] * way.count("{}")) for way in METADATA]
    assert attack(EACH.format(statements=statements)) == ""
    assert (outside / "file").stat() == before


def test_a_link_to_the_outside_is_not_followed_when_cleaning(attack, outside):
    """When the folders of a run are removed, its links are, and not what they lead to."""
    code = f"import os\nos.symlink({str(outside)!r}, 'a')\nos.symlink({str(outside)!r}, os.environ['HOME'] + '/a')"
    assert attack(code) == ""
    assert (outside / "file").exists()


def test_secrets_stay_ours(article, tmp_path):
    """Nothing of our environment is in that of a run, nor can a run read it in the processes around it."""
    code = (
        "import os, glob\nfound = [name for name in os.environ if 'hunter2' in os.environ[name]]\n"
        "for path in glob.glob('/proc/[0-9]*/environ'):\n    try:\n"
        "        if b'hunter2' in open(path, 'rb').read(): found.append('a process')\n    except OSError: pass\nprint(found)"
    )
    written = article(sample(code, "[]") + sample("$ env | grep hunter2 || true", kind="console"))
    command = (
        f"import sys, pathlib\nsys.path[:0] = [{str(PLUGINS)!r}]\nfrom runnable.document import Document\n"
        f"d = Document(pathlib.Path({str(written.path)!r}), pathlib.Path({str(written.ledger)!r}))\n"
        "for s in d.samples: print(d.verdict(s).explain() or 'nothing found')"
    )
    done = run_python("-c", command, cwd=tmp_path, environ={"DEPLOY_KEY": "hunter2"})
    assert done.stdout == "nothing found\nnothing found\n"


def test_the_environment_is_no_more_than_it_says(attack):
    """A run finds these variables and no other."""
    expected = (
        "COLUMNS HOME LANG LC_ALL NO_COLOR PATH PYTHONDONTWRITEBYTECODE PYTHONHASHSEED PYTHONNOUSERSITE "
        "PYTHONUNBUFFERED PYTHONUTF8 TERM TMPDIR TZ"
    )
    assert attack("import os\nprint(*sorted(os.environ))", output=expected) == ""


@pytest.mark.skipif(not SHARED_MEMORY, reason="this user may not have a network of its own")
def test_the_network_is_a_loopback_of_its_own(attack):
    """A run can talk to itself by the loopback; it has no other interface, and does not reach a server of ours."""
    ours = socket.create_server(("127.0.0.1", 0))
    code = (
        "import socket\nassert [name for _, name in socket.if_nameindex()] == ['lo']\n"
        "own = socket.create_server(('127.0.0.1', 0))\nsocket.create_connection(own.getsockname(), timeout=2).close()\n"
        f"try: socket.create_connection({ours.getsockname()!r}, timeout=2)\n"
        "except ConnectionRefusedError: pass\nelse: raise SystemExit('reached')"
    )
    with ours:
        assert attack(code) == ""


LEFT = {
    "a pipe": "os.mkfifo({!r})",
    "a link": "os.symlink('/etc/passwd', {!r})",
    "a folder": "os.mkdir({!r})",
    "a folder that is a link": "os.rmdir('figures'); os.symlink(os.environ['HOME'], 'figures'); open({!r}, 'w').write('<svg/>')",
    "a sparse gigabyte": "open({!r}, 'w').truncate(250 << 20)",
}


@pytest.mark.parametrize("made", LEFT.values(), ids=LEFT)
def test_what_is_no_picture(article, made):
    """What stands in the place of a figure is neither waited for nor followed, and of what is long little is read."""
    code = "import os\nos.mkdir('figures')\n" + made.format("figures/a.svg")
    told = article(sample(code, options="figure=figures/a.svg alt=A hidden")).failure()
    assert "made no figures/a.svg" in told or "more than 4,194,304 bytes" in told


def test_what_are_no_outcomes(article):
    """Nor is a pipe waited for that stands where the outcomes of tests are told."""
    test = "import os\nos.mkfifo(os.environ['TMPDIR'] + '/outcomes')\nos._exit(0)\ndef test_a(): pass\n"
    assert "ended its process" in article(sample("print(1)", "1"), {"test_a.py": test}).failure()


def test_notes_of_any_length(article):
    """What a program of a shell leaves as notes of executed lines is read up to a bound, and links there lead nowhere."""
    code = "$ python a.py\n$ head -c 200M /dev/zero > $RUNNABLE_NOTES/0.note\n$ ln -s /dev/zero $RUNNABLE_NOTES/1.note"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    written = article(fence("python file=a.py") + sample(code, kind="console"), {"a.py": "x = 1\n"})
    assert "sample-1" not in written.verify()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
