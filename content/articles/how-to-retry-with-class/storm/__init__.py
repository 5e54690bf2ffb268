"""Retry storms, simulated."""

from storm.scenarios import HERD, OUTAGE, STRATEGIES, herd, outage
from storm.simulator import Server, Storm, simulate

__all__ = ["HERD", "OUTAGE", "STRATEGIES", "Server", "Storm", "herd", "outage", "simulate"]
