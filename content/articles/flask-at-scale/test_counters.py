# needs: redis-server, gunicorn
"""A counter in a process, and one in Redis."""

import json
from concurrent.futures import ThreadPoolExecutor

from stack import gunicorn
from under_load import request


# region counts
def test_each_worker_counts_for_itself(redis_url):
    """No worker knows the number of all visits; Redis does, and the workers' numbers add up to it."""
    with gunicorn("sync 4", REDIS_URL=redis_url) as server, ThreadPoolExecutor(8) as visitors:
        asked = visitors.map(lambda _: request(server.port, "/visits", "POST"), range(100))
        answers = [json.loads(text) for text in asked]
    by_worker = {}
    for answer in answers:
        by_worker[answer["worker"]] = max(by_worker.get(answer["worker"], 0), answer["here"])
    assert len(by_worker) > 1
    assert sum(by_worker.values()) == 100
    assert max(by_worker.values()) < 100
    assert sorted(answer["everywhere"] for answer in answers) == list(range(1, 101))


# endregion
