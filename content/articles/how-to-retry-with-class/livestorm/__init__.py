"""Retry storms, for real: the simulator's scenes with sockets and a clock on the wall."""

from livestorm.clients import play
from livestorm.scenes import HERD_GUARDS, OUTAGE_GUARDS, Scene, herd, outage
from livestorm.service import Service

__all__ = ["HERD_GUARDS", "OUTAGE_GUARDS", "Scene", "Service", "herd", "outage", "play"]
