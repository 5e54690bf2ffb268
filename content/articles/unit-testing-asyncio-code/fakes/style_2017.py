"""What one wrote oneself before Python 3.8: a runner, and a mock that can be awaited."""

import asyncio
from unittest.mock import MagicMock


# region style
def run(coroutine):
    """Run a coroutine on the loop of this thread, as one did until Python 3.11."""
    return asyncio.get_event_loop().run_until_complete(coroutine)


class AwaitableMock(MagicMock):
    """A MagicMock whose calls have to be awaited."""

    async def __call__(self, *args, **kwargs):
        return super().__call__(*args, **kwargs)


# endregion
