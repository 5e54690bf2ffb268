"""Rooms with people in them."""

import asyncio
from dataclasses import replace

from fakes.clock import ShuffledLoop
from fakes.streams import Peer, stream_pair
from receiver.member import DEFAULT, Member


# region join
async def join(room, limits=DEFAULT):
    """Let somebody in: the peer, the member that serves it, and the task of that."""
    (reader, writer), theirs = stream_pair()
    peer, member = Peer(reader, writer), Member(*theirs, room, limits)
    task = asyncio.create_task(member.run(), name="member")
    await peer.say("PING hello")
    assert await peer.hear() == "PONG hello"
    return peer, member, task


# endregion


# region evening
async def evening():
    """Ada and Bob say four things each, and Cyd leaves meanwhile: what each heard."""
    room, limits = [], replace(DEFAULT, backlog=1)
    people = [await join(room, limits) for _ in range(3)]
    cyd, bob, ada = (peer for peer, _, _ in people)

    async def talk(name, peer):
        for number in range(4):
            await peer.say(f"MESSAGE {name} {number}")

    async def hear(peer):
        heard = []
        while (line := await peer.hear()) and not line.startswith("BYE"):
            heard.append(line.removeprefix("MESSAGE "))
            if peer is cyd and len(heard) == 2:
                cyd.leave()
            elif len(heard) == 4:
                peer.leave()
        return heard

    async with asyncio.TaskGroup() as group:
        listeners = [group.create_task(hear(peer)) for peer in (ada, bob, cyd)]
        group.create_task(talk("ada", ada))
        group.create_task(talk("bob", bob))
    await asyncio.gather(*(task for _, _, task in people))
    assert room == []
    return [listener.result() for listener in listeners]


def shuffled_evening(seed):
    """The evening as the seed has it."""
    with asyncio.Runner(loop_factory=lambda: ShuffledLoop(seed)) as runner:
        return runner.run(evening())


# endregion
