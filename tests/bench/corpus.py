"""How the Markdown of any folder is read and rendered: differences from CommonMark, and seconds.

Run as `.venv/bin/python tests/bench/corpus.py FOLDER…`; each file is read, rendered with and without our extension,
and rendered once more with some of its fences made samples. Ends with status 1 where anything differs.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "plugins")]

from runnable.fence import find_fences  # noqa: E402 - found on the path above
from runnable.sample import find_samples  # noqa: E402
from tests.runnable.corpus import dice, find_texts, marked, misread, misrendered, misshown  # noqa: E402

SLOWEST = 5


def main() -> int:
    """Go through all texts, name what differs, and print the figures."""
    count = size = fences = samples = wrong = 0
    seconds: list[tuple[float, Path]] = []
    for path, text in find_texts(map(Path, sys.argv[1:])):
        start = time.perf_counter()
        fences += len(find_fences(text))
        seconds.append((time.perf_counter() - start, path))
        count, size = count + 1, size + len(text)
        samples += len(find_samples(marked(text, dice(str(path)))[0]))
        for problem in [*misread(text), *misrendered(text), *misshown(text, dice(str(path)))]:
            print(f"{path}: {problem}")
            wrong += 1
    total = sum(took for took, _ in seconds)
    print(f"{count:,} texts, {size:,} characters, {fences:,} fences, {samples:,} of them as samples: {wrong} differ")
    print(f"read in {total:.2f} s, {1000 * total / max(size / 1000, 1):.2f} ms for 1,000 characters; the slowest:")
    for took, path in sorted(seconds, reverse=True)[:SLOWEST]:
        print(f"{took:7.3f} s  {path.stat().st_size:9,} bytes  {path}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
