"""The chart for numbers of one's own: what it says, and that it has room for any."""

import re

import pytest

from figures.trial import SECONDS, Relieved, draw_trial
from retry import exponential, fixed
from storm import Server, simulate

HEIGHT = r"V([\d.]+)H"
BACKOFF = exponential(1, cap=30)


def drawn(tmp_path, *, rate=100, capacity=200, outage=(10, 20), backoff=BACKOFF):
    """The storm, and its chart as text."""
    server = Relieved(capacity, burst=capacity / 10, outage=outage)
    storm = simulate([number / rate for number in range(40 * rate)], server, backoff)
    draw_trial(str(tmp_path / "chart.svg"), storm, server)
    return storm, (tmp_path / "chart.svg").read_text()


def words(text):
    """What it says besides the axes: the line in bold and the one below, as the title has them."""
    title = re.search("<title>(.*)</title>", text)[1]
    numbers = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", title)]
    return dict(zip(("calls", "peak", "given up", "waiting"), numbers, strict=True))


def test_the_words_are_those_of_the_storm(tmp_path):
    """Without retries nobody waits, and who came in the outage is given up."""
    storm, text = drawn(tmp_path, backoff=None)
    assert words(text) == {
        "calls": storm.calls,
        "peak": storm.peak(20),
        "given up": storm.given_up,
        "waiting": 0,
    }
    assert storm.given_up == 1000


def test_nothing_behind_the_chart_is_counted(tmp_path):
    """A service that cannot keep up leaves a crowd behind, which is told and not drawn."""
    storm, text = drawn(tmp_path, rate=120, capacity=50, backoff=fixed(1))
    told = words(text)
    assert told["calls"] == sum(storm.load(second) for second in range(SECONDS)) < storm.calls
    assert told["waiting"] > 1000
    assert told["waiting"] + sum(storm.served[second] for second in range(SECONDS)) == 120 * 40


@pytest.mark.parametrize("seconds", [20, 40])
def test_relief_changes_nothing_before(seconds):
    """Up to the end of the chart it is the server of the article, call by call."""
    arrivals = [number / 100 for number in range(100 * seconds)]
    relieved = simulate(
        arrivals, Relieved(120, burst=12, outage=(10, 20)), exponential(1, cap=30)
    )
    plain = simulate(arrivals, Server(120, burst=12, outage=(10, 20)), exponential(1, cap=30))
    assert [relieved.load(second) for second in range(SECONDS)] == [
        plain.load(second) for second in range(SECONDS)
    ]


@pytest.mark.parametrize(
    "numbers",
    [
        {"rate": 20, "capacity": 400, "outage": (10, 10)},
        {"rate": 120, "capacity": 50, "outage": (10, 30), "backoff": fixed(1)},
        {"rate": 120, "capacity": 50, "outage": (10, 30), "backoff": exponential(10, cap=30)},
    ],
)
def test_everything_is_in_the_chart(tmp_path, numbers):
    """Whatever the numbers, no call lies above the axis, and no more than seven lines cross it."""
    _, text = drawn(tmp_path, **numbers)
    heights = [float(y) for y in re.findall(HEIGHT, text)]
    assert heights
    assert min(heights) >= 104
    assert max(heights) <= 304
    assert 2 <= len(re.findall(r'text-anchor="end"', text)) <= 7


def test_an_outage_of_no_length_is_none(tmp_path):
    """With both ends in one place nothing fails."""
    storm, text = drawn(tmp_path, outage=(10, 10))
    assert storm.failed.total() == words(text)["given up"] == 0
