"""The receiver as a coroutine, tested as one did in 2017."""

# region handler
import asyncio
import sys
import unittest
from unittest.mock import patch

from fakes.style_2017 import AwaitableMock, run
from receiver.handler import receive
from receiver.packet import Packet, UnknownPacket


@unittest.skipIf(sys.version_info >= (3, 12), "get_event_loop() no longer makes a loop")
@patch("receiver.handler.dispatch", new_callable=AwaitableMock)
@patch("receiver.handler.send", new_callable=AwaitableMock)
class TestReceiver(unittest.TestCase):
    @classmethod
    def tearDownClass(cls):
        asyncio.get_event_loop().close()

    def test_ping_is_answered_with_pong(self, send, dispatch):
        """The PONG goes to whoever sent the PING, with the same data."""
        run(receive("ada", Packet("PING", "7")))
        send.assert_called_once_with("ada", Packet("PONG", "7"))
        dispatch.assert_not_called()

    # endregion

    def test_message_is_dispatched(self, send, dispatch):
        """A text goes to the room, and nothing back to its sender."""
        run(receive("ada", Packet("MESSAGE", "good morning")))
        dispatch.assert_called_once_with("ada", "good morning")
        send.assert_not_called()

    def test_anything_else_is_rejected(self, send, dispatch):
        """An unknown packet raises, and neither collaborator hears of it."""
        with self.assertRaisesRegex(UnknownPacket, "unknown packet DANCE"):
            run(receive("ada", Packet("DANCE")))
        send.assert_not_called()
        dispatch.assert_not_called()

    def test_pong_is_taken_in_silence(self, send, dispatch):
        """A PONG is an answer, so it gets none."""
        run(receive("ada", Packet("PONG")))
        send.assert_not_called()
        dispatch.assert_not_called()
