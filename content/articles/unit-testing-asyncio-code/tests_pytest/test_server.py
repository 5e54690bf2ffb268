"""The room on a real port of the loopback."""

import asyncio

import pytest

from fakes import connect, stream_pair
from receiver.server import Server

pytestmark = [
    pytest.mark.asyncio(loop_factories=["real"]),
    pytest.mark.usefixtures("watch"),
]


# region loopback
async def test_two_peers_talk_over_the_loopback():
    """A text goes through two real sockets, all within two seconds."""
    async with asyncio.timeout(2), Server() as server:
        ada, bob = [await connect(server) for _ in range(2)]
        for peer in (ada, bob):  # who is answered is in the room
            await peer.say("PING hello")
            assert await peer.hear() == "PONG hello"
        await ada.say("MESSAGE good morning")
        assert await bob.hear() == "MESSAGE good morning"
        for peer in (ada, bob):
            await peer.say("DANCE")
            assert await peer.hear() == "BYE unknown packet DANCE"
            assert await peer.hear() == ""
            peer.leave()
            await peer.writer.wait_closed()


# endregion


async def test_stopping_the_server_ends_every_connection():
    """Then each peer sees the end, and no member and no task is left."""
    async with asyncio.timeout(2):
        async with Server() as server:
            peer = await connect(server)
            await peer.say("PING hello")
            assert await peer.hear() == "PONG hello"
        assert (server.room, server.tasks) == ([], set())
        assert await peer.hear() == ""
        peer.leave()
        await peer.writer.wait_closed()


async def test_a_connection_that_never_began_is_closed():
    """A task that is cancelled before its first step closes its stream."""
    (reader, _), theirs = stream_pair()
    async with asyncio.timeout(2):
        async with Server() as server:
            server.accept(*theirs)
        assert await reader.read() == b""
