"""The sandbox by itself: jobs in, results out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from runnable.bundle import Bundle
from runnable.recording import Ending
from runnable.sandbox import Job, Part, Sandbox, workshop


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
        "from runnable.sandbox import *\n"
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
