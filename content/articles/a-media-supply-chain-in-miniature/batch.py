"""A batch of films and two workers: what becomes of each, and what it costs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import select

from figures.gantt import draw_gantt
from serving import worker
from supply.app import create_app
from supply.models import Move, connect
from supply.receive import receive
from synth import film

BATCH = ("good", "codec", "loud", "good", "truncated", "black", "silence", "good")


# region batch
def run_batch(figure: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        store = Path(name)
        sessions = connect(store)
        for number, fault in enumerate(BATCH, start=1):
            path = film(store / f"{number}.mp4", fault)
            with path.open("rb") as file:
                receive(store, sessions, f"{fault}.mp4", file)
        with (
            worker(store, "--name", "one", "--until-done") as one,
            worker(store, "--name", "two", "--until-done") as two,
        ):
            one.wait(timeout=240)
            two.wait(timeout=240)
        with sessions() as session:
            moves = session.scalars(select(Move).order_by(Move.id)).all()
        draw_gantt(figure, BATCH, moves)
        costs = create_app(store).test_client().get("/costs").json
    for item in costs["items"]:
        print(f"{item['name']:15} {item['state']:10} {item['cpu']:5.2f} s")
    print(f"{'total':26} {costs['total']:5.2f} s")


# endregion
