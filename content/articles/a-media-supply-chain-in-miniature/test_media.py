# needs: ffmpeg, ffprobe
"""Real files through all steps: what is published, and what is rejected, and why."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from supply.media import Commands, MediaError, probe
from supply.models import Move
from supply.states import Event, State
from supply.steps import sweep
from supply.worker import work


def work_off(store, sessions, name="w"):
    while work(store, sessions, name, lease=60):
        pass


def durations(playlist: Path) -> list[float]:
    return [float(text) for text in re.findall(r"#EXTINF:([\d.]+)", playlist.read_text())]


@pytest.fixture
def run(store, sessions, films, add, item):
    """Work a film off; the item, and the folder where it is published."""

    def run_one(fault):
        number = add(films(fault))
        work_off(store, sessions)
        return item(number), store / "public" / str(number)

    return run_one


# region good
def test_a_good_film_is_published(run):
    """Four segments of two seconds, each of them there, and a contact sheet."""
    item, public = run("good")
    assert (item.state, item.reason) == (State.PUBLISHED, None)
    assert durations(public / "index.m3u8") == pytest.approx([2, 2, 2, 2], abs=0.1)
    assert len(list(public.glob("*.m4s"))) == 4
    assert (public / "contact.png").read_bytes().startswith(b"\x89PNG")


# endregion


# region rejected
@pytest.mark.parametrize(
    "case",
    [
        ("codec", "video codec is mpeg4, not h264"),
        ("truncated", r"truncated: [34]\.\d s of 8\.0 s can be decoded"),
        ("headless", "no media file: moov atom not found"),
        ("hollow", "can't be decoded: Could not find codec parameters.*"),
        ("black", r"black from 3\.0 s to 5\.0 s"),
        ("silence", r"silent from 2\.0 s to 5\.0 s"),
        ("loud", r"loudness is -1\d\.\d LUFS, not -23 ± 1"),
        ("mute", "no audio stream"),
        ("large", "picture is 2560x1440, larger than 1920x1080"),
        ("playlist", "no media file: Format not on whitelist 'mov,matroska'"),
        ("noise", "no media file: Invalid data found when processing input"),
        ("empty", "no media file: Invalid data found when processing input"),
    ],
)
def test_rejected(run, case):
    """Each fault has its own reason, and leaves nothing that is public."""
    fault, reason = case
    item, public = run(fault)
    assert item.state is State.REJECTED
    assert re.fullmatch(reason, item.reason)
    assert not public.exists()


# endregion


def test_a_corrupt_film_harms_no_other(store, sessions, films, add, item):
    """The worker that rejected noise publishes the next film."""
    numbers = [add(films("noise")), add(films("headless")), add(films("good"))]
    work_off(store, sessions)
    assert [item(number).state for number in numbers] == ["rejected", "rejected", "published"]


@pytest.mark.parametrize("fault", ["good", "truncated", "black"])
def test_the_recorded_reports(store, sessions, films, add, fault):
    """What the page shows of the rules is what ffprobe and ffmpeg say today."""
    add(films(fault))
    for _ in (Event.PROBE, Event.CHECK):
        work(store, sessions, "w", lease=60)
    [report] = store.glob("work/*/check-*/report.json")
    made = json.loads(report.read_text())
    recorded = json.loads((Path(__file__).parent / "reports" / f"{fault}.json").read_text())
    now, then = made["measured"], recorded["measured"]
    for kind, keys in (("video", ("width", "height")), ("audio", ("sample_rate",))):
        for key in ("codec_name", *keys):
            assert part(made, kind)[key] == part(recorded, kind)[key]
    assert float(made["probe"]["format"]["duration"]) == pytest.approx(
        float(recorded["probe"]["format"]["duration"]), abs=0.05
    )
    assert now["seconds"] == pytest.approx(then["seconds"], abs=0.5)
    assert now["loudness"] == pytest.approx(then["loudness"], abs=0.3)
    assert len(now["black"]) == len(then["black"])


def part(report, kind):
    [found] = [one for one in report["probe"]["streams"] if one["codec_type"] == kind]
    return found


# region playlist
def test_a_playlist_is_not_followed(films):
    """Without the whitelist, five lines of text are a film of eight seconds: somebody else's."""
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"]
    careless = [*command, films("playlist")]
    printed = subprocess.run(careless, capture_output=True, text=True, timeout=60, check=True)
    assert float(printed.stdout) == pytest.approx(8, abs=0.1)
    with pytest.raises(MediaError, match="Format not on whitelist"):
        probe(Commands(), films("playlist"))


# endregion


def test_the_truncated_film_promises_eight_seconds(films):
    """Its header came first, so ffprobe has nothing to complain about."""
    header = probe(Commands(), films("truncated"))
    assert float(header["format"]["duration"]) == pytest.approx(8, abs=0.1)


# region costs
def test_costs_are_those_of_the_kernel(store, sessions, films, add):
    """Every step that runs a program costs something; the transcode costs most."""
    number = add(films("good"))
    work_off(store, sessions)
    with sessions() as session:
        moves = session.scalars(select(Move).where(Move.item_id == number)).all()
        total = sum(move.cpu for move in moves)
    costs = {move.event: move.cpu for move in moves}
    assert list(costs) == [Event.PROBE, Event.CHECK, "transcode", "package", "publish"]
    assert all(cpu >= 0 for cpu in costs.values())
    assert max(costs, key=costs.get) == "transcode"
    assert total == pytest.approx(sum(costs.values()))
    assert sweep(store, sessions) == []  # a run without accidents leaves no rubbish


# endregion
