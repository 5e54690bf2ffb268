"""The receiver as a coroutine. It imports nothing of asyncio, so any event loop can run it."""

from receiver.packet import Packet, UnknownPacket

# region handler
from receiver.room import dispatch, send


async def receive(member, packet):
    """Answer a PING, dispatch a MESSAGE, note a PONG; reject the rest."""
    if packet.kind == "PING":
        await send(member, Packet("PONG", packet.data))
    elif packet.kind == "MESSAGE":
        await dispatch(member, packet.data)
    elif packet.kind != "PONG":
        raise UnknownPacket(f"unknown packet {packet.kind}")


# endregion
