"""Samples that are verified by several threads at one time."""

from __future__ import annotations

import threading

import pytest

from runnable import workshop as workshops
from runnable.crew import WORTH, Crew
from tests.runnable.house import sample

TEXT = "".join(sample(f"print({number})", str(number), f"name=n{number}") for number in range(8))
SESSION = sample("n = 1", options="session=s name=first") + sample("print(n)", "2", "session=s name=second")


@pytest.fixture
def crew(monkeypatch):
    """A crew of two, however many processors there are; afterwards no thread has a workshop but this one."""
    workshops.close_workshops(but_ours=True)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    with Crew() as two:
        yield two
    ours = threading.get_ident()
    assert [thread for _, thread in workshops._open if thread != ours] == []


def test_verdicts_are_those_of_one_thread(article, crew):
    """What a crew verified needs no other run, and each verdict, good or bad, is that of one thread."""
    written = article(TEXT.replace("print(3)", "print(33)") + SESSION)
    document = written.open()
    crew.verify(document, document.all_samples)
    assert len(workshops._open) > 1
    document.recording = None  # which a run would have to call
    told = {found.name for found in document.all_samples if not document.verdict(found).passed}
    assert told == {"n3", "second"}
    assert set(written.verify()) == told


def test_little_is_done_by_one(article, crew):
    """For a few processes no thread is begun, and none for what is known."""
    document = article("".join(sample("1", options=f"name=n{number}") for number in range(WORTH - 1))).open()
    crew.verify(document, document.all_samples)
    assert [document.known(found) for found in document.all_samples] == [None] * (WORTH - 1)
    written = article(TEXT)
    assert written.verify() == {}
    document = written.open()
    crew.verify(document, document.all_samples)
    assert document._verdicts == {}


def test_an_error_of_ours_is_raised(article, crew):
    """What breaks in a thread of the crew is not lost."""
    document = article(TEXT).open()

    def broken(_samples):
        raise KeyError("broken")

    document.verdicts = broken
    with pytest.raises(KeyError, match="broken"):
        crew.verify(document, document.all_samples)
