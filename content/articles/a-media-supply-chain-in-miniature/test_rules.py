"""The rules on recorded reports, without ffmpeg: what is just fine, and what just isn't."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from supply.rules import CHEAP, reasons

REPORTS = Path(__file__).parent / "reports"


@pytest.fixture
def report():
    return json.loads((REPORTS / "good.json").read_text())


def test_good(report):
    assert reasons(report) == []


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ("60.0", []),
        ("60.1", ["lasts 60.1 s, not up to 60 s"]),
        ("0", ["lasts 0.0 s, not up to 60 s"]),
    ],
)
def test_length(report, seconds, expected):
    """The limit itself is fine; no length is none."""
    report["probe"]["format"]["duration"] = seconds
    assert reasons(report, CHEAP) == expected


def test_no_length(report):
    """Some containers don't say how long they are."""
    del report["probe"]["format"]["duration"]
    assert reasons(report, CHEAP) == ["lasts 0.0 s, not up to 60 s"]


def test_size(report):
    """1920x1080 is the largest; one line more is too much."""
    video = report["probe"]["streams"][0]
    video |= {"width": 1920, "height": 1080}
    assert reasons(report) == []
    video["height"] = 1081
    assert reasons(report) == ["picture is 1920x1081, larger than 1920x1080"]


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ({"black": [(1, 2)]}, []),
        ({"black": [(1, 2.1)]}, ["black from 1.0 s to 2.1 s"]),
        (
            {"black": [(0, 2), (5, 8)]},
            ["black from 0.0 s to 2.0 s", "black from 5.0 s to 8.0 s"],
        ),
        ({"silence": [(1, 2)]}, []),
        ({"silence": [(1, 2.1)]}, ["silent from 1.0 s to 2.1 s"]),
        ({"seconds": 7.85}, []),
        ({"seconds": 7.7}, ["truncated: 7.7 s of 8.0 s can be decoded"]),
        ({"loudness": -22.0}, []),
        ({"loudness": -24.1}, ["loudness is -24.1 LUFS, not -23 ± 1"]),
        ({"loudness": None}, []),
    ],
)
def test_measured(report, measured, expected):
    """The limits themselves are fine, and each fault has its own line."""
    report["measured"] |= measured
    assert reasons(report) == expected


def test_all_reasons_at_once(report):
    """Nobody has to send a film five times to learn of five faults."""
    worst = deepcopy(report)
    worst["probe"]["streams"] = []
    worst["measured"] = {
        "seconds": 1,
        "black": [(0, 1.5)],
        "silence": [(0, 8)],
        "loudness": -70.0,
    }
    assert len(reasons(worst)) == 6
