"""The configuration Attach of launch.json, with a program that runs already."""

import subprocess
import sys

SHARES = "bill/shares.py"


def test_attach(debugger, project):
    """A program that runs already, and waits for us on a port that it chose."""
    code = (
        "import debugpy; print(debugpy.listen(('127.0.0.1', 0))[1], flush=True); "
        "debugpy.wait_for_client(); import runpy; runpy.run_path('report.py')"
    )
    command = [sys.executable, "-c", code]
    program = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True)
    try:
        connect = {"host": "127.0.0.1", "port": int(program.stdout.readline())}
        assert debugger.start("Attach", {SHARES: [7]}, connect=connect) == [True]
        stop = debugger.stop()
        assert debugger.locals(stop) == {"people": "3", "total": "1000"}
        debugger.go_on(stop)
        assert program.stdout.readline() == "Guest 1: 3.34\n"
        assert program.wait(60) == 0
    finally:
        program.kill()
        program.wait(60)
        program.stdout.close()
