"""How long it takes from a saved change to its verdict, while `verify --watch` runs.

Run as `.venv/bin/python tests/bench/watch.py [SAVES]`. Measured is from the save, an `os.replace`, to the line on the
output of the process that says what is proven: for an article of one sample, and for one of this site, to which a
sample is added that changes with each save.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "content" / "articles" / "how-to-retry-with-class"
PAUSE = 0.3  # seconds between the verdict and the next save


def sample(number: int) -> str:
    """A sample that differs with each `number`."""
    return f"\n```python run name=measured\nprint({number})\n```\n\n```output\n{number}\n```\n"


def wait(stream: IO[str], what: str) -> float:
    """When the line came that says `what`."""
    told = []
    for line in stream:
        now = time.perf_counter()
        if what in line:
            return now
        told.append(line)
        if line.endswith(" ms)\n"):
            break
    raise SystemExit("".join(told) or "the watch has ended")


def measure(text: str, path: Path, saves: int) -> list[float]:
    """The milliseconds of each of the `saves` of the article at `path`: its `text`, and a sample."""
    path.write_text(text + sample(0))
    command = [sys.executable, "-m", "runnable", "verify", "--watch", "--strict"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    with subprocess.Popen(
        command, cwd=path.parent, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as watch:
        stream = watch.stdout
        assert stream
        wait(stream, " run), ")
        took = []
        for number in range(1, saves + 1):
            time.sleep(PAUSE)
            new = path.with_name(".index.md.new")
            new.write_text(text + sample(number))
            saved = time.perf_counter()
            new.replace(path)
            took.append(1000 * (wait(stream, "(1 run)") - saved))
        watch.terminate()
    return took


def main() -> None:
    """Measure, and print a table."""
    saves = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as place:
        small, large = Path(place, "small", "index.md"), Path(place, ARTICLE.name, "index.md")
        small.parent.mkdir()
        shutil.copytree(ARTICLE, large.parent)
        for name, path in (("one sample", small), (ARTICLE.name, large)):
            text = path.read_text() if path.exists() else ""
            took = measure(text, path, saves)
            print(f"{name:28} best {min(took):4.0f} ms  median {median(took):4.0f} ms  worst {max(took):4.0f} ms")


if __name__ == "__main__":
    main()
