"""One connection, on a virtual clock."""

import asyncio
import time
from dataclasses import replace

from fakes.case import VirtualTestCase
from fakes.scenes import join
from receiver.member import DEFAULT


class TestMember(VirtualTestCase):
    async def test_a_text_reaches_everybody_else(self):
        """What Ada says, Bob and Cyd hear, and Ada does not."""
        room = []
        (ada, _, a), (bob, _, b), (cyd, _, c) = [await join(room) for _ in range(3)]
        await ada.say("MESSAGE good morning")
        self.assertEqual(await bob.hear(), "MESSAGE good morning")
        self.assertEqual(await cyd.hear(), "MESSAGE good morning")
        for peer in (ada, bob, cyd):
            peer.leave()
        await asyncio.gather(a, b, c)
        self.assertEqual(await ada.hear(), "BYE end of stream")

    # region heartbeat
    async def test_a_heartbeat_comes_every_30_seconds(self):
        """A minute of heartbeats costs less than 0.1 s of this processor."""
        began, loop = time.process_time(), asyncio.get_running_loop()
        peer, _, task = await join([])
        for second in (30, 60):
            self.assertEqual(await peer.hear(), "PING")
            self.assertEqual(loop.time(), second)
        peer.leave()
        await task
        self.assertLess(time.process_time() - began, 0.1)

    # endregion

    async def test_a_silent_peer_is_dropped(self):
        """After 75 seconds without a packet the connection ends, with the reason."""
        peer, _, task = await join([])
        heard = [await peer.hear() for _ in range(4)]
        self.assertEqual(heard, ["PING", "PING", "BYE silence", ""])
        await task
        self.assertEqual(asyncio.get_running_loop().time(), 75)

    async def test_any_packet_ends_a_silence(self):
        """The 75 seconds begin anew with a PONG."""
        peer, _, task = await join([])
        self.assertEqual([await peer.hear(), await peer.hear()], ["PING", "PING"])
        await peer.say("PONG")
        heard = [await peer.hear() for _ in range(4)]
        self.assertEqual(heard, ["PING", "PING", "BYE silence", ""])
        await task
        self.assertEqual(asyncio.get_running_loop().time(), 60 + 75)

    async def test_an_unknown_packet_ends_the_connection(self):
        """The peer learns why, and that is the last it hears."""
        peer, _, task = await join([])
        await peer.say("DANCE")
        self.assertEqual(await peer.hear(), "BYE unknown packet DANCE")
        self.assertEqual(await peer.hear(), "")
        await task

    async def test_packets_leave_in_order(self):
        """Ten texts arrive in the order in which they were said."""
        room = []
        (ada, _, a), (bob, _, b) = [await join(room) for _ in range(2)]
        for number in range(10):
            await ada.say(f"MESSAGE {number}")
        heard = [await bob.hear() for _ in range(10)]
        self.assertEqual(heard, [f"MESSAGE {number}" for number in range(10)])
        ada.leave()
        bob.leave()
        await asyncio.gather(a, b)

    async def test_leaving_ends_every_task(self):
        """When the peer hangs up, no task goes on, and the room forgets it."""
        room = []
        peer, member, task = await join(room)
        peer.leave()
        await task
        self.assertEqual(room, [])
        self.assertTrue(member.writer.closed)
        self.assertEqual(asyncio.all_tasks(), {asyncio.current_task()})

    # region cancelled
    async def test_a_cancellation_passes_through(self):
        """The task is cancelled, the room is empty, the stream is closed."""
        room = []
        _, member, task = await join(room)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertEqual(room, [])
        self.assertTrue(member.writer.closed)

    # endregion

    async def test_a_broken_connection_ends_in_silence(self):
        """A reset is no error of ours: the task ends, and the others stay."""
        room = []
        (ada, _, a), (_, member, b) = [await join(room) for _ in range(2)]
        member.writer.broken = True
        await ada.say("MESSAGE good morning")
        await b
        self.assertEqual(len(room), 1)
        ada.leave()
        await a

    async def test_a_peer_that_does_not_read_is_let_go(self):
        """Bob's outbox is full for five seconds: he goes, and Ada is served on."""
        room, limits = [], replace(DEFAULT, backlog=1)
        (ada, _, a), (_, member, b) = [await join(room, limits) for _ in range(2)]
        member.writer.room.clear()
        for number in range(3):
            await ada.say(f"MESSAGE {number}")
        with self.assertRaises(asyncio.CancelledError):
            await b
        self.assertEqual(asyncio.get_running_loop().time(), 5)
        await ada.say("PING still here")
        self.assertEqual(await ada.hear(), "PONG still here")
        ada.leave()
        await a

    async def test_a_farewell_does_not_wait_for_ever(self):
        """Who leaves without having read is gone after five seconds."""
        peer, member, task = await join([])
        member.writer.room.clear()
        peer.leave()
        await task
        self.assertEqual(asyncio.get_running_loop().time(), 5)
