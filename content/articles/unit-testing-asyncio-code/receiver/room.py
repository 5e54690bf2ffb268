"""The two collaborators of the receiver: what puts a packet into an outbox, and what passes a text on."""

import asyncio

from receiver.packet import Packet


# region room
async def send(member, packet):
    """Put a packet into an outbox. Whoever leaves his full for too long is let go."""
    try:
        async with asyncio.timeout(member.limits.stall):
            await member.outbox.put(packet)
    except TimeoutError:
        member.task.cancel()


async def dispatch(member, text):
    """Send a text to everybody else in the room, in the order in which they came."""
    for other in list(member.room):  # a copy: they come and go while we wait
        if other is not member:
            await send(other, Packet("MESSAGE", text))


# endregion
