"""Watching: real files, real changes, and what is told of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from runnable.integration.watching import folders_of
from tests.runnable.house import PATIENCE, PLUGINS, fence, processes_with, run_python, sample, wait_for

ONE, TWO = sample("print(1)", "1", "name=one"), sample("print(2)", "2", "name=two")


class Watched:
    """A running `runnable verify --watch`, and what it printed."""

    def __init__(self, process, log):
        self.process, self._log, self._seen = process, log, 0

    @property
    def printed(self):
        """All that was printed so far."""
        return self._log.read_text()

    def tells(self, text):
        """Wait until `text` is told after what was waited for before."""
        deadline = time.monotonic() + PATIENCE
        while (at := self.printed.find(text, self._seen)) < 0:
            assert time.monotonic() < deadline, (text, self.printed)
            assert self.process.poll() is None, self.printed
            time.sleep(0.01)
        self._seen = at + len(text)

    def end(self, number):
        """Send the signal; the exit status, when it has ended."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def watching(folder, *arguments):
    """Run `runnable verify --watch` in `folder`, and make sure of the end."""
    log = folder.parent / f"{folder.name}.log"
    temporary = folder.parent / "temporary"
    temporary.mkdir()
    own = {"PYTHONPATH": str(PLUGINS), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(temporary)}
    environment = {**os.environ, **own}
    with log.open("wb") as stream:
        command = [sys.executable, "-m", "runnable", "verify", "--watch", *arguments]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=stream, stderr=subprocess.STDOUT)
    try:
        yield Watched(process, log)
        assert "Traceback" not in log.read_text()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)
    assert list(temporary.iterdir()) == []


def replace(path, text):
    """Save as an editor does that is careful: a new file takes the place of the old one."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text)
    new.replace(path)


def overwrite(path, text):
    """Save as an editor does that is not: the file is emptied, and then written."""
    path.write_text(text)


def back_up(path, text):
    """Save with a copy of the old text, as Vim does."""
    copy = path.with_name(f"{path.name}~")
    path.rename(copy)
    path.write_text(text)
    copy.unlink()


@pytest.fixture
def watched(article):
    """An article of two samples, watched and proven."""
    written = article(ONE + TWO)
    with watching(written.bundle.parent) as watch:
        watch.tells("an-article/index.md: 2 proven (2 run), 0 unverified with a reason (")
        watch.tells(" ms)\n")
        yield watch, written


@pytest.mark.parametrize("save", [replace, overwrite, back_up])
def test_a_saved_change_reaches_its_verdict(watched, save):
    """However an editor saves: what has changed runs, and nothing else; a problem is told with its place."""
    watch, written = watched
    save(written.path, ONE + TWO.replace("print(2)", "print(1 + 1)"))
    watch.tells("2 proven (1 run)")
    save(written.path, ONE + TWO.replace("print(2)", "print(3)"))
    watch.tells("index.md:14: two: the output differs")
    watch.tells("1 wrong. If the page is to say what the run did: runnable record an-article/index.md (")
    save(written.path, ONE + TWO)
    watch.tells("2 proven (1 run)")
    assert written.stale() == []


def test_a_text_that_is_half_written_is_read_again(watched):
    """What can't be read yet is told; samples that stood in no half of the text are proven still."""
    watch, written = watched
    written.path.write_bytes((ONE + "é").encode()[:-1])
    watch.tells("is not UTF-8")
    replace(written.path, ONE + "```python run nam")
    watch.tells("the fence is not closed")
    replace(written.path, "")
    watch.tells("0 proven (0 run)")
    replace(written.path, ONE + TWO)
    watch.tells("2 proven (0 run)")
    assert written.stale() == []


def test_a_changed_file_of_the_bundle(article):
    """Samples that open a file run when it changes, and those that don't do not."""
    reads = sample("print(open('data.txt').read())", "x", "name=reads")
    written = article(ONE + reads, {"data.txt": "x"})
    with watching(written.bundle.parent, "an-article/index.md") as watch:
        watch.tells("2 proven (2 run)")
        replace(written.bundle / "data.txt", "y")
        watch.tells("reads: the output differs")
        (written.bundle / "data.txt").write_text("x")
        watch.tells("2 proven (1 run)")


def test_articles_come_and_go(watched):
    """A new article is verified, in a new folder or one that is moved here; one that is gone is told."""
    watch, written = watched
    other = written.bundle.with_name("other")
    other.mkdir()
    (other / "index.md").write_text(ONE)
    watch.tells("other/index.md: 1 proven (1 run)")
    other.rename(other.with_name("moved"))
    watch.tells("other/index.md: is gone")
    watch.tells("moved/index.md: 1 proven (1 run)")
    (written.bundle.parent / "README.md").write_text(TWO)
    watch.tells("README.md: 1 proven (1 run)")
    written.path.unlink()
    watch.tells("an-article/index.md: is gone")
    replace(written.path, ONE + TWO)
    watch.tells("an-article/index.md: 2 proven (0 run)")


LASTING = f"60.{os.getpid()}"  # seconds, by which the process of the sample is known among others
SLOW = sample(f"import subprocess\nsubprocess.run(['sleep', '{LASTING}'])", options="name=slow timeout=90")


def test_a_change_ends_a_sample_that_takes_long(article):
    """A change does not wait for a sample that has begun, longer than a moment; what has changed runs first."""
    written = article(SLOW + ONE)
    with watching(written.bundle.parent) as watch:
        wait_for(lambda: processes_with(LASTING))
        (first,) = processes_with(LASTING)
        replace(written.path, SLOW + ONE.replace("print(1)", "print(3)"))
        watch.tells("one: the output differs")
        wait_for(lambda: processes_with(LASTING) not in ([], [first]))
        replace(written.path, SLOW.replace(LASTING, "0") + ONE)
        watch.tells("2 proven (2 run)")
        assert not processes_with(LASTING)


def test_other_files_disturb_nothing(article):
    """A change of what belongs to no article does not end a sample, however long that takes."""
    written = article(sample("import time\ntime.sleep(2.5)", options="name=slow"))
    deadline = time.monotonic() + PATIENCE
    with watching(written.bundle.parent) as watch:
        while " proven" not in watch.printed:
            (written.bundle.parent / "some.log").write_text("x")
            time.sleep(1.2)
            assert time.monotonic() < deadline
        watch.tells("1 proven (1 run)")


def test_changes_while_samples_run(article):
    """What is told last is of what was saved last, however much is saved meanwhile."""
    written = article(ONE)
    with watching(written.bundle.parent) as watch:
        watch.tells("1 proven")
        for number in range(30):
            overwrite(written.path, sample(f"print({number})", str(number), "name=one"))
            time.sleep(0.005 * (number % 5))
        overwrite(written.path, ONE + TWO + ONE.replace("one", "three"))
        watch.tells("3 proven")
        assert " wrong" not in watch.printed
        assert written.stale() == []


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 128 + signal.SIGTERM)])
@pytest.mark.parametrize("text", [ONE, SLOW], ids=["idle", "busy"])
def test_the_end_leaves_nothing(article, number, status, text):
    """Ctrl-C and SIGTERM end what runs, and leave no process and no folder, whether a sample runs or none."""
    written = article(text)
    with watching(written.bundle.parent) as watch:
        if text == SLOW:
            wait_for(lambda: processes_with(LASTING))
        else:
            watch.tells("1 proven")
        assert watch.end(number) == status
    wait_for(lambda: not processes_with(LASTING))


def test_what_failed_runs_again_when_it_is_saved_again(article):
    """A sample that failed does not run again for a change elsewhere; a save without any change tries once more."""
    failing = sample("import time\ntime.sleep(9)", options="name=failing timeout=1")
    written = article(ONE + failing)
    document = written.open()
    assert [document.verdict(found).passed for found in document.all_samples] == [True, False]
    written.write(ONE.replace("print(1)", "print(2 - 1)") + failing)
    changed = type(document)(written.path, written.ledger, before=document)
    assert [changed.known(found) is None for found in changed.samples] == [True, False]
    assert "ran longer" in changed.verdict(changed.samples[1]).explain()
    again = type(document)(written.path, written.ledger, before=changed)
    assert again.known(again.samples[1]) is None
    moved = type(document)(written.write("\n" + written.text).path, written.ledger, before=changed)
    assert moved.known(moved.samples[1]) is None


def test_without_watchfiles(tmp_path):
    """Where the extra is not installed, it is named, with status 1."""
    (tmp_path / "a.md").write_text(ONE)
    main = "import sys; sys.modules['watchfiles'] = None; from runnable.integration.main import main; sys.exit(main())"
    done = run_python("-c", main, "verify", "--watch", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == "runs at each change need: pip install 'pelican-runnable[watch]'\n"


def test_slow_samples_are_not_run(article):
    """A watch tells that a slow sample was not measured, and does not run it, nor when it changes."""
    written = article(sample("while True: pass", options="slow name=endless timeout=600"))
    with watching(written.bundle.parent) as watch:
        watch.tells("endless: is slow, and was not measured yet")
        watch.tells("1 wrong. To measure again what is slow: runnable record --slow an-article/index.md (")
        replace(written.path, written.text.replace("while True", "while 1"))
        watch.tells("1 wrong.")


def test_strict_and_ledger(article, tmp_path):
    """The options of `verify` hold, and a shard is refused."""
    written = article(fence("bash", "x"))
    with watching(written.bundle.parent, "--strict", "--ledger", str(tmp_path / "kept")) as watch:
        watch.tells("index.md:1: unknown kind 'bash'")
        replace(written.path, ONE)
        watch.tells("1 proven (1 run)")
    assert (tmp_path / "kept").is_dir()
    done = run_python("-m", "runnable", "verify", "--watch", "--shard", "1/2", cwd=tmp_path)
    assert done.returncode == 2


def test_folders(tmp_path):
    """A file is watched by way of its folder; no folder is watched twice."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a.md").write_text("")
    assert folders_of([tmp_path / "a" / "b", tmp_path / "a"]) == [tmp_path / "a"]
    assert folders_of([tmp_path / "a", tmp_path / "a.md"]) == [tmp_path]
