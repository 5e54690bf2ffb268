"""The table of transitions: what it allows, and that nothing gets past it."""

import pytest
from sqlalchemy import func, select

from supply.models import Move
from supply.queue import claim, finish
from supply.states import AT_REST, TERMINAL, TRANSITIONS, WORK, Event, IllegalMove, State, after


# region illegal
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_what_is_not_in_the_table_is_refused(state, event):
    """All 64 pairs: 13 lead somewhere, the others raise."""
    if (state, event) in TRANSITIONS:
        assert after(state, event) in State
    else:
        with pytest.raises(IllegalMove, match=f"{state} can't {event}"):
            after(state, event)


# endregion


def test_size_of_the_table():
    assert len(TRANSITIONS) == 13


def test_the_way_to_published():
    """One event after the other; each state on the way has its own."""
    state, way = State.RECEIVED, []
    while state in WORK:
        event, state = WORK[state]
        way.append(event)
    assert state is State.PUBLISHED
    assert way == ["probe", "check", "transcode", "package", "publish"]


def test_the_ends():
    """From published and rejected nothing leads on; failed waits for a person."""
    assert {State.PUBLISHED, State.REJECTED} == TERMINAL
    assert TERMINAL | {State.FAILED} == AT_REST
    assert AT_REST | set(WORK) == set(State)


def test_every_state_can_be_reached():
    reached = {State.RECEIVED}
    for _ in State:
        reached |= {target for (state, _), target in TRANSITIONS.items() if state in reached}
    assert reached == set(State)


def test_an_illegal_move_changes_nothing(sessions, add, item):
    """The queue asks the table before it writes."""
    number = add()
    job = claim(sessions, "w", 60)
    with pytest.raises(IllegalMove, match="received can't publish"):
        finish(sessions, job, Event.PUBLISH)
    assert item(number).state is State.RECEIVED
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Move)) == 0
