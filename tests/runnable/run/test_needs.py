"""Programs that a machine may not have: a failure where all is to be proven, and elsewhere a gap that is named."""

from __future__ import annotations

import pytest

from runnable.integration.command import record, verify
from runnable.run.needs import missing, require
from runnable.workshop import ENVIRONMENT
from tests.runnable.house import fence, sample

ABSENT = "no-such-program"
NEEDS = f"needs={ABSENT} name=a"


@pytest.fixture(autouse=True)
def at_home(monkeypatch):
    """A machine that is not the one of continuous integration."""
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def in_ci(monkeypatch):
    """The machine of continuous integration, on which nothing may be missing."""
    monkeypatch.setenv("CI", "true")


def test_what_is_missing(article):
    """A sample misses what samples don't find on their PATH, each program once."""
    text = sample("1", options=f'needs="{ABSENT} sh other-one {ABSENT}"') + sample("2", options="needs=sh")
    first, second = article(text).open().samples
    assert missing(first) == (ABSENT, "other-one")
    assert missing(second) == ()
    with pytest.raises(ValueError, match=f"{ABSENT} is missing; install it; other-one is missing; install it"):
        require([second, first])


def test_a_kind_needs_its_program(article, monkeypatch):
    """A fence in nginx needs nginx without saying so, and is told the package that it is in."""
    monkeypatch.setitem(ENVIRONMENT, "PATH", "/nowhere")
    (found,) = article(fence("nginx", "listen 80;")).open().samples
    assert missing(found) == ("nginx",)
    with pytest.raises(ValueError, match="nginx is missing; install it: apt-get install nginx-light"):
        require([found])


def test_a_sample_that_is_not_verified(article, capsys):
    """At home a missing program is no fault, and no proof: the sample is named, and does not count as proven."""
    written = article(sample("print(1)", "1", NEEDS) + sample("print(2)", "2"))
    assert verify([written.bundle], ledger=written.ledger) == 1
    out, err = capsys.readouterr()
    assert f"{written.path}:1: a: is not verified: {ABSENT} is missing" in err
    assert "1 proven (1 run), 0 unverified with a reason, 1 not verified, for want of programs" in out
    assert written.stale() == ["a"]
    assert written.open().verification() is None


def test_a_failure_in_ci(article, monkeypatch, capsys):
    """With CI in the environment it is a fault like any other."""
    monkeypatch.setenv("CI", "true")
    written = article(sample("print(1)", "1", NEEDS))
    assert f"{written.path}:1: a: {ABSENT} is missing; install it" in written.failure()
    assert verify([written.bundle], ledger=written.ledger) == 1
    assert "1 wrong" in capsys.readouterr().out


def test_what_a_setup_needs(article):
    """A sample needs what its setup needs."""
    written = article(sample("print(1)", "1", NEEDS) + sample("print(2)", "2", "setup=a name=b"))
    document = written.open()
    assert [document.verdict(found).missing for found in document.samples] == [(ABSENT,), (ABSENT,)]


def test_a_file_whose_proof_is_missing(article):
    """A file whose lines only such a sample may execute is not verified either; what another sample proves, is."""
    show, files = fence("python file=f.py"), {"f.py": "x = 1\n"}
    document = article(show + sample("import f", "", NEEDS), files).open()
    assert [document.verdict(found).missing for found in document.samples] == [(ABSENT,), (ABSENT,)]
    document = article(show + sample("import f", "", NEEDS) + sample("import f", ""), files).open()
    assert [document.verdict(found).passed for found in document.samples] == [True, False, True]


def test_a_file_that_differs_is_a_fault(article):
    """A page that shows another text than the file fails, whatever is missing."""
    written = article(fence("python file=f.py", "x = 2") + sample("import f", "", NEEDS), {"f.py": "x = 1\n"})
    document = written.open()
    assert "the page shows another text" in document.verdict(document.samples[0]).explain()


def test_record_says_what_is_missing(article, capsys):
    """What can't be run can't be recorded, and the article stays as it is."""
    written = article(sample("print(1)", "0", NEEDS))
    before = written.text
    assert record([written.bundle], ledger=written.ledger) == 1
    assert f"a: {ABSENT} is missing; install it" in capsys.readouterr().err
    assert written.text == before


def test_another_program_is_another_proof(article, tmp_path, monkeypatch):
    """A verdict is reached anew when the program that it needs is another one."""
    program = tmp_path / ABSENT
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setitem(ENVIRONMENT, "PATH", f"{tmp_path}:{ENVIRONMENT['PATH']}")
    written = article(sample("print(1)", "1", NEEDS))
    assert written.verify() == {}
    assert written.stale() == []
    program.write_text("#!/bin/sh\nexit 1\n")
    assert written.stale() == ["a"]


CHROMIUM = """\
from playwright.sync_api import sync_playwright

def title():
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--disable-gpu"])
        page = browser.new_page()
        page.set_content("<title>Read by Chromium</title>")
        found = page.title()
        browser.close()
    return found
"""


@pytest.mark.usefixtures("in_ci")
def test_a_browser_that_samples_drive(article):
    """Who needs Chromium has not the limit that it can't live with: a script, a shell, a test, and a later sample."""
    run, needs = "from drive import title; print(title())", 'needs="chromium" timeout=60'
    text = sample(run, "Read by Chromium", needs)
    text += sample(f"$ python -c '{run}'\nRead by Chromium", options=needs, kind="console")
    text += sample("import resource; print(resource.getrlimit(resource.RLIMIT_AS)[0] > 0)", "True")
    text += sample("1", options="session=a") + sample(run, "Read by Chromium", f"session=a {needs}")
    test = "# needs: chromium\nfrom drive import title\n\ndef test_title():\n    assert title() == 'Read by Chromium'\n"
    written = article(text, {"drive.py": CHROMIUM, "test_drive.py": test})
    assert written.verify() == {}
    assert not written.stale()


def test_without_that_need_there_is_the_limit(article):
    """A sample that does not say that it needs Chromium can't reserve as many addresses."""
    assert article(sample("from drive import title; title()", "", "timeout=60"), {"drive.py": CHROMIUM}).verify()
