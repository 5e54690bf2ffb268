"""What it costs to verify 1,000 samples, beside what it costs to do less; and to verify ten times as many.

Run as `.venv/bin/python tests/bench/engine.py [FILES]`. All is measured in one run, in seconds of CPU of all processes
and in seconds by the clock; the ratios, to the fork of a process for each sample, are what is to be compared from
machine to machine. `unchanged, verify` has the start of the interpreter in it, which stands above it.
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
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # or pytest compiles all modules of plugins each time
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


def write_tests(folder: Path, files: int) -> None:
    """Write as many empty tests as there are samples."""
    folder.mkdir()
    text = "".join(f"def test_{number}():\n    pass\n\n\n" for number in range(SAMPLES))
    for number in range(files):
        (folder / f"test_{number}.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")


def measure(files: int) -> dict[str, tuple[float, float]]:
    """The costs for `files` articles, by what was done."""
    count = files * SAMPLES
    with tempfile.TemporaryDirectory() as place:
        folder, tests = Path(place, "articles"), Path(place, "tests")
        folder.mkdir()
        write_articles(folder, files)
        write_tests(tests, files)
        pytest = ("-m", "pytest", "-q", "-p", "runnable.integration.pytest", "-c", "pytest.ini")
        measures = {
            "a fork each": cost(lambda: fork_each(count)),
            "an interpreter each": cost(lambda: start_each(count)),
            "an empty test each": cost(lambda: run("-m", "pytest", "-q", "-c", "pytest.ini", cwd=tests)),
            "one interpreter": cost(lambda: run("-c", "", cwd=folder)),
            "cold, verify": cost(lambda: run("-c", VERIFY, cwd=folder)),
            "unchanged, verify": cost(lambda: run("-c", VERIFY, cwd=folder)),
        }
        subprocess.run(["rm", "-r", folder / ".runnable"], check=True)
        return measures | {
            "cold, pytest": cost(lambda: run(*pytest, cwd=folder)),
            "unchanged, pytest": cost(lambda: run(*pytest, cwd=folder)),
        }


def growth(files: int) -> float:
    """How much more CPU ten times as many articles take."""
    costs = []
    for number in (files, files * 10):
        with tempfile.TemporaryDirectory() as place:
            write_articles(Path(place), number)
            costs.append(cost(lambda: run("-c", VERIFY, cwd=Path(place)))[0])
    return costs[1] / costs[0]


def main() -> None:
    """Measure, and print a table."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    measures = measure(files)
    base = measures["a fork each"][0]
    print(f"{files * SAMPLES:,} samples           CPU s  clock s   ratio of CPU")
    for name, (cpu, clock) in measures.items():
        print(f"{name:22} {cpu:7.2f}  {clock:7.2f}  {cpu / base:13.2f}")
    print(f"ten times as many, cold: {growth(files):.1f} times the CPU")


if __name__ == "__main__":
    main()
