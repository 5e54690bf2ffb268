"""The sandbox by itself: jobs in, results out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from runnable.bundle import Bundle
from runnable.job import Job, Part, opened_by
from runnable.recording import Ending
from runnable.room import Room
from runnable.sandbox import Sandbox
from runnable.workshop import workshop


def run(*sources: str, **options: object):
    """Run sources as the parts of one job in an empty folder."""
    with Sandbox(None) as sandbox:
        return sandbox.run(Job(parts=[Part(source) for source in sources], **options))


def test_parts_share_a_process_and_not_their_output():
    """Parts run in order in one process; each has its own output."""
    result = run("import os\npid = os.getpid()\nprint(1)", "print(pid == os.getpid())", "")
    assert result.ending is Ending.FINISHED
    assert [part.output for part in result.parts] == ["1\n", "True\n", ""]


def test_the_output_of_a_part_is_complete():
    """Nothing of a part's output turns up in the next one, however much there is of it."""
    result = run(*[f"import os\nprint('{number}' * 100_000)\nos.write(2, b'end')" for number in range(5)])
    assert [part.output for part in result.parts] == [f"{number}" * 100_000 + "\nend" for number in range(5)]


def test_a_failed_part_is_the_last():
    """After an exception no other part runs, unless the part says that they go on."""
    result = run("raise ValueError('x')", "print(1)")
    assert [str(part.raised) for part in result.parts] == ["ValueError: x"]
    with Sandbox(None) as sandbox:
        result = sandbox.run(Job(parts=[Part("raise ValueError('x')", go_on=True), Part("print(1)")]))
    assert [part.output for part in result.parts] == ["", "1\n"]


def test_a_part_that_was_cut_short_is_told():
    """What a part printed before its process was ended is its output."""
    result = run("print(1)", "print(2, flush=True)\nimport os\nos._exit(7)")
    assert (result.ending, result.parts[-1].exit) == (Ending.DIED, 7)
    assert [part.output for part in result.parts] == ["1\n", "2\n"]


def test_programs():
    """A program that says nothing of its parts has died."""
    with Sandbox(None) as sandbox:
        result = sandbox.run(Job(argv=["sh", "-c", "echo 1; exit 3"]))
    (part,) = result.parts
    assert (result.ending, part.exit, part.output) == (Ending.DIED, 3, "1\n")


def test_a_program_that_is_missing():
    """A program that is not there has died, and the reason is told."""
    with Sandbox(None) as sandbox:
        result = sandbox.run(Job(argv=["no-such-program"]))
    assert result.ending is Ending.DIED
    assert "no-such-program" in result.parts[-1].output or "No such file" in result.parts[-1].output


@pytest.mark.parametrize("size", [10, 200_000, 3_000_000])
def test_sources_of_any_size(size):
    """A long source reaches the process whole."""
    result = run(f"x = '{'a' * size}'\nprint(len(x))", timeout=20)
    assert [part.output for part in result.parts] == [f"{size}\n"]


def test_kernel_keeps_the_writes_in():
    """On this machine the kernel keeps the writes of a run inside its folders, and the result says so."""
    assert run("").protected


def test_folder_is_named_as_the_bundle_and_goes(tmp_path):
    """The folder of a run has the bundle's name, and is gone when the context is left, also by an exception."""
    bundle = tmp_path / "some-slug"
    bundle.mkdir()
    (bundle / "a.txt").write_text("a")
    (bundle / ".hidden").write_text("")
    (bundle / "__pycache__").mkdir()
    with pytest.raises(KeyError), Sandbox(Bundle(bundle)) as sandbox:  # noqa: PT012 - what it leaves is the point
        assert sandbox.folder.name == "some-slug"
        assert [path.name for path in sandbox.folder.iterdir()] == ["a.txt"]
        raise KeyError
    workshop().tidy()
    assert not sandbox.folder.exists()


def test_a_bundle_that_can_not_be_copied_leaves_nothing(tmp_path):
    """Where the copy of a bundle fails, no folder stays."""
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    os.mkfifo(bundle / "pipe")
    with pytest.raises(OSError, match="pipe"), Sandbox(Bundle(bundle)):
        pass
    assert list(workshop().folder.iterdir()) == []


def test_interpreter_is_ours_and_shows_nothing_of_us():
    """A run has the interpreter and the packages of the caller, and none of the engine's modules."""
    result = run("import sys, pelican\nprint(sys.executable)\nprint([m for m in sys.modules if 'runnable' in m])")
    assert result.parts[0].output == f"{sys.executable}\n[]\n"


def test_other_children_of_ours_are_left_alone():
    """Only what a run left is ended: a process that the caller started lives on."""
    with subprocess.Popen(["sleep", "30"]) as other:
        run("import subprocess\nsubprocess.Popen(['sleep', '30'], start_new_session=True)")
        assert other.poll() is None
        other.kill()


def test_an_interpreter_behind_links(tmp_path):
    """An environment that is a link to a link is shown to samples, and they see as little as with any other."""
    (tmp_path / "link").symlink_to(sys.prefix)
    (tmp_path / "venv").symlink_to(tmp_path / "link")
    code = (
        "from runnable.job import *\n"
        "from runnable.sandbox import *\n"
        "from runnable.workshop import *\n"
        "with Sandbox(None) as sandbox:\n"
        "    result = sandbox.run(Job(parts=[Part('import sys, pelican; print(sys.prefix)')]))\n"
        "print(result.parts[-1].output, 'files' in workshop().lane.got)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    argv = [tmp_path / "venv" / "bin" / "python", "-c", code]
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == [str(tmp_path / "venv"), str("files" in workshop().lane.got)], done.stderr


@pytest.mark.parametrize("change", [lambda file: file.unlink(), lambda file: shutil.rmtree(file.parent)])
def test_a_room_is_what_was_copied_into_it(tmp_path, change):
    """A bundle that is emptied, or gone, leaves no room in which the next one would find its files."""
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    (before / "left.txt").write_text("x")
    with Sandbox(Bundle(before)):
        pass
    change(before / "left.txt")
    with Sandbox(Bundle(after)) as sandbox:
        assert list(sandbox.folder.iterdir()) == []


def test_a_room_without_files_serves_another_bundle(tmp_path):
    """The room of a text without files is used again, under the other's name, also when the first is gone by then."""
    folders = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with Sandbox(Bundle(tmp_path / name)) as sandbox:
            result = sandbox.run(Job(parts=[Part("import os\nprint(os.path.basename(os.getcwd()), os.listdir())")]))
            folders.append(sandbox.folder)
        assert result.parts[0].output == f"{name} []\n"
        (tmp_path / name).rmdir()
    assert folders[0].parent == folders[1].parent


@pytest.fixture
def bundle(tmp_path):
    """A bundle of one file."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    return Bundle(folder)


def root_after(bundle, source):
    """The folder in which a job ran, and whether the next one of the same bundle gets it."""
    with Sandbox(bundle) as sandbox:
        sandbox.run(Job(parts=[Part(source)]))
        root = sandbox.room.root
    with Sandbox(bundle) as sandbox:
        return sandbox.room.root == root


@pytest.mark.parametrize("source", ["1", "print(open('a.txt').read())", "import os\nos.listdir()", "raise ValueError"])
def test_a_room_that_is_as_good_as_new_is_used_again(bundle, source):
    """A job that changed no file leaves its room to the next one of the bundle."""
    assert root_after(bundle, source)


@pytest.mark.parametrize(
    "source",
    [
        "open('a.txt', 'w').close()",
        "open('new', 'w').close()",
        "import os\nos.remove('a.txt')",
        "import os\nos.chmod('a.txt', 0o600)",
        "import os\nos.utime('a.txt', (1, 1))",
        "import os\nos.mkdir(os.environ['HOME'] + '/d')",
        "import tempfile\ntempfile.mkdtemp()",
        "import tempfile, os\nwith tempfile.TemporaryFile(): pass",
        "open('new', 'w').close()\nimport os\nos.remove('new')",
        "import subprocess\nsubprocess.run(['touch', 'a.txt'])",
    ],
)
def test_a_room_that_was_changed_is_not(bundle, source):
    """Whatever a job does to a file, also if it undoes it, the next one gets a new room."""
    assert not root_after(bundle, source)


def test_a_room_is_for_its_bundle(bundle):
    """Another bundle, and another reading of the same one, get rooms of their own; and the old one goes."""
    with Sandbox(bundle) as sandbox:
        root = sandbox.room.root
    with Sandbox(Bundle(bundle.folder)) as sandbox:
        assert sandbox.room.root != root
    assert not root.exists()
    workshop().tidy()


def test_memory_is_no_way_to_leave_something():
    """What a job left in the memory that processes share is gone for the next."""
    run("open('/dev/shm/left', 'w').write('x')\nimport os\nos.makedirs('/dev/shm/d/e')")
    assert run("import os\nprint(os.listdir('/dev/shm'))").parts[0].output == "[]\n"


def test_a_room_that_is_given_stays(bundle):
    """Jobs in a given room see what those before them left there, with the environment that is added for them."""
    room = Room(bundle)
    with Sandbox(bundle, room, {"PORT": "1"}) as sandbox:
        sandbox.run(Job(parts=[Part("import os\nopen('new', 'w').write(os.environ['PORT'])")]))
    with Sandbox(bundle, room) as sandbox:
        seen = sandbox.run(Job(parts=[Part("import os\nprint(open('new').read(), os.environ.get('PORT'))")]))
    assert seen.parts[0].output == "1 None\n"
    assert room.opened == {"new"}
    room.remove()
    assert not room.root.exists()


def test_what_each_part_opened(bundle):
    """Of each part it is known which files of the bundle it opened, be it a child that did."""
    sources = ["open('a.txt')", "1", "import subprocess\nsubprocess.run(['cat', 'a.txt'])", "open('/etc/passwd')"]
    with Sandbox(bundle) as sandbox:
        result = sandbox.run(Job(parts=[Part(source) for source in sources]))
    assert [part.opened for part in result.parts] == [{"a.txt"}, frozenset(), {"a.txt"}, frozenset()]
    assert opened_by(result.parts) == {"a.txt"}


def test_environment_and_limits_of_a_job():
    """A job can have variables and limits of its own, or none."""
    ask = "import os, resource\nprint(os.environ['X'], resource.getrlimit(resource.RLIMIT_AS)[0])"
    own = run(ask, environment={"X": "1"}, limits={"RLIMIT_AS": 1 << 30})
    assert own.parts[0].output == f"1 {1 << 30}\n"
    assert run(ask, environment={"X": "2"}, limits={"RLIMIT_AS": None}).parts[0].output == "2 -1\n"
    assert run(ask, environment={"X": "3"}).parts[0].output == f"3 {4 << 30}\n"


def test_limits_of_parts():
    """A part with limits of its own counts time and bytes anew; those after it that have none share them."""
    slow, loud = "import time\ntime.sleep(0.8)", "print('x' * 60)"
    with Sandbox(None) as sandbox:
        several = [Part(slow, timeout=2.0)] * 3
        assert sandbox.run(Job(parts=several)).ending is Ending.FINISHED
        shared = [Part(slow, timeout=2.0), Part(slow), Part(slow)]
        assert sandbox.run(Job(parts=shared)).ending is Ending.TIMEOUT
        two = [Part(loud, max_output=100), Part(loud, max_output=100)]
        assert sandbox.run(Job(parts=two)).ending is Ending.FINISHED
        shared = [Part(loud, max_output=100), Part(loud)]
        assert sandbox.run(Job(parts=shared)).ending is Ending.FLOOD


def test_a_lane_that_is_ended_is_replaced():
    """Where the processes that fork samples were ended from outside, the next sample has others."""
    run("print(1)")
    workshop()._zygote._process.kill()
    workshop().lane._control.shutdown(2)
    assert run("print(1)").parts[0].output == "1\n"
