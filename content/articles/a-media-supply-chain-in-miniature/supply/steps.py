"""The five steps: each reads what the steps before it made, and writes into a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from supply import media
from supply.media import Commands, MediaError
from supply.models import Move
from supply.queue import Job, Sessions
from supply.rules import CHEAP, FULL, Report, Rule, reasons
from supply.states import Event


class Rejected(Exception):
    """The file is not what we take; the message says why."""


# region desk
@dataclass
class Desk:
    """What a step works with: its input, what was made before, and an empty folder."""

    store: Path
    source: Path
    folder: Path
    commands: Commands
    made: dict[Event, Path] = field(default_factory=dict)

    @property
    def output(self) -> str:
        return str(self.folder.relative_to(self.store))


def set_desk(store: Path, sessions: Sessions, job: Job, commands: Commands) -> Desk:
    """A folder for this claim: two workers on one job can't get into each other's way."""
    folder = store / "work" / str(job.item) / f"{job.event}-{job.token[:12]}"
    folder.mkdir(parents=True)
    moves = select(Move.event, Move.output).where(Move.item_id == job.item).order_by(Move.id)
    with sessions() as session:
        made = {event: store / output for event, output in session.execute(moves) if output}
    return Desk(store, store / "inbox" / job.source, folder, commands, made)


# endregion


# region steps
def probe(desk: Desk) -> None:
    try:
        header = media.probe(desk.commands, desk.source)
    except MediaError as error:
        raise Rejected(f"no media file: {error}") from error
    write_report(desk, {"probe": header})


def check(desk: Desk) -> None:
    report = read_report(desk, Event.PROBE)
    judge(report, CHEAP)  # without decoding what the header already rules out
    try:
        report["measured"] = media.measure(desk.commands, desk.source)
    except MediaError as error:
        raise Rejected(f"can't be decoded: {error}") from error
    write_report(desk, report)
    judge(report, FULL)


def judge(report: Report, rules: tuple[Rule, ...]) -> None:
    if found := reasons(report, rules):
        raise Rejected("; ".join(found))


def transcode(desk: Desk) -> None:
    media.transcode(desk.commands, desk.source, desk.folder / "film.mp4")


def package(desk: Desk) -> None:
    media.package(desk.commands, desk.made[Event.TRANSCODE] / "film.mp4", desk.folder)


def publish(desk: Desk) -> None:
    """Point the public name at the package: seen at once, or not at all, and as often as you like."""
    package = desk.made[Event.PACKAGE]
    link = desk.folder / "link"
    link.symlink_to(os.path.relpath(package, desk.store / "public"))
    link.replace(desk.store / "public" / package.parent.name)


# endregion


def write_report(desk: Desk, report: Report) -> None:
    (desk.folder / "report.json").write_text(json.dumps(report, indent=1))


def read_report(desk: Desk, event: Event) -> Report:
    report: Report = json.loads((desk.made[event] / "report.json").read_text())
    return report


Step = Callable[[Desk], None]
STEPS: dict[Event, Step] = {
    Event.PROBE: probe,
    Event.CHECK: check,
    Event.TRANSCODE: transcode,
    Event.PACKAGE: package,
    Event.PUBLISH: publish,
}
NOTHING: dict[Event, Step] = dict.fromkeys(STEPS, lambda _desk: None)
"""For tests of the queue alone."""


# region sweep
def sweep(store: Path, sessions: Sessions) -> list[str]:
    """Remove the folders that no move names: what dead workers have left. Run it when none works."""
    with sessions() as session:
        named = set(session.scalars(select(Move.output)))
    folders = sorted(str(path.relative_to(store)) for path in store.glob("work/*/*"))
    left = [folder for folder in folders if folder not in named]
    for folder in left:
        shutil.rmtree(store / folder)
    return left


# endregion
