"""Runs one job in an interpreter of its own, where there is no zygote: `python alone.py READ_FD WRITE_FD OUT_FD`."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
import lane  # type: ignore[import-not-found]  # by path
import lines  # type: ignore[import-not-found]

del sys.path[0]
for name in ("lane", "lines", "rights", "runner", "ties"):
    del sys.modules[name]

if __name__ == "__main__":
    descriptors = [int(argument) for argument in sys.argv[1:]]
    lane.begin(lane.read_job(descriptors[0]), descriptors, os.geteuid(), lines.load())
