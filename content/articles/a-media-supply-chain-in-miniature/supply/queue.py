"""Who works on what: a claim, a heartbeat, and the one move that ends it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from supply.models import Item, Move
from supply.states import WORK, Event, State, after

Sessions = sessionmaker[Session]
MAX_TRIES = 3
"""An item whose worker dies this often is not tried again."""


# region job
@dataclass(frozen=True)
class Job:
    """The next step of one item, in the hands of one worker."""

    item: int
    state: State
    source: str
    worker: str
    token: str  # of this claim, and of no other
    tries: int
    started: float

    @property
    def event(self) -> Event:
        return WORK[self.state][0]


# endregion


# region claim
def claim(sessions: Sessions, worker: str, lease: float) -> Job | None:
    """Take the oldest item that nobody has: one statement, so nobody comes between."""
    now, token = time.time(), uuid4().hex
    free = (
        select(Item.id)
        .where(Item.state.in_(WORK), Item.deleted_at.is_(None), Item.lease_until < now)
        .order_by(Item.id)
        .limit(1)
        .scalar_subquery()
    )
    take = (
        update(Item)
        .where(Item.id == free)
        .values(worker=worker, token=token, lease_until=now + lease, tries=Item.tries + 1)
        .returning(Item.id, Item.state, Item.source, Item.tries)
    )
    with sessions.begin() as session:
        row = session.execute(take, execution_options={"synchronize_session": False}).first()
    if row is None:
        return None
    return Job(row.id, row.state, row.source, worker, token, row.tries, now)


def extend(sessions: Sessions, job: Job, lease: float) -> bool:
    """The heartbeat: keep the job, if it is still ours."""
    longer = update(Item).where(Item.id == job.item, Item.token == job.token)
    with sessions.begin() as session:
        result = session.execute(longer.values(lease_until=time.time() + lease))
    return result.rowcount == 1


# endregion


# region finish
def finish(
    sessions: Sessions,
    job: Job,
    event: Event,
    *,
    cpu: float = 0.0,
    output: str | None = None,
    reason: str | None = None,
) -> bool:
    """Move the item, and write down that it was moved; or do neither."""
    target = after(job.state, event)
    ours = update(Item).where(
        Item.id == job.item,
        Item.token == job.token,  # not if the lease ran out and another has it
        Item.deleted_at.is_(None),
    )
    at_rest = {"worker": None, "token": None, "lease_until": 0.0, "tries": 0}
    with sessions.begin() as session:
        result = session.execute(ours.values(state=target, reason=reason, **at_rest))
        if result.rowcount == 0:
            return False
        session.add(
            Move(
                item_id=job.item,
                before=job.state,
                event=event,
                after=target,
                worker=job.worker,
                output=output,
                started=job.started,
                ended=time.time(),
                cpu=cpu,
            )
        )
    return True


# endregion


def waiting(sessions: Sessions) -> bool:
    """Whether any item is not at rest yet, in somebody's hands or in nobody's."""
    with sessions() as session:
        return session.scalar(select(Item.id).where(Item.state.in_(WORK)).limit(1)) is not None
