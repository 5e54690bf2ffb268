"""New code for a server that has visitors: python deploy.py reload, or restart."""

import sys
import tempfile
from pathlib import Path

from stack import BARE, Gunicorn, gunicorn, wait_for
from under_load import Tally, load_while


# region deploy
def reload(server: Gunicorn, tally: Tally, _version: Path) -> None:
    """kill -HUP: new workers start, and the old ones finish what they are at."""
    server.reload()
    wait_for(lambda: tally.answers["new"] > 20, "the new code")


def restart(server: Gunicorn, tally: Tally, version: Path) -> None:
    """Stop one server, then start the next at the same port."""
    server.running.terminate()
    server.running.wait(30)
    with gunicorn("sync 2", app=BARE, VERSION_FILE=str(version), PORT=str(server.port)):
        wait_for(lambda: tally.answers["new"] > 20, "the new code")
        tally.before_the_end = tally.failures


# endregion


def main() -> None:
    way = {"reload": reload, "restart": restart}[sys.argv[1]]
    with tempfile.TemporaryDirectory() as folder:
        version = Path(folder, "version")
        version.write_text("old")
        with gunicorn("sync 2", app=BARE, VERSION_FILE=str(version)) as server:

            def change(tally: Tally) -> None:
                version.write_text("new")
                way(server, tally, version)

            tally = load_while(change, server.port, "/version")
    failed = getattr(tally, "before_the_end", tally.failures)
    print("answered by:", *sorted(tally.answers, reverse=True))
    print("without an answer:", "some" if failed else "none")


if __name__ == "__main__":
    main()
