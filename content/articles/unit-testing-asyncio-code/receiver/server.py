"""The room on a port."""

import asyncio

from receiver.member import DEFAULT, Member


# region server
class Server:
    """`async with Server() as server` listens on `server.port` of the loopback."""

    def __init__(self, limits=DEFAULT):
        self.limits = limits
        self.room = []
        self.tasks = set()

    async def __aenter__(self):
        self.listener = await asyncio.start_server(self.accept, "127.0.0.1", 0)
        self.port = self.listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.listener.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.listener.wait_closed()

    def accept(self, reader, writer):
        """Serve a connection in a task of its own."""

        def forget(task):
            self.tasks.discard(task)
            writer.close()  # a task that was cancelled before it began closed nothing

        member = Member(reader, writer, self.room, self.limits)
        task = asyncio.create_task(member.run())
        self.tasks.add(task)  # the loop holds tasks weakly; this set keeps them
        task.add_done_callback(forget)


# endregion
