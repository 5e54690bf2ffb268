"""The receiver without asyncio. A member is anything with an `outbox`, a list, and a `room`, a list of members."""

from receiver.packet import Packet, UnknownPacket


# region classic
def send(member, packet):
    member.outbox.append(packet)


def dispatch(member, text):
    for other in member.room:
        if other is not member:
            send(other, Packet("MESSAGE", text))


def receive(member, packet):
    """Answer a PING, dispatch a MESSAGE, note a PONG; reject the rest."""
    if packet.kind == "PING":
        send(member, Packet("PONG", packet.data))
    elif packet.kind == "MESSAGE":
        dispatch(member, packet.data)
    elif packet.kind != "PONG":
        raise UnknownPacket(f"unknown packet {packet.kind}")


# endregion
