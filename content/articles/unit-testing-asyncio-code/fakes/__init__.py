"""Stand-ins for what a test should not wait for: time, a network, and luck."""

from fakes.clock import ShuffledLoop, VirtualLoop, WouldWaitForever
from fakes.leaks import Watch
from fakes.streams import MemoryWriter, Peer, connect, stream_pair

__all__ = [
    "MemoryWriter",
    "Peer",
    "ShuffledLoop",
    "VirtualLoop",
    "Watch",
    "WouldWaitForever",
    "connect",
    "stream_pair",
]
