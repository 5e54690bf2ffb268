"""One item, one worker: claims, leases, heartbeats, and two processes on a hundred items."""

from collections import Counter

from sqlalchemy import select, update

from serving import wait_for, worker
from supply.models import Item, Move
from supply.queue import MAX_TRIES, claim, extend, finish, waiting
from supply.states import Event, State
from supply.steps import NOTHING
from supply.worker import work


# region hundred
def test_two_workers_never_take_the_same_job(store, sessions, add):
    """A hundred items, two processes, five steps each: every step is taken once."""
    with (
        worker(store, "--name", "one", "--nothing"),
        worker(store, "--name", "two", "--nothing"),
    ):
        numbers = [add() for _ in range(100)]
        wait_for(lambda: not waiting(sessions), seconds=120)
    with sessions() as session:
        moves = session.scalars(select(Move)).all()
        states = session.scalars(select(Item.state)).all()
    taken = Counter((move.item_id, move.event) for move in moves)
    assert len(taken) == 5 * len(numbers)
    assert set(taken.values()) == {1}
    assert {move.worker for move in moves} == {"one", "two"}
    assert set(states) == {State.PUBLISHED}
    assert len(list(store.glob("work/*/*"))) == 500  # no claim but those that count


# endregion


def test_a_claimed_item_is_nobody_elses(sessions, add):
    add()
    assert claim(sessions, "one", 60)
    assert claim(sessions, "two", 60) is None


def test_the_oldest_first(sessions, add):
    numbers = [add() for _ in range(3)]
    assert [claim(sessions, "w", 60).item for _ in numbers] == numbers


# region late
def test_who_comes_late_changes_nothing(sessions, add, item):
    """A lease that ran out, another worker, and then the first one's result."""
    number = add()
    late = claim(sessions, "late", lease=-1)  # over before it began
    other = claim(sessions, "other", lease=60)
    assert not extend(sessions, late, 60)
    assert not finish(sessions, late, Event.PROBE)
    assert item(number).worker == "other"
    assert finish(sessions, other, Event.PROBE)
    assert not finish(sessions, other, Event.PROBE)  # nor does the same result count twice


# endregion


def test_a_heartbeat_keeps_the_job(sessions, add):
    add()
    job = claim(sessions, "one", lease=0.05)
    assert extend(sessions, job, 60)
    assert claim(sessions, "two", 60) is None


# region poison
def test_an_item_that_kills_workers_is_given_up(store, sessions, add, item):
    """Three claims that nobody finished; the fourth worker doesn't try."""
    number = add()
    for name in range(MAX_TRIES):
        assert claim(sessions, f"dead {name}", lease=-1)
    work(store, sessions, "careful", steps=NOTHING)
    assert item(number).state is State.FAILED
    assert item(number).reason == "probe: 3 workers died of it"


# endregion


def test_moves_begin_the_count_anew(store, sessions, add, item):
    """Two deaths in one step don't count against the next."""
    number = add()
    for _ in range(2):
        claim(sessions, "dead", lease=-1)
    work(store, sessions, "w", steps=NOTHING)
    assert (item(number).state, item(number).tries) == (State.PROBED, 0)


def test_a_deleted_item_is_not_taken(sessions, add):
    number = add()
    with sessions.begin() as session:
        session.execute(update(Item).where(Item.id == number).values(deleted_at=1.0))
    assert claim(sessions, "w", 60) is None


def test_an_item_deleted_meanwhile_does_not_move(sessions, add):
    """The worker's result is not written down; after a restore another one makes it again."""
    number = add()
    job = claim(sessions, "w", 60)
    with sessions.begin() as session:
        session.execute(update(Item).where(Item.id == number).values(deleted_at=1.0))
    assert not finish(sessions, job, Event.PROBE)


def test_an_error_of_ours_fails_the_item_and_not_the_worker(store, sessions, add, item):
    number = add()
    work(store, sessions, "w", steps={Event.PROBE: lambda _desk: 1 / 0})
    assert item(number).state is State.FAILED
    assert "division by zero" in item(number).reason


def test_workers_wait_for_items(store, add, item):
    """Without --until-done a worker stays, and takes what comes later."""
    with worker(store, "--nothing"):
        number = add()
        wait_for(lambda: item(number).state is State.PUBLISHED)


# region lost
def test_a_heartbeat_that_finds_the_job_lost_stops_the_work(store, sessions, add, item):
    """The step is robbed of its job in the middle; its program is killed, nothing is written."""
    number = add()

    def robbed(desk):
        with sessions.begin() as session:
            session.execute(update(Item).values(token="another's"))  # noqa: S106  # no secret
        desk.commands.run("sleep", "60")

    job = work(store, sessions, "first", lease=0.6, steps={Event.PROBE: robbed})
    assert job.item == number
    assert item(number).state is State.RECEIVED
    with sessions() as session:
        assert session.scalars(select(Move)).all() == []


# endregion
