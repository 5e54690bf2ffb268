"""The application and two workers, until they are stopped."""

from pathlib import Path

from serving import worker
from supply.app import create_app

STORE = Path("store")

if __name__ == "__main__":
    app = create_app(STORE)
    with worker(STORE, "--name", "one"), worker(STORE, "--name", "two"):
        app.run(port=0, threaded=True)
