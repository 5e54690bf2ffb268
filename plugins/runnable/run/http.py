"""HTTP: the request of a fence, sent by a real client to the server of the sample; the answer is what it prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from runnable.job import Job, Part, opened_by
from runnable.recording import Recording
from runnable.sample import Sample
from runnable.sandbox import Sandbox

CLIENT = (Path(__file__).parents[1] / "inside" / "client.py").read_text(encoding="utf-8")


def run(samples: Sequence[Sample], sandbox: Sandbox, *, trace: bool) -> list[Recording]:  # noqa: ARG001 - a Runner
    """Send the one request of `samples` to the port that the sandbox names."""
    (sample,) = samples
    options = sample.options
    call = f"print(answer({sample.code!r}, {options.headers!r}), end='')"
    parts = [Part(CLIENT, "client", 1), Part(call, "client", 1)]
    result = sandbox.run(Job(parts=parts, timeout=options.timeout, max_output=options.max_output))
    last, ending = result.parts[-1], result.ending
    return [Recording(ending, last.output, last.raised, last.exit, opened=opened_by(result.parts), modules=frozenset())]
