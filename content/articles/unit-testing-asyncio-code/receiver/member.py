"""One connection: a task that listens, one that writes, and one that beats."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from receiver.handler import receive
from receiver.packet import Packet
from receiver.room import send


# region limits
@dataclass(frozen=True)
class Limits:
    heartbeat: float = 30.0  # seconds between two PINGs of ours
    silence: float = 75.0  # seconds without a packet, after which a peer counts as gone
    stall: float = 5.0  # seconds that a full outbox may stay full
    backlog: int = 16  # packets that an outbox holds


DEFAULT = Limits()
# endregion


# region member
class Member:
    """Serves one peer. `room` lists the members that are served at the moment."""

    def __init__(self, reader, writer, room, limits=DEFAULT):
        self.reader = reader
        self.writer = writer
        self.room = room
        self.limits = limits
        self.outbox = asyncio.Queue(limits.backlog)
        self.task = None

    async def run(self):
        """Serve the peer until it leaves, falls silent or breaks the rules."""
        self.task = asyncio.current_task()
        self.room.append(self)
        try:
            async with asyncio.TaskGroup() as group:
                beating = group.create_task(self.beat(), name="heartbeat")
                writing = group.create_task(self.write(), name="writer")
                reason = await self.listen()
                self.room.remove(self)
                beating.cancel()
                await self.part(reason)
                writing.cancel()
        except* (ConnectionError, TimeoutError):
            pass  # the peer is gone, and there is nobody to tell
        finally:
            if self in self.room:
                self.room.remove(self)
            self.writer.close()
            with suppress(ConnectionError):
                await self.writer.wait_closed()

    async def listen(self):
        """Receive packets until there is a reason to stop, and give that."""
        try:
            while line := await self.next_line():
                await receive(self, Packet.decode(line))
        except TimeoutError:
            return "silence"
        except ValueError as error:
            return str(error)
        return "end of stream"

    async def next_line(self):
        """The next line, or nothing at the end; TimeoutError after a silence."""
        async with asyncio.timeout(self.limits.silence):
            return await self.reader.readline()

    async def beat(self):
        """Send a PING now and then, so that a peer that is alive has to answer."""
        while True:
            await asyncio.sleep(self.limits.heartbeat)
            await send(self, Packet("PING"))

    async def write(self):
        """Write what is in the outbox, in its order."""
        while True:
            packet = await self.outbox.get()
            self.writer.write(packet.encode())
            await self.writer.drain()
            self.outbox.task_done()

    async def part(self, reason):
        """Say why, and wait until all is written; TimeoutError if it can't be."""
        await send(self, Packet("BYE", reason))
        async with asyncio.timeout(self.limits.stall):
            await self.outbox.join()


# endregion
