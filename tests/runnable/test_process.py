"""The process of a job, seen from the parent's side."""

from __future__ import annotations

import time

from runnable.job import Job, Part
from runnable.sandbox import Sandbox


def test_a_parent_sleeps_while_nothing_comes():
    """A process that closed its output, and lives on, costs its parent no time: a closed end is listened to once."""
    with Sandbox(None) as sandbox:
        sandbox.run(Job(parts=[Part("1")]))  # so that the zygote is there before
        started, used = time.monotonic(), time.thread_time()
        sandbox.run(Job(parts=[Part("import os, time\nos.close(1)\nos.close(2)\ntime.sleep(1.5)")]))
        used, took = time.thread_time() - used, time.monotonic() - started
    assert took > 1.5
    assert used < took / 3
