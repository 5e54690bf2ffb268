"""The helper of 2017, alone and after somebody else's asyncio.run."""

# region old
import asyncio
import sys

from fakes.style_2017 import run


async def answer():
    return 42


if "after" in sys.argv:
    asyncio.run(answer())
print(run(answer()))
# endregion
asyncio.get_event_loop().close()
