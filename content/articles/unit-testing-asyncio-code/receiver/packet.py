"""What travels: a kind and some text, on a line of their own."""

from dataclasses import dataclass


# region packet
@dataclass(frozen=True)
class Packet:
    """A line such as `MESSAGE good morning`."""

    kind: str
    data: str = ""

    @classmethod
    def decode(cls, line: bytes) -> "Packet":
        """Read a line; UnicodeDecodeError, a ValueError, if it is not UTF-8."""
        kind, _, data = line.decode().rstrip("\r\n").partition(" ")
        return cls(kind, data)

    def encode(self) -> bytes:
        return f"{self.kind} {self.data}".rstrip().encode() + b"\n"


class UnknownPacket(ValueError):
    """A peer sent a kind of packet that only the server sends, or that nobody knows."""


# endregion
