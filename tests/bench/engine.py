"""What it costs to verify 1,000 samples, beside what it costs to do less.

Run as `.venv/bin/python tests/bench/engine.py [FILES]`. All is measured in one run, in seconds of CPU of all processes
and in seconds by the clock; the ratios, to the fork of an interpreter for each sample, are what is to be compared
from machine to machine.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = 10  # in each file
VERIFY = "import sys, pathlib; from runnable.integration import command; sys.exit(command.verify([pathlib.Path()]))"


def write_articles(folder: Path, files: int) -> None:
    """Write `files` articles of ten samples each, no two alike."""
    for number in range(files):
        text = "".join(
            f"```python run\nprint({number} * {count})\n```\n\n```output\n{number * count}\n```\n\n"
            for count in range(SAMPLES)
        )
        path = folder / f"article-{number}" / "index.md"
        path.parent.mkdir()
        path.write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")


def cost(work: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds of this process and of all that it waited for, and seconds by the clock."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    start = time.perf_counter()
    work()
    clock = time.perf_counter() - start
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(used, after, strict=True))
    return cpu, clock


def run(*arguments: str, cwd: Path) -> None:
    """Run the interpreter with the plugins at hand, and stop where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    subprocess.run([sys.executable, *arguments], cwd=cwd, env=environment, check=True, stdout=subprocess.DEVNULL)


def fork_each(count: int) -> None:
    """Fork this process for each sample: what isolation costs at the least."""
    for number in range(count):
        pid = os.fork()
        if not pid:
            exec(compile(f"{number} * 2", "sample", "exec"), {})  # noqa: S102 - a sample
            os._exit(0)
        os.waitpid(pid, 0)


def start_each(count: int) -> None:
    """Start an interpreter for each sample: what isolation costs without a zygote."""
    for number in range(count):
        subprocess.run([sys.executable, "-c", f"{number} * 2"], check=True)


def main() -> None:
    """Measure, and print a table."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    count = files * SAMPLES
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_articles(folder, files)
        pytest = ("-m", "pytest", "-q", "-p", "runnable.integration.pytest", "-c", "pytest.ini")
        measures = {
            "a fork each": cost(lambda: fork_each(count)),
            "an interpreter each": cost(lambda: start_each(count)),
            "cold, verify": cost(lambda: run("-c", VERIFY, cwd=folder)),
            "unchanged, verify": cost(lambda: run("-c", VERIFY, cwd=folder)),
        }
        subprocess.run(["rm", "-r", folder / ".runnable"], check=True)
        measures |= {
            "cold, pytest": cost(lambda: run(*pytest, cwd=folder)),
            "unchanged, pytest": cost(lambda: run(*pytest, cwd=folder)),
        }
    base = measures["a fork each"][0]
    print(f"{count:,} samples           CPU s  clock s   ratio of CPU")
    for name, (cpu, clock) in measures.items():
        print(f"{name:22} {cpu:7.2f}  {clock:7.2f}  {cpu / base:13.2f}")


if __name__ == "__main__":
    main()
