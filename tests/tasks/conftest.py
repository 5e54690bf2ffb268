"""Houses for the tests of the tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tasks.house import House, build_house

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with one published, verified article; only to be copied."""
    house = build_house(tmp_path_factory.mktemp("houses") / "furnished")
    made = house.inv("new", "A first article")
    assert made.returncode == 0, made.stdout
    house.article.write_text(house.article.read_text().replace("Status: draft\n", ""))
    house.commit("Write a first article")
    verified = house.inv("verify")
    assert verified.returncode == 0, verified.stdout
    return house


@pytest.fixture
def house(furnished: House, tmp_path: Path) -> House:
    """A house of the test's own."""
    return furnished.copy(tmp_path / "house")
