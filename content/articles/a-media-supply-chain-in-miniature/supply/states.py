"""The life of an item, as a table."""

from __future__ import annotations

from enum import StrEnum


# region states
class State(StrEnum):
    RECEIVED = "received"
    PROBED = "probed"
    CHECKED = "checked"
    TRANSCODED = "transcoded"
    PACKAGED = "packaged"
    PUBLISHED = "published"
    REJECTED = "rejected"
    FAILED = "failed"


class Event(StrEnum):
    PROBE = "probe"
    CHECK = "check"
    TRANSCODE = "transcode"
    PACKAGE = "package"
    PUBLISH = "publish"
    REJECT = "reject"
    FAIL = "fail"
    RESUBMIT = "resubmit"


# endregion

# region transitions
WORK = {  # what a worker does next, and where that leads
    State.RECEIVED: (Event.PROBE, State.PROBED),
    State.PROBED: (Event.CHECK, State.CHECKED),
    State.CHECKED: (Event.TRANSCODE, State.TRANSCODED),
    State.TRANSCODED: (Event.PACKAGE, State.PACKAGED),
    State.PACKAGED: (Event.PUBLISH, State.PUBLISHED),
}

TRANSITIONS = {
    **{(state, event): after for state, (event, after) in WORK.items()},
    (State.RECEIVED, Event.REJECT): State.REJECTED,  # no media file at all
    (State.PROBED, Event.REJECT): State.REJECTED,  # one that breaks a rule
    **{(state, Event.FAIL): State.FAILED for state in WORK},
    (State.FAILED, Event.RESUBMIT): State.RECEIVED,
}


class IllegalMove(Exception):
    """An event that the state does not allow."""


def after(state: State, event: Event) -> State:
    """The state that follows; IllegalMove if the table has none."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalMove(f"an item that is {state} can't {event}") from None


# endregion

TERMINAL = frozenset(State) - {state for state, _ in TRANSITIONS}
"""Nothing leads on from here."""
AT_REST = TERMINAL | {State.FAILED}
"""No worker takes these."""
