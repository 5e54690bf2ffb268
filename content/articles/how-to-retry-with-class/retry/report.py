"""What a retry tells the outside."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass


# region report
@dataclass(frozen=True)
class Report:
    """The end of one try."""

    number: int  # of the try, from 1
    elapsed: float  # seconds since the operation began
    error: BaseException | None  # None: it succeeded
    refusal: str | None  # why there is no other try; None while there is one, or no need
    delay: float  # seconds until the next try; 0 when there is none

    def __str__(self) -> str:
        if self.error is None:
            return f"try {self.number} succeeded after {self.elapsed:.2f} s"
        what = f"try {self.number} failed after {self.elapsed:.2f} s: {self.error!r}"
        if self.refusal:
            return f"{what}; giving up: {self.refusal}"
        return f"{what}; next in {self.delay:.2f} s"


Hook = Callable[[Report], None]
"""Called at the end of each try; must not raise."""


def log_to(logger: logging.Logger) -> Hook:
    """A hook that is silent about easy successes, and loud only about the end."""

    def hook(report: Report) -> None:
        if report.error or report.number > 1:
            logger.log(logging.ERROR if report.refusal else logging.INFO, "%s", report)

    return hook


# endregion


def ignore(_report: Report) -> None:
    """Tell nobody."""
