"""Streams in memory, and the peer at their other end."""

import asyncio


# region streams
class MemoryWriter:
    """What is written is in the reader of the peer at once."""

    def __init__(self, peer):
        self.peer = peer
        self.broken = False
        self.closed = False
        self.room = asyncio.Event()  # drain() waits while it is not set
        self.room.set()

    def write(self, data):
        if not self.closed:
            self.peer.feed_data(data)

    async def drain(self):
        if self.broken:
            raise ConnectionResetError("the peer is gone")
        await self.room.wait()

    def close(self):
        if not self.closed:
            self.closed = True
            self.peer.feed_eof()

    async def wait_closed(self):
        if self.broken:
            raise ConnectionResetError("the peer is gone")


def stream_pair():
    """Two connected ends, each a reader and a writer."""
    here, there = asyncio.StreamReader(), asyncio.StreamReader()
    return (here, MemoryWriter(there)), (there, MemoryWriter(here))


# endregion


# region peer
class Peer:
    """The client in a test: says lines, and hears lines."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    async def say(self, line):
        self.writer.write(line.encode() + b"\n")
        await self.writer.drain()

    async def hear(self):
        """The next line; nothing at the end of the stream."""
        return (await self.reader.readline()).decode().rstrip("\n")

    def leave(self):
        self.writer.close()


async def connect(server):
    """A peer on a real socket."""
    return Peer(*await asyncio.open_connection("127.0.0.1", server.port))


# endregion
