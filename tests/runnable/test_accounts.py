"""Accounts: each block of a text, how it is proven, and whether the ledger vouches for it."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

from datetime import date

import pytest

from runnable.accounts import Accounting, State, accounts, tally
from runnable.fence import find_fences
from runnable.statement import Execution
from tests.runnable.house import SVG, fence, sample

TODAY = date.today().isoformat()  # noqa: DTZ011 - as the ledger has it
MODULE = "# region r\ndef half(x):\n    if x < 0:  # not run: a test\n        raise ValueError\n\n    return x / 2\n# endregion\n"
TEST = "import a\ndef test_half():\n    assert a.half(4) == 2\n"
FILES = {"a.py": MODULE, "test_a.py": TEST, "f.svg": SVG}
ALL = {
    "output": (sample("print(1)", "1"), "run, output compared"),
    "raises": (sample("1 / 0", options='raises="ZeroDivisionError: …"'), "run, exception compared"),
    "exit": (sample("raise SystemExit(3)", options="exit=3"), "run, exit status compared"),
    "silent": (sample("x = 1"), "run"),
    "hidden": (sample("x = 1", options="hidden"), "run: hidden"),
    "picture": (sample(f"print(1)\nopen('f.svg', 'w').write({SVG!r})", "1", "figure=f.svg alt=x"), "run, output and picture compared"),
    "pycon": (sample(">>> 1\n1", kind="pycon"), "typed at the prompt, answers compared"),
    "console": (sample("$ true", kind="console"), "typed into a shell, output compared"),
    "json": (fence("json", "1"), "parsed as JSON"),
    "file": (fence("python file=a.py region=r"), "from a file, each statement executed: 2 by test_a.py::test_half"),
    "unverified": (fence('sql unverified="no such server"', "x"), "unverified: no such server"),
    "text": (fence("text", "free"), "text: not code"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "how"), ALL.values(), ids=ALL)
def test_each_way_of_proof_is_named(article, text, how):
    """A block is told with its place, its way of proof and the day of its verdict; what is exempt needs none."""
    written = article("Text\n\n" + text, FILES)
    document = written.open(strict=True)
    assert all(document.verdict(each).passed for each in document.all_samples)
    document.save()
    found = accounts(written.open(strict=True))[0]
    assert (found.path, found.line, found.how) == (written.path, 3, how)
    excused = how.startswith(("text", "unverified"))
    assert found.told == ("excused" if excused else f"proven on {TODAY}")


def test_every_fence_has_one_account(article):
    """Each fence of a text is told once, in the order of the text, an output with its sample; tests come last."""
    written = article("".join(text for text, _ in ALL.values()), FILES)
    found = accounts(written.open(strict=True))
    fences = find_fences(written.text)
    assert [account.line for account in found[:-1]] == [each.start + 1 for each in fences]
    assert [account.kind for account in found[:-1]] == [each.language for each in fences]
    assert [account.name for account in found if account.kind == "output"] == ["sample-1", "sample-6"]
    assert (found[-1].kind, found[-1].path) == ("test", written.bundle / "test_a.py")


def test_what_was_not_run_is_open(article):
    """Nothing is run for an account: a block without a verdict was never run, one that changed since is stale."""
    written = article(sample("print(1)", "1") + fence("python file=a.py region=r"), FILES)
    assert [account.told for account in accounts(written.open())] == ["never run"] * 4
    assert not written.ledger.exists()
    assert written.verify() == {}
    assert [account.state for account in accounts(written.open())] == [State.PROVEN] * 4
    written.write(written.text.replace("print(1)", "print(1) "))
    states = [(account.kind, account.told) for account in accounts(written.open())]
    assert states[:2] == [("python", "stale"), ("output", "stale")]
    assert states[2:] == [("python", f"proven on {TODAY}"), ("test", f"proven on {TODAY}")]


@pytest.mark.parametrize(
    "text", [fence("", "x"), fence("bash", "x"), "Text\n\n    code\n", "<pre>\n```\nx\n```\n</pre>\n"]
)
def test_a_block_that_nobody_answers_for(article, text):
    """In a text that is not strict, a block may be neither proven nor excused, and is told so."""
    (found,) = accounts(article(text).open())
    assert (found.state, found.settled) == (State.UNACCOUNTED, False)


def test_lines_of_a_region(article):
    """Of a shown part of a file, statements executed and excused are counted, these with their lines on the page."""
    written = article(fence("python file=a.py region=r"), FILES)
    (shown,) = written.open().samples
    assert Accounting(written.open()).execution(shown) is None
    assert written.verify() == {}
    assert Accounting(written.open()).execution(shown) == Execution(2, 2, frozenset({2, 3}))


def test_lines_of_a_script(article):
    """Of a script the same is counted; what is between two excused lines goes with them, what follows does not."""
    code = "x = 1\nif x > 1:  # not run: a test\n    y = (1,\n         2)\n\n    z = 3\n\nprint(x)"
    written = article("Text\n\n" + sample(code, "1"))
    assert written.verify() == {}
    (found, _) = accounts(written.open())
    assert found.execution == Execution(2, 3, frozenset({2, 3, 4, 5, 6}))


def test_text_above_a_script_takes_nothing_from_it(article):
    """A script is executed and proven as before when lines are put above it, though it does not run again."""
    written = article("# Title\n\n" + sample("a = 1\nif a > 1:\n    a = 2  # not run: a is 1\n"))
    assert written.verify() == {}
    written.write("A new paragraph.\n\n" * 3 + written.text)
    accounting = Accounting(written.open())
    assert written.stale() == []
    assert accounting.execution(accounting.document.samples[0]) == Execution(2, 1, frozenset({3}))
    assert [account.state for account in accounting.accounts()] == [State.PROVEN]


def test_a_sample_of_another_text_has_no_proof(article):
    """The proof of a sample is for that sample alone, and not for one of the same name elsewhere."""
    written, other = article(sample("print(1)", "1")), article(sample("print(2)", "2"))
    assert written.verify() == {}
    (own,), (foreign,) = written.open().samples, other.open().samples
    assert own.name == foreign.name
    accounting = Accounting(written.open())
    assert accounting.execution(own) == Execution(1)
    assert accounting.execution(foreign) is None


def test_a_region_is_open_while_one_of_its_runs_is_not_known(article):
    """A part of a file is proven by the lines of the runs that the ledger knows now, and not by its own entry alone."""
    written = article(fence("python file=a.py region=r"), FILES)
    assert written.verify() == {}
    document = written.open()
    document.ledger.forget("test_a.py::test_half")
    assert [account.state for account in accounts(document)] == [State.STALE, State.NEVER]


def test_sums(article):
    """What is proven is added up by kind and proof; what is open is in no number."""
    written = article("".join(text for text, _ in ALL.values()), FILES)
    nothing = tally(accounts(written.open(strict=True)))
    assert (nothing.sample_count, nothing.statements, nothing.outputs, nothing.tests, nothing.since) == (0, 0, 0, 0, "")
    document = written.open(strict=True)
    assert all(document.verdict(each).passed for each in document.all_samples)
    document.save()
    found = tally(accounts(written.open(strict=True)))
    assert (found.sample_count, found.outputs, found.tests, found.texts, found.since) == (10, 4, 1, 1, TODAY)
    assert (found.executed, found.statements) == (8, 10)
    assert found.samples["python", "run"] == 2
    assert [account.detail for account in found.unverified] == ["no such server"]
