from __future__ import annotations

import re

from invoke.collection import Collection

import tasks
from tests.tasks.house import ROOT

README = ROOT / "README.md"


def task_names() -> set[str]:
    """Return the names of all tasks."""
    return set(Collection.from_module(tasks).task_names)


def test_the_readme_lists_every_task_and_no_other() -> None:
    """The table under `./inv …` has a row for each task, and no row for what is none."""
    _, table = README.read_text().split("| `./inv …` | |\n", 1)
    rows = table.split("\n\n", 1)[0].splitlines()[1:]
    assert sorted(re.findall(r"^\| `([a-z]+)", row)[0] for row in rows) == sorted(task_names())


def test_every_command_in_the_readme_is_a_task() -> None:
    """Whatever stands after `./inv` in the README can be run."""
    commands = set(re.findall(r"\./inv ([a-z][a-z-]*)", README.read_text()))
    assert {"serve", "test"} <= commands <= task_names()


def test_every_task_and_option_explains_itself() -> None:
    """`./inv --list` has a line for each task, and --help one for each option."""
    for task in Collection.from_module(tasks).tasks.values():
        assert task.body.__doc__
        assert [argument.name for argument in task.get_arguments() if not argument.help] == []
