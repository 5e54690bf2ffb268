"""What is done in the background, by a Celery worker."""

import os
import time

from celery import Celery
from celery.signals import worker_process_init
from redis import Redis

# region celery
URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
celery = Celery("service", broker=URL, backend=URL)
celery.conf.update(
    task_acks_late=os.environ.get("ACKS", "late") == "late",  # not before the work is done
    task_reject_on_worker_lost=True,  # a worker that died gives the task back
    worker_prefetch_multiplier=1,  # nobody hoards tasks that others could do
    result_expires=3600,
    broker_transport_options={"visibility_timeout": int(os.environ.get("VISIBILITY", "3600"))},
)


@celery.task(bind=True)
def export(self, pages: int, pause: float = 0.05) -> dict:
    """Write all messages into a file, page by page, and tell how far it is."""
    if pages < 1:
        raise ValueError("no pages")
    log = Redis.from_url(URL)
    log.rpush("starts", os.getpid())
    for page in range(pages):
        self.update_state(state="PROGRESS", meta={"done": page, "of": pages})
        time.sleep(pause)
    return {"file": f"export-{pages}.json"}


# endregion


@worker_process_init.connect
def ready(**_: object) -> None:
    Redis.from_url(URL).incr("ready")
