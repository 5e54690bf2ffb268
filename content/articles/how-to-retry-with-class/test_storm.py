"""What the simulator says, over twenty seeds."""

from random import Random
from statistics import mean

import pytest

from retry import fixed
from storm import HERD, OUTAGE, STRATEGIES, Server, herd, outage, simulate

SEEDS = range(20)
END = int(OUTAGE[1])


@pytest.fixture(scope="module")
def storms():
    return [{name: outage(name, seed=seed) for name in STRATEGIES} for seed in SEEDS]


@pytest.fixture(scope="module")
def herds():
    plain = herd("exponential")  # nothing in it is left to chance: one is enough
    jittered = [name for name in HERD if "jitter" in name]
    return [
        {"exponential": plain} | {name: herd(name, seed=seed) for name in jittered}
        for seed in SEEDS
    ]


def test_a_healthy_server_serves_its_capacity_and_no_more():
    """Of 1,000 calls in one second a server with 200 per second and room for 20 serves 220 at most."""
    server, random = Server(200, burst=20), Random(1)
    assert sum(server.serves(i / 1000, random) for i in range(1000)) in range(217, 221)


def test_nothing_is_served_in_an_outage():
    """From its first moment to just before its last."""
    server, random = Server(200, burst=20, outage=(1, 2)), Random(1)
    assert [server.serves(time, random) for time in (0.99, 1, 1.99, 2)] == [
        True,
        False,
        False,
        True,
    ]


def test_calls_add_up():
    """Every call is served or failed, and every operation is served or given up, whatever the strategy."""
    storms = [outage(name) for name in STRATEGIES]
    assert all(storm.calls == storm.served.total() + storm.failed.total() for storm in storms)
    assert len({storm.served.total() + storm.given_up for storm in storms}) == 1


def test_a_seed_decides_everything():
    """Twice the same seed, twice the same storm; another seed, another storm."""
    name = "exponential, full jitter"
    assert outage(name, seed=3) == outage(name, seed=3) != outage(name, seed=4)


def test_fixed_intervals_make_the_worst_peak(storms):
    """After the outage a fixed interval brings more than twice the peak of any backoff."""
    for storm in storms:
        peaks = {name: storm[name].peak(END) for name in STRATEGIES}
        others = [peak for name, peak in peaks.items() if name != "fixed, 1 s"]
        assert peaks["fixed, 1 s"] > 2 * max(others)


def test_jitter_does_not_lower_the_peak_of_a_stream(storms):
    """Operations of their own accord are spread already: full jitter raises the mean peak, and lowers none by 10 %."""
    plain = [storm["exponential"].peak(END) for storm in storms]
    full = [storm["exponential, full jitter"].peak(END) for storm in storms]
    assert mean(full) > mean(plain)
    assert all(jittered > 0.9 * even for jittered, even in zip(full, plain, strict=True))


def test_a_budget_takes_the_peak_away_and_gives_operations_up(storms):
    """With the budget the peak is that of no retries at all, and nine in ten stranded operations are lost, or more."""
    for storm in storms:
        budget, none = storm["full jitter, 10 % budget"], storm["no retries"]
        assert budget.peak(END) <= none.peak(END) * 1.15
        assert 0.9 * none.given_up < budget.given_up < 1.1 * none.given_up


def test_only_retries_without_limit_serve_everybody(storms):
    """No backoff without a limit gives an operation up."""
    for storm in storms:
        for name in (
            "fixed, 1 s",
            "exponential",
            "exponential, 25 % jitter",
            "exponential, full jitter",
        ):
            assert storm[name].given_up == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_budget_is_enough_for_small_trouble(seed):
    """When 5 % of calls fail for ten seconds, the budget pays for every retry or nearly every one."""
    with_budget = outage("full jitter, 10 % budget", severity=0.05, seed=seed)
    without_retries = outage("no retries", severity=0.05, seed=seed)
    assert with_budget.given_up <= 2
    assert without_retries.given_up > 20


def test_jitter_saves_a_herd(herds):
    """Clients that failed together: full jitter needs a tenth of the calls and a hundredth of the time."""
    for storm in herds:
        plain, full = storm["exponential"], storm["exponential, full jitter"]
        assert full.calls < plain.calls / 10
        assert full.end < plain.end / 100


def test_a_little_jitter_does_most_of_it(herds):
    """A quarter of jitter breaks the step; the full dose ends sooner still, in every herd."""
    for storm in herds:
        plain, quarter, full = storm.values()
        assert full.calls < quarter.calls < plain.calls / 10
        assert full.end < quarter.end < plain.end / 10


def test_the_noise_of_a_network_is_jitter_too(herds):
    """With 100 ms of noise on each call plain backoff is better by far, and still worse by far; five seeds say so."""
    still = herds[0]["exponential"]
    for seed in SEEDS[:5]:
        noisy = herd("exponential", noise=0.1, seed=seed)
        full = herd("exponential, full jitter", noise=0.1, seed=seed)
        assert noisy.calls < still.calls / 3
        assert full.calls < noisy.calls / 3
        assert full.end < noisy.end / 10


def test_a_herd_without_noise_cannot_overtake_itself():
    """In step, exactly the burst is served in each round: three hundred clients, five a round, sixty rounds."""
    storm = simulate([0.0] * 300, Server(50, burst=5), fixed(1))
    assert (storm.calls, round(storm.end)) == (9_150, 59)
