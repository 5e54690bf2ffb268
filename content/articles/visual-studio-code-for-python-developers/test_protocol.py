"""That the recorded session is what a session is today."""

import json

from protocol import MEANS, RECORDED, explain, record


def test_the_recording():
    """What the editor says comes in the same order; what the adapter says is the same."""
    then, now = json.loads(RECORDED.read_text()), record()

    def said(steps, sender):
        return [json.dumps(step, sort_keys=True) for step in steps if step["from"] == sender]

    assert said(now, "editor") == said(then, "editor")
    assert sorted(said(now, "adapter")) == sorted(said(then, "adapter"))


def test_each_step_is_explained():
    steps = json.loads(RECORDED.read_text())
    for number, step in enumerate(steps, start=1):
        rows = dict(explain(number, steps))
        assert rows["why"] == MEANS[step["name"]]
