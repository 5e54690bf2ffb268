"""What it costs when samples print too much: seconds until a flood is ended, and memory of the engine meanwhile.

Run as `.venv/bin/python tests/bench/flood.py`. Memory is the most that the process of `verify` had resident, in MiB,
beside that of one that verified a sample of one line.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = {
    "one line": ("print(1)", 1),
    "an endless flood": ("import os\nwhile True: os.write(1, b'x' * 65536)", 1),
    "a flood of lines": ("while True: print()", 1),
    "1 MiB in one line": ("print('x' * (1 << 20 - 1))", 1),
    "half a million lines": ("print('\\n' * 500_000)", 1),
    "200 times 1 MiB": ("print('x' * 1_000_000)", 200),
}
VERIFY = """\
import pathlib, resource, sys, time
from runnable.integration import command
started = time.monotonic()
command.verify([pathlib.Path("index.md")])
print("MEASURED", time.monotonic() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measure(code: str, count: int) -> tuple[float, float]:
    """Seconds and MiB of a verification of `count` samples that print other things than their page says."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, "index.md").write_text(f"```python run\n{code}\n```\n\n```output\nno\n```\n\n" * count)
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
        done = subprocess.run(
            [sys.executable, "-c", VERIFY], cwd=place, env=environment, capture_output=True, text=True, check=True
        )
    seconds, kibibytes = next(line for line in done.stdout.splitlines() if line.startswith("MEASURED")).split()[1:]
    return float(seconds), int(kibibytes) / 1024


def main() -> None:
    """Measure, and print a table."""
    print("                        seconds      MiB")
    for name, (code, count) in SAMPLES.items():
        seconds, memory = measure(code, count)
        print(f"{name:22} {seconds:8.2f} {memory:8.0f}")


if __name__ == "__main__":
    main()
