"""A terminal: consoles with a cast are typed into an interactive bash that runs on one (see inside/terminal/)."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from runnable.extra import need
from runnable.sample import Sample
from runnable.transcript import Entry, read_answers

DRIVER = Path(__file__).parent.parent / "inside" / "terminal" / "driver.py"


def is_wanted(samples: Sequence[Sample]) -> bool:
    """Whether the shell of these samples runs on a terminal, since one of them has a cast."""
    return any(sample.options.cast for sample in samples)


def command_line(samples: Sequence[Sample], typed: Sequence[Sequence[Entry]]) -> list[str]:
    """The program that types the entries of `samples`; ValueError where what it takes is not installed."""
    need("pexpect")
    commands = [
        {"lines": entry.source.removesuffix("\n").split("\n"), "answers": answers, "asks": sample.options.asks}
        for sample, entries in zip(samples, typed, strict=True)
        for entry, answers in zip(entries, read_answers(sample.code, entries, sample.options.asks), strict=True)
    ]
    # Alone (-I), so that no file of the bundle is taken for a module of the driver.
    return [sys.executable, "-I", str(DRIVER), json.dumps(commands)]
