"""The receiver as a coroutine, with nothing but the standard library."""

# region handler
from unittest import IsolatedAsyncioTestCase
from unittest.mock import patch

from receiver.handler import receive
from receiver.packet import Packet, UnknownPacket


@patch("receiver.handler.dispatch")
@patch("receiver.handler.send")
class TestReceiver(IsolatedAsyncioTestCase):
    async def test_ping_is_answered_with_pong(self, send, dispatch):
        """The PONG goes to whoever sent the PING, with the same data."""
        await receive("ada", Packet("PING", "7"))
        send.assert_awaited_once_with("ada", Packet("PONG", "7"))
        dispatch.assert_not_called()

    async def test_message_is_dispatched(self, send, dispatch):
        """A text goes to the room, and nothing back to its sender."""
        await receive("ada", Packet("MESSAGE", "good morning"))
        dispatch.assert_awaited_once_with("ada", "good morning")
        send.assert_not_called()

    async def test_anything_else_is_rejected(self, send, dispatch):
        """An unknown packet raises, and neither collaborator hears of it."""
        with self.assertRaisesRegex(UnknownPacket, "unknown packet DANCE"):
            await receive("ada", Packet("DANCE"))
        send.assert_not_called()
        dispatch.assert_not_called()

    # endregion

    async def test_pong_is_taken_in_silence(self, send, dispatch):
        """A PONG is an answer, so it gets none."""
        await receive("ada", Packet("PONG"))
        send.assert_not_called()
        dispatch.assert_not_called()
