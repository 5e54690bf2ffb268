from __future__ import annotations

import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

import tasks
from tests.tasks.house import ENVIRONMENT, SLUG, ended

if TYPE_CHECKING:
    from tests.tasks.house import House


@pytest.mark.parametrize("command", ["record", "verify"])
def test_an_unknown_slug_is_an_error_that_lists_the_known(house: House, command: str) -> None:
    """The error says which is meant, and what else there is."""
    done = house.inv(command, "a-frist-article")
    assert done.returncode == 1
    assert f"did you mean {SLUG}?" in done.stdout
    assert f"\n  {SLUG}\n" in done.stdout


def test_verify_tells_the_truth_by_its_exit_code(house: House) -> None:
    """0 for pages that say what runs print, not 0 for others; `record` makes the one of the other."""
    house.article.write_text(house.article.read_text().replace("Hello, reader!\n", "Hello, writer!\n"))
    lie = house.inv("verify", SLUG)
    assert lie.returncode != 0
    assert "Hello, writer!" in lie.stdout
    assert house.inv("record", SLUG).returncode == 0
    assert "Hello, reader!\n" in house.article.read_text()
    assert house.inv("verify", SLUG).returncode == 0


def test_verify_tries_mutants(house: House) -> None:
    """`--mutate` tells how many of the article's mutants were caught, as many as `--most` lets it try."""
    done = house.inv("verify", "--mutate", "--most", "5", SLUG)
    assert done.returncode == 0
    assert f"{SLUG}/index.md: 5 of 5 mutants caught (100.0 %)" in done.stdout


def test_verify_watches_an_article(house: House) -> None:
    """A changed article is verified until Ctrl-C; one that is not named is not."""
    page = house.root / "content/pages/about.md"
    command = [house.root / "inv", "verify", "--watch", SLUG]
    new = house.article.with_name(".index.md.new")
    with ended(subprocess.Popen(command, cwd=house.root, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)) as watch:
        told = iter(watch.stdout or ())
        assert f"{SLUG}/index.md: 3 proven (0 run)" in next(told)
        page.write_text(page.read_text() + "\n")
        new.write_text(house.article.read_text().replace("print(", "print( "))
        new.replace(house.article)  # at once: a save that takes long may be told twice
        assert f"{SLUG}/index.md: 3 proven (" in next(told)
        watch.send_signal(signal.SIGINT)
        assert list(told) == []
        assert watch.wait() == 0


def test_what_verify_can_not_do_together_is_refused(house: House) -> None:
    """To watch, to report and to alter exclude each other."""
    done = house.inv("verify", "--watch", "--report")
    assert done.returncode == 1
    assert "exclude each other" in done.stdout


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ([], []),
        (["verify"], ["verify"]),
        (["record", "one", "two"], ["record", "--slug", "one", "--slug", "two"]),
        (["verify", "--slug", "one"], ["verify", "--slug", "one"]),
        (["verify", "--mutate", "one", "two"], ["verify", "--mutate", "--slug", "one", "--slug", "two"]),
        (["verify", "one", "--mutate", "--most", "9"], ["verify", "--slug", "one", "--mutate", "--most", "9"]),
        (["verify", "--mutate", "--most=9", "one"], ["verify", "--mutate", "--most=9", "--slug", "one"]),
        (["verify", "--tier", "fast", "one"], ["verify", "--tier", "fast", "--slug", "one"]),
        (["record", "--slow", "one"], ["record", "--slow", "--slug", "one"]),
        (["verify", "--report", "one", "--json"], ["verify", "--report", "--slug", "one", "--json"]),
        (["verify", "-s", "one", "two"], ["verify", "-s", "one", "--slug", "two"]),
        (["test", "-x", "-k", "a or b"], ["test", "--", "-x", "-k", "'a or b'"]),
        (["new", "--help"], ["--help", "new"]),
        (["clean", "--all"], ["clean", "--all"]),
    ],
)
def test_arguments_become_what_invoke_takes(given: list[str], taken: list[str]) -> None:
    """Slugs and pytest's arguments need no option of their own."""
    assert tasks.spelled_out(given) == taken
