"""One connection, on a virtual clock."""

import asyncio
import time
from dataclasses import replace

import pytest

from fakes.scenes import join
from receiver.member import DEFAULT

pytestmark = [
    pytest.mark.asyncio(loop_factories=["virtual"]),
    pytest.mark.usefixtures("watch"),
]


async def test_a_text_reaches_everybody_else():
    """What Ada says, Bob and Cyd hear, and Ada does not."""
    room = []
    (ada, _, a), (bob, _, b), (cyd, _, c) = [await join(room) for _ in range(3)]
    await ada.say("MESSAGE good morning")
    assert await bob.hear() == "MESSAGE good morning"
    assert await cyd.hear() == "MESSAGE good morning"
    for peer in (ada, bob, cyd):
        peer.leave()
    await asyncio.gather(a, b, c)
    assert await ada.hear() == "BYE end of stream"


# region heartbeat
async def test_a_heartbeat_comes_every_30_seconds():
    """A minute of heartbeats costs less than 0.1 s of this processor."""
    began, loop = time.process_time(), asyncio.get_running_loop()
    peer, _, task = await join([])
    for second in (30, 60):
        assert await peer.hear() == "PING"
        assert loop.time() == second
    peer.leave()
    await task
    assert time.process_time() - began < 0.1


# endregion


async def test_a_silent_peer_is_dropped():
    """After 75 seconds without a packet the connection ends, with the reason."""
    peer, _, task = await join([])
    heard = [await peer.hear() for _ in range(4)]
    assert heard == ["PING", "PING", "BYE silence", ""]
    await task
    assert asyncio.get_running_loop().time() == 75


async def test_any_packet_ends_a_silence():
    """The 75 seconds begin anew with a PONG."""
    peer, _, task = await join([])
    assert [await peer.hear(), await peer.hear()] == ["PING", "PING"]
    await peer.say("PONG")
    heard = [await peer.hear() for _ in range(4)]
    assert heard == ["PING", "PING", "BYE silence", ""]
    await task
    assert asyncio.get_running_loop().time() == 60 + 75


async def test_an_unknown_packet_ends_the_connection():
    """The peer learns why, and that is the last it hears."""
    peer, _, task = await join([])
    await peer.say("DANCE")
    assert await peer.hear() == "BYE unknown packet DANCE"
    assert await peer.hear() == ""
    await task


async def test_packets_leave_in_order():
    """Ten texts arrive in the order in which they were said."""
    room = []
    (ada, _, a), (bob, _, b) = [await join(room) for _ in range(2)]
    for number in range(10):
        await ada.say(f"MESSAGE {number}")
    heard = [await bob.hear() for _ in range(10)]
    assert heard == [f"MESSAGE {number}" for number in range(10)]
    ada.leave()
    bob.leave()
    await asyncio.gather(a, b)


async def test_leaving_ends_every_task():
    """When the peer hangs up, no task goes on, and the room forgets it."""
    room = []
    peer, member, task = await join(room)
    peer.leave()
    await task
    assert room == []
    assert member.writer.closed
    assert asyncio.all_tasks() == {asyncio.current_task()}


# region cancelled
async def test_a_cancellation_passes_through():
    """The task is cancelled, the room is empty, the stream is closed."""
    room = []
    _, member, task = await join(room)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert room == []
    assert member.writer.closed


# endregion


async def test_a_broken_connection_ends_in_silence():
    """A reset is no error of ours: the task ends, and the others stay."""
    room = []
    (ada, _, a), (_, member, b) = [await join(room) for _ in range(2)]
    member.writer.broken = True
    await ada.say("MESSAGE good morning")
    await b
    assert len(room) == 1
    ada.leave()
    await a


async def test_a_peer_that_does_not_read_is_let_go():
    """Bob's outbox is full for five seconds: he goes, and Ada is served on."""
    room, limits = [], replace(DEFAULT, backlog=1)
    (ada, _, a), (_, member, b) = [await join(room, limits) for _ in range(2)]
    member.writer.room.clear()
    for number in range(3):
        await ada.say(f"MESSAGE {number}")
    with pytest.raises(asyncio.CancelledError):
        await b
    assert asyncio.get_running_loop().time() == 5
    await ada.say("PING still here")
    assert await ada.hear() == "PONG still here"
    ada.leave()
    await a


async def test_a_farewell_does_not_wait_for_ever():
    """Who leaves without having read is gone after five seconds."""
    peer, member, task = await join([])
    member.writer.room.clear()
    peer.leave()
    await task
    assert asyncio.get_running_loop().time() == 5
