"""The room on a real port of the loopback."""

import asyncio

from fakes import connect, stream_pair
from fakes.case import WatchedTestCase
from receiver.server import Server


class TestServer(WatchedTestCase):
    # region loopback
    async def test_two_peers_talk_over_the_loopback(self):
        """A text goes through two real sockets, all within two seconds."""
        async with asyncio.timeout(2), Server() as server:
            ada, bob = [await connect(server) for _ in range(2)]
            for peer in (ada, bob):  # who is answered is in the room
                await peer.say("PING hello")
                self.assertEqual(await peer.hear(), "PONG hello")
            await ada.say("MESSAGE good morning")
            self.assertEqual(await bob.hear(), "MESSAGE good morning")
            for peer in (ada, bob):
                await peer.say("DANCE")
                self.assertEqual(await peer.hear(), "BYE unknown packet DANCE")
                self.assertEqual(await peer.hear(), "")
                peer.leave()
                await peer.writer.wait_closed()

    # endregion

    async def test_stopping_the_server_ends_every_connection(self):
        """Then each peer sees the end, and no member and no task is left."""
        async with asyncio.timeout(2):
            async with Server() as server:
                peer = await connect(server)
                await peer.say("PING hello")
                self.assertEqual(await peer.hear(), "PONG hello")
            self.assertEqual((server.room, server.tasks), ([], set()))
            self.assertEqual(await peer.hear(), "")
            peer.leave()
            await peer.writer.wait_closed()

    async def test_a_connection_that_never_began_is_closed(self):
        """A task that is cancelled before its first step closes its stream."""
        (reader, _), theirs = stream_pair()
        async with asyncio.timeout(2):
            async with Server() as server:
                server.accept(*theirs)
            self.assertEqual(await reader.read(), b"")
