"""Runs one job in an interpreter of its own, where there is no zygote: `python alone.py READ_FD WRITE_FD OUT_FD`."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
import lane  # type: ignore[import-not-found]  # by path
import lines  # type: ignore[import-not-found]
import rights  # type: ignore[import-not-found]
import runner  # type: ignore[import-not-found]

del sys.path[0]
for name in ("lane", "lines", "rights", "runner", "ties"):
    del sys.modules[name]

if __name__ == "__main__":
    descriptors = [int(argument) for argument in sys.argv[1:]]
    job = lane.read_job(descriptors[0])
    os.environ.update(job["home"])
    prepared = rights.read_limits(job["limits"]), rights.Ruleset(job["writable"]), lines.Lines(job["cwd"], lines.load())
    lane.begin(job, descriptors, prepared, runner.Runner(job, *descriptors[:2], prepared[2].executed))
