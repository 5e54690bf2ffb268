"""Tests that pass, each of which leaves something behind."""

# region leaky
import asyncio
import unittest


async def work():
    await asyncio.Event().wait()  # for something that never comes


class TestLeaky(unittest.IsolatedAsyncioTestCase):
    async def test_forgets_an_await(self):
        asyncio.sleep(1)

    async def test_forgets_a_task(self):
        asyncio.create_task(work(), name="forgotten")  # noqa: RUF006
        await asyncio.sleep(0)


# endregion
