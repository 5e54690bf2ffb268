# needs: redis-server, gunicorn, locust
"""The scenario runs without a browser, on this machine alone, and has an end."""

import json
import subprocess

from stack import HERE, gunicorn, program


def test_the_scenario(redis_url):
    """Ten visitors for ten seconds: each request is counted under its name, and none fails."""
    with gunicorn("gthread 2x20", REDIS_URL=redis_url) as server:
        bounds = ["--headless", "--users", "10", "--spawn-rate", "10", "--run-time", "10s"]
        done = subprocess.run(
            [program("locust"), *bounds, "--host", server.url, "--json", "--skip-log"],
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"/fast"} <= {row["name"] for row in told} <= {"/fast", "/said", "/report"}
    assert sum(row["num_failures"] for row in told) == 0
    assert 10 <= sum(row["num_requests"] for row in told) <= 10 * 5 * 11
