# needs: gunicorn
"""New code under load: by a signal nobody notices, by a restart somebody does."""

import pytest

from stack import BARE, gunicorn, wait_for
from under_load import load_while


@pytest.mark.parametrize("kind", ["sync 2", "gthread 2x20", "gevent 2"])
def test_hup_loses_nothing(kind, tmp_path):
    """While workers are replaced by HUP each request is answered, first by the old code, then by the new."""
    version = tmp_path / "version"
    version.write_text("one")
    with gunicorn(kind, app=BARE, VERSION_FILE=str(version)) as server:

        def deploy(tally):
            version.write_text("two")
            server.reload()
            wait_for(lambda: tally.answers["two"] > 20, "the new code")

        tally = load_while(deploy, server.port, "/version")
    assert tally.failures == 0
    assert set(tally.answers) == {"one", "two"}


def test_a_restart_loses_some(tmp_path):
    """Between the end of one server and the start of the next, connections are refused."""
    version = tmp_path / "version"
    version.write_text("one")
    with gunicorn("sync 2", app=BARE, VERSION_FILE=str(version)) as first:

        def deploy(tally):
            version.write_text("two")
            first.running.terminate()
            first.running.wait(30)
            with gunicorn("sync 2", app=BARE, VERSION_FILE=str(version), PORT=str(first.port)):
                wait_for(lambda: tally.answers["two"] > 20, "the new code")
                tally.seen = tally.failures

        tally = load_while(deploy, first.port, "/version")
    assert tally.seen > 0
