"""Retrying, with manners."""

from retry.backoff import Backoff, exponential, fixed
from retry.breaker import Breaker, CircuitOpen
from retry.budget import Budget
from retry.clock import Clock, FakeClock, SystemClock
from retry.core import Retry
from retry.headers import parse_retry_after
from retry.hedge import hedge
from retry.http import RequestFailed, may_retry
from retry.policy import Policy
from retry.report import Report, log_to

__all__ = [
    "Backoff",
    "Breaker",
    "Budget",
    "CircuitOpen",
    "Clock",
    "FakeClock",
    "Policy",
    "Report",
    "RequestFailed",
    "Retry",
    "SystemClock",
    "exponential",
    "fixed",
    "hedge",
    "log_to",
    "may_retry",
    "parse_retry_after",
]
