"""The receiver without asyncio, and its two collaborators patched."""

# region classic
import unittest
from unittest.mock import Mock, patch

from receiver.classic import dispatch, receive, send
from receiver.packet import Packet, UnknownPacket


@patch("receiver.classic.dispatch")
@patch("receiver.classic.send")
class TestReceiver(unittest.TestCase):
    def test_ping_is_answered_with_pong(self, send, dispatch):
        """The PONG goes to whoever sent the PING, with the same data."""
        receive("ada", Packet("PING", "7"))
        send.assert_called_once_with("ada", Packet("PONG", "7"))
        dispatch.assert_not_called()

    def test_message_is_dispatched(self, send, dispatch):
        """A text goes to the room, and nothing back to its sender."""
        receive("ada", Packet("MESSAGE", "good morning"))
        dispatch.assert_called_once_with("ada", "good morning")
        send.assert_not_called()

    def test_anything_else_is_rejected(self, send, dispatch):
        """An unknown packet raises, and neither collaborator hears of it."""
        with self.assertRaisesRegex(UnknownPacket, "unknown packet DANCE"):
            receive("ada", Packet("DANCE"))
        send.assert_not_called()
        dispatch.assert_not_called()

    # endregion

    def test_pong_is_taken_in_silence(self, send, dispatch):
        """A PONG is an answer, so it gets none."""
        receive("ada", Packet("PONG"))
        send.assert_not_called()
        dispatch.assert_not_called()


class TestCollaborators(unittest.TestCase):
    def test_dispatch_reaches_everybody_else(self):
        """Whoever is in the room gets the text, but for its sender."""
        room = []
        ada, bob, cyd = members = [Mock(outbox=[], room=room) for _ in range(3)]
        room += members
        dispatch(ada, "good morning")
        send(bob, Packet("PONG"))
        text = Packet("MESSAGE", "good morning")
        self.assertEqual(
            [ada.outbox, bob.outbox, cyd.outbox], [[], [text, Packet("PONG")], [text]]
        )
