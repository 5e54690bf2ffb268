from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import tasks

if TYPE_CHECKING:
    from tests.tasks.house import House


def outcomes(printed: str) -> dict[str, str]:
    """Return what each check came to, by its name."""
    return {
        name: outcome for outcome, name in re.findall(r"^(pass|FAIL)  (\w+)  \(\d+\.\d s\)$", printed, re.MULTILINE)
    }


def test_every_check_runs_and_each_finds_what_it_is_there_for(house: House) -> None:
    """All checks are run whatever the others find; each is named, timed, and fails the whole."""
    broken = house.root / "plugins" / "broken.py"
    broken.write_text('import  os\ncount: int = "one"\n')
    floor = house.root / "plugins" / "runnable" / "sample.py"
    floor.write_text(floor.read_text() + "\nimport runnable.integration.command\n")
    house.article.write_text(house.article.read_text().replace("Category: Python", "Category: Pyton"))
    (house.root / "uv.lock").touch()
    done = house.inv("check")
    assert done.returncode == 1, done.stdout
    assert outcomes(done.stdout) == dict.fromkeys(tasks.CHECKS, "FAIL"), done.stdout
    for found in ("F401", "broken.py:2", "Pyton", "uv.lock"):
        assert found in done.stdout


def test_a_link_that_leads_nowhere_is_found(house: House) -> None:
    """Links are checked on a build of their own, which leaves nothing behind."""
    house.article.write_text(house.article.read_text() + "\n[Nowhere](/no/such/page/), [here](#no-such-anchor)\n")
    done = house.inv("check")
    assert done.returncode == 1
    assert outcomes(done.stdout)["links"] == "FAIL"
    assert outcomes(done.stdout)["headers"] == "pass"
    assert "/no/such/page/" in done.stdout
    assert "no-such-anchor" in done.stdout
    assert not (house.root / "output").exists()
    assert not list(house.root.glob(".build-*"))


@pytest.mark.parametrize(
    "line",
    [
        "uv pip compile --{}index-url somewhere".format(""),
        "--{}index-url=x".format("extra-"),
        '"{}": "http://x/y"'.format("resolved"),
    ],
)
def test_where_packages_come_from_is_not_committed(house: House, line: str) -> None:
    """Such a line in any file that could be committed is found, and in an ignored one it is not."""
    searched = ["git", "grep", "--no-index", "--exclude-standard", "-nIE", "-e", tasks.UNWANTED]
    assert house.run(*searched).returncode == 1
    (house.root / "output").mkdir()
    (house.root / "output" / "notes.txt").write_text(line)
    assert house.run(*searched).returncode == 1
    (house.root / "notes.txt").write_text(line)
    assert house.run(*searched).stdout.startswith("notes.txt:1:")
