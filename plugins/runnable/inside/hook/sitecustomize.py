"""Notes which lines of the bundle's files a Python program executes that a shell of the sandbox started."""

import atexit
import json
import os
import tempfile

import coverage

folder, notes = os.environ["RUNNABLE_FOLDER"], os.environ["RUNNABLE_LINES"]
tracer = coverage.Coverage(data_file=None, config_file=False, include=[folder + "/*"], messages=False)
tracer.set_option("run:disable_warnings", ["no-data-collected"])  # that nothing was executed is no news here


@atexit.register
def _write() -> None:
    tracer.stop()
    data = tracer.get_data()
    lines = {name: sorted(data.lines(name) or ()) for name in data.measured_files()}
    descriptor, _ = tempfile.mkstemp(prefix="lines-", suffix=".json", dir=notes)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(lines, stream)


tracer.start()
