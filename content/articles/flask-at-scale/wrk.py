"""wrk, and what it prints as numbers."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

from stack import program

# region parse
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True)
class Run:
    """What one run of wrk measured; times are in seconds."""

    rate: float  # requests a second
    mean: float
    p50: float
    p99: float
    requests: int
    errors: int  # of sockets, timeouts, and answers other than 2xx and 3xx


def parse(text: str) -> Run:
    """Read what `wrk --latency` printed; ValueError if something is missing."""

    def found(pattern: str) -> str:
        if not (match := re.search(pattern, text)):
            raise ValueError(f"wrk did not print {pattern}")
        return match[1]

    def seconds(pattern: str) -> float:
        number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", found(pattern)).groups()
        return float(number) * UNITS[unit]

    failed = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text
    )
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return Run(
        rate=float(found(r"Requests/sec:\s+([\d.]+)")),
        mean=seconds(r"Latency\s+([\d.]+\S+)"),
        p50=seconds(r"\n\s+50%\s+(\S+)"),
        p99=seconds(r"\n\s+99%\s+(\S+)"),
        requests=int(found(r"(\d+) requests in")),
        errors=sum(map(int, failed.groups() if failed else ()))
        + int(refused[1] if refused else 0),
    )


# endregion


def wrk(url: str, seconds: int = 2, connections: int = 40) -> Run:
    """Ask for a page as often as it is answered, over so many connections at a time."""
    own = ["--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s"]
    command = [program("wrk"), *own, "--latency", "--timeout", "30s", url]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=seconds + 60
    )
    return parse(done.stdout)
