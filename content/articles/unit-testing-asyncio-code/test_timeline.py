"""The trace that the timeline is drawn from."""

from figures.trace import trace


def test_the_trace_is_that_of_the_test():
    """Two heartbeats, then the cancellation, at exactly these times; the same each time."""
    steps = trace()
    assert steps == trace()
    assert [step.time for step in steps if step.who == "send"] == [30, 60]
    assert [step.what for step in steps if step.time == 70] == ["is cancelled", "ends"] * 2
