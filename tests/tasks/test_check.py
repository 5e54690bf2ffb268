from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
    house.article.write_text(house.article.read_text() + "\n!!! update\n    Of no day.\n")
    (house.root / "uv.lock").touch()
    (house.article.parent / "requirements.in").write_text("flask\n")
    done = house.inv("check")
    assert done.returncode == 1, done.stdout
    assert outcomes(done.stdout) == dict.fromkeys(tasks.CHECKS, "FAIL"), done.stdout
    for found in ("F401", "broken.py:2", "Pyton", "an update needs its date", "uv.lock"):
        assert found in done.stdout


def test_what_one_check_finds_fails_that_check_only(house: House) -> None:
    """Links are checked on a build of their own, which leaves nothing; a file may not name the repository's folder."""
    house.article.write_text(house.article.read_text() + "\n[Nowhere](/no/such/page/), [here](#no-such-anchor)\n")
    (house.root / "notes.txt").write_text(f'cd "{house.root}"\n')
    done = house.inv("check")
    assert done.returncode == 1
    expected = dict.fromkeys(tasks.CHECKS, "pass") | {"links": "FAIL", "portable": "FAIL"}
    assert outcomes(done.stdout) == expected, done.stdout
    for found in ("/no/such/page/", "no-such-anchor", "notes.txt:1:"):
        assert found in done.stdout
    assert not (house.root / "output").exists()
    assert not list(house.root.glob(".build-*"))


def test_where_packages_come_from_is_not_committed(house: House) -> None:
    """Such a line in any file that could be committed is found, and in an ignored one it is not."""
    search = ["git", "grep", "--no-index", "--exclude-standard", "-nIE", "-e", tasks.UNWANTED]
    lines = ["uv --{}-url x".format("index"), "--{}-url=x".format("extra-index"), '"{}": "http://x"'.format("resolved")]
    assert house.run(*search).returncode == 1
    for path in (house.root / "output" / "notes.txt", house.root / "notes.txt"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines))
    found = house.run(*search).stdout.splitlines()
    assert [line.split(":")[0] for line in found] == ["notes.txt"] * 3
