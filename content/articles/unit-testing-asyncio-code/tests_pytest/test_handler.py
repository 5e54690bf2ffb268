"""The receiver as a coroutine, on asyncio and on Trio, by anyio's plugin."""

# region handler
from unittest.mock import patch

import pytest

from receiver.handler import receive
from receiver.packet import Packet, UnknownPacket

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


@pytest.fixture
def send():
    with patch("receiver.handler.send") as mock:
        yield mock


@pytest.fixture
def dispatch():
    with patch("receiver.handler.dispatch") as mock:
        yield mock


async def test_ping_is_answered_with_pong(send, dispatch):
    """The PONG goes to whoever sent the PING, with the same data."""
    await receive("ada", Packet("PING", "7"))
    send.assert_awaited_once_with("ada", Packet("PONG", "7"))
    dispatch.assert_not_called()


# endregion


async def test_message_is_dispatched(send, dispatch):
    """A text goes to the room, and nothing back to its sender."""
    await receive("ada", Packet("MESSAGE", "good morning"))
    dispatch.assert_awaited_once_with("ada", "good morning")
    send.assert_not_called()


async def test_anything_else_is_rejected(send, dispatch):
    """An unknown packet raises, and neither collaborator hears of it."""
    with pytest.raises(UnknownPacket, match="unknown packet DANCE"):
        await receive("ada", Packet("DANCE"))
    send.assert_not_called()
    dispatch.assert_not_called()


async def test_pong_is_taken_in_silence(send, dispatch):
    """A PONG is an answer, so it gets none."""
    await receive("ada", Packet("PONG"))
    send.assert_not_called()
    dispatch.assert_not_called()
