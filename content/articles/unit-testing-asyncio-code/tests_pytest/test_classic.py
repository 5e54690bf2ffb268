"""The receiver without asyncio, and its two collaborators patched."""

from unittest.mock import Mock, patch

import pytest

from receiver import classic
from receiver.classic import receive
from receiver.packet import Packet, UnknownPacket


@pytest.fixture
def send():
    with patch("receiver.classic.send") as mock:
        yield mock


@pytest.fixture
def dispatch():
    with patch("receiver.classic.dispatch") as mock:
        yield mock


def test_ping_is_answered_with_pong(send, dispatch):
    """The PONG goes to whoever sent the PING, with the same data."""
    receive("ada", Packet("PING", "7"))
    send.assert_called_once_with("ada", Packet("PONG", "7"))
    dispatch.assert_not_called()


def test_message_is_dispatched(send, dispatch):
    """A text goes to the room, and nothing back to its sender."""
    receive("ada", Packet("MESSAGE", "good morning"))
    dispatch.assert_called_once_with("ada", "good morning")
    send.assert_not_called()


def test_anything_else_is_rejected(send, dispatch):
    """An unknown packet raises, and neither collaborator hears of it."""
    with pytest.raises(UnknownPacket, match="unknown packet DANCE"):
        receive("ada", Packet("DANCE"))
    send.assert_not_called()
    dispatch.assert_not_called()


def test_pong_is_taken_in_silence(send, dispatch):
    """A PONG is an answer, so it gets none."""
    receive("ada", Packet("PONG"))
    send.assert_not_called()
    dispatch.assert_not_called()


def test_dispatch_reaches_everybody_else():
    """Whoever is in the room gets the text, but for its sender."""
    room = []
    ada, bob, cyd = members = [Mock(outbox=[], room=room) for _ in range(3)]
    room += members
    classic.dispatch(ada, "good morning")
    classic.send(bob, Packet("PONG"))
    text = Packet("MESSAGE", "good morning")
    assert [ada.outbox, bob.outbox, cyd.outbox] == [[], [text, Packet("PONG")], [text]]
