# needs: ffmpeg, ffprobe
"""Workers that are killed, stopped, and robbed of their programs."""

import os
import signal
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from serving import wait_for, worker
from supply.media import Commands, Lost, MediaError, Passing, die_with_parent
from supply.models import Move
from supply.retry import Policy, Retry, exponential
from supply.states import State
from supply.steps import sweep

PACED = ("--name", "first", "--paced", "--lease", "3")


def transcoding(store):
    """Whether ffmpeg has begun to write."""
    return list(store.glob("work/*/transcode-*/film.mp4"))


def programs_at(place: Path) -> list[int]:
    """The processes that name a path in their command line."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text()
        except OSError:
            continue  # it has ended meanwhile
        if command.startswith("ffmpeg") and str(place) in command:
            found.append(int(folder.name))
    return found


# region kill
def test_killed_in_the_middle(store, sessions, films, add, item):
    """kill -9 during the transcode: another worker does that step again, and it counts once."""
    number = add(films("good"))
    with worker(store, *PACED) as first:
        wait_for(lambda: transcoding(store))
        first.kill()
        first.wait(timeout=60)
    assert item(number).worker == "first"  # nobody could tell the database
    with worker(store, "--name", "second", "--until-done") as second:
        assert second.wait(timeout=120) == 0
    assert item(number).state is State.PUBLISHED
    with sessions() as session:
        moves = session.scalars(select(Move).order_by(Move.id)).all()
    assert Counter(move.event for move in moves).most_common(1)[0][1] == 1
    assert [move.worker for move in moves] == ["first"] * 2 + ["second"] * 3
    assert len(list(store.glob("work/*/transcode-*"))) == 2  # one of them is rubbish
    assert len(sweep(store, sessions)) == 1
    assert len(list(store.glob("work/*/transcode-*"))) == 1
    assert len(list((store / "public" / str(number)).glob("*.m4s"))) == 4


# endregion


@pytest.mark.skipif(not die_with_parent(), reason="no setpriv on this system")
def test_ffmpeg_dies_with_its_worker(store, films, add):
    """The kernel ends it: nobody else could, after a kill -9."""
    add(films("good"))
    with worker(store, *PACED) as first:
        wait_for(lambda: programs_at(store))
        first.kill()
        first.wait(timeout=60)
        wait_for(lambda: not programs_at(store))


# region stopped
def test_stopped_and_woken_too_late(store, sessions, films, add, item):
    """The first worker sleeps past its lease; when it wakes, its result is not taken."""
    number = add(films("good"))
    with worker(store, *PACED) as first:
        wait_for(lambda: transcoding(store))
        os.kill(first.pid, signal.SIGSTOP)
        with worker(store, "--name", "second", "--until-done") as second:
            assert second.wait(timeout=120) == 0
        os.kill(first.pid, signal.SIGCONT)
        other = add(films("noise"))
        wait_for(lambda: item(other).state is State.REJECTED)  # it lives, and works on
    with sessions() as session:
        moves = session.scalars(select(Move).where(Move.item_id == number)).all()
    assert [move.worker for move in moves] == ["first"] * 2 + ["second"] * 3


# endregion


def test_a_program_that_is_killed_runs_again(tmp_path):
    """The kernel kills what needs too much memory; the second try may have more."""
    mark = tmp_path / "mark"
    script = f"[ -e {mark} ] && echo fine || {{ touch {mark}; kill -9 $$; }}"
    assert Commands().run("sh", "-c", script) == ("fine\n", "")


def test_a_program_is_ended_when_the_job_is_lost():
    """The heartbeat's thread kills what runs; what would run after that doesn't begin."""
    commands = Commands()
    with ThreadPoolExecutor() as pool:
        running = pool.submit(commands.run, "sleep", "60")
        wait_for(lambda: commands.running)
        commands.abandon()
        with pytest.raises(Lost):
            running.result(30)
    with pytest.raises(Lost):
        commands.run("true")


def test_three_times_and_no_more():
    sleeps = []
    retry = Retry(Policy(on=Passing, backoff=exponential(1, cap=5)), sleep=sleeps.append)

    @retry
    def fails():
        raise Passing

    with pytest.raises(Passing):
        fails()
    assert len(sleeps) == 2
    assert all(sleep <= limit for sleep, limit in zip(sleeps, (1, 2), strict=True))


def test_a_file_that_takes_for_ever():
    """The time-out is the file's fault: no other try."""
    with pytest.raises(MediaError, match=r"took longer than 0\.2 s"):
        Commands(timeout=0.2).run(sys.executable, "-c", "import time; time.sleep(60)")


def test_an_error_says_its_first_line():
    with pytest.raises(MediaError, match=r"^moov atom not found$"):
        Commands().run("sh", "-c", "echo '[mov @ 0x55] moov atom not found' >&2; exit 1")
