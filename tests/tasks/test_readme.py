from __future__ import annotations

import re

from invoke.collection import Collection

import tasks
from tests.tasks.house import ROOT

README = ROOT / "README.md"


def task_names() -> set[str]:
    """Return the names of all tasks."""
    return set(Collection.from_module(tasks).task_names)


def test_the_readme_names_every_task_and_no_other() -> None:
    """Each task stands in the README as `./inv NAME`, and whatever stands there so is a task."""
    named = set(re.findall(r"\./inv ([a-z][a-z-]*)", README.read_text()))
    assert named == task_names()


def test_every_task_and_option_explains_itself() -> None:
    """`./inv --list` has a line for each task, and --help one for each option."""
    for task in Collection.from_module(tasks).tasks.values():
        assert task.body.__doc__
        assert [argument.name for argument in task.get_arguments() if not argument.help] == []
