"""Read by gunicorn in this folder: a worker that has loaded the application says so, to tests."""

import os
from pathlib import Path


def post_worker_init(worker) -> None:
    if folder := os.environ.get("READY"):
        Path(folder, str(worker.pid)).touch()
