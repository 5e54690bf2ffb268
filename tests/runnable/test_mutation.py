"""Mutation of the record: each lie is caught, and the score falls where one is not."""

from __future__ import annotations

import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from runnable import verdict
from runnable.document import Document
from runnable.integration import command
from runnable.mutation import Outcome, Trial, chosen, mutants, score
from runnable.operators import OPERATORS
from runnable.run import RUNNERS, python
from runnable.sample import SampleError
from runnable.verdict import Verdict
from tests.runnable.house import Article, fence, sample

ADD = """\
# region add
def add(a, b):
    return a + b
# endregion


# region half
def half(a):
    return a / 2
# endregion
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="8" height="8"/></svg>'
DRAW = f"from pathlib import Path\nPath('a.svg').write_text('{PICTURE}')"
EVERYTHING = "".join(
    [
        sample("print('one 1')\nprint('two')", "one 1\ntwo\n", "name=plain requires=pytest"),
        sample("raise ValueError('no')", options='name=raises raises="ValueError: no"'),
        sample("raise SystemExit(2)", options="name=exit exit=2"),
        fence("console run name=shell", "$ echo a 1\na 1\n$ echo b\nb\n$ true\n"),
        fence("pycon run name=prompt", ">>> 1 + 1\n2\n>>> print('a\\nb')\na\nb\n"),
        sample("x = 1", options="hidden name=before"),
        sample("print(x)\ny = 2", "1\n", "name=first session=s setup=before"),
        sample("print(y)", "2\n", "name=second session=s"),
        sample("print('12:00:00')", "<time>\n", "name=folded fold=time"),
        sample(DRAW, options='hidden name=drawn figure=a.svg alt="a"'),
        fence('python file=add.py region=add hl_lines="1" name=shown', "def add(a, b):\n    return a + b\n"),
        fence("python file=add.py region=half name=half", "def half(a):\n    return a / 2\n"),
        sample("from add import *\nprint(add(1, 2), half(4))", "3 2.0\n", "name=adds"),
        fence("json schema=schema.json", '{\n  "a": 1,\n  "b": [true]\n}\n'),
        fence("toml", 'a = "b"\n'),
        fence("ini", "[a]\nb = c\n"),
        fence("html", "<p>a</p>\n"),
    ]
)
SCHEMA = '{"properties": {"a": {"type": "integer"}}}'
FILES = {"add.py": ADD, "a.svg": PICTURE, "b.svg": PICTURE.replace("8", "9"), "schema.json": SCHEMA}


def proven(written: Article) -> Document:
    """The strict document of an article that has to be proven."""
    document = written.open(strict=True)
    assert [
        document.verdict(found).explain() for found in document.all_samples if not document.verdict(found).passed
    ] == []
    return document


def outcomes(document: Document) -> Mapping[tuple[str, str], set[Outcome]]:
    """What became of the mutants, by the aspect and by what was done, without the values."""
    found = defaultdict(set)
    with Trial(document) as trial:
        assert trial.control(mutants(document)) == []
        for mutant in mutants(document):
            done = re.sub(
                r" was set to .*", " was set", re.sub(r"(the first byte|byte \d+) of \S+", "a byte", mutant.edit.what)
            )
            found[mutant.aspect, done].add(trial.outcome(mutant))
    return found


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Article:
    """An article in which each operator finds something to alter."""
    return Article(tmp_path_factory.mktemp("everything")).write(EVERYTHING, FILES)


@pytest.fixture(scope="module")
def document(everything: Article) -> Document:
    """The same, proven and opened once, so that each sample runs once."""
    return proven(everything)


@pytest.fixture(scope="module")
def found(document: Document) -> Mapping[tuple[str, str], set[Outcome]]:
    """What became of its mutants."""
    return outcomes(document)


PRINTED = (
    "a digit was changed",
    "a letter's case was changed",
    "a character was added to the end",
    "a blank was added to the end",
    "a line was dropped",
    "a line was doubled",
    "two lines were swapped",
    "a line was added",
    "an empty line was added",
    "the output was emptied",
)
CAUGHT = [
    *(("output", what) for what in (*PRINTED, "the output fence was dropped")),
    *(("transcript", what) for what in (*PRINTED, "an output was moved under another prompt")),
    *(("shown", f"{what} was added") for what in ("a line", "an empty line")),
    *(("shown", what) for what in ("a character was changed", "a line was dropped")),
    *(("data", f"{what} was dropped") for what in ("a bracket", "a colon", "a quote", "an equals sign", "a separator")),
    ("data", "the end of a tag was dropped"),
    ("schema", "a value was given another type"),
    *((name, f"{name}= was set") for name in ("raises", "exit", "region", "figure", "hl_lines", "requires")),
    *((name, f"{name}= was dropped") for name in ("raises", "exit", "region", "fold")),
    ("figure", "a byte was flipped"),
    *((name, f"{name}= was set") for name in ("session", "setup")),
    *((name, f"{name}= was dropped") for name in ("session", "setup")),
]


@pytest.mark.parametrize(("aspect", "what"), CAUGHT)
def test_every_mutant_is_caught(found, aspect, what):
    """Whatever the operator did, wherever it did it, a verdict turned red."""
    assert found[aspect, what] == {Outcome.CAUGHT}


def test_no_operator_is_left_out(found):
    """The table above names all that was done; the test of casts is below."""
    assert set(found) == set(CAUGHT)
    assert {aspect for aspect, _ in CAUGHT} | {"cast"} == set(OPERATORS)


# That the score can fall


def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each output pass for the one on the page."""
    monkeypatch.setattr(verdict, "output_matches", lambda *_: True)


def test_a_blind_verdict_is_found_out(document, monkeypatch):
    """Where any output passes, all that was done to outputs survives, and nothing else."""
    blind(monkeypatch)
    found = score(document)
    assert {mutant.aspect for mutant in found.survivors} == {"output", "transcript", "fold"}
    assert found.outcomes[Outcome.SURVIVED] == len(found.survivors) > 50
    assert found.outcomes[Outcome.CAUGHT] > 50
    assert "(100.0 %)" not in str(found)


def test_what_runs_in_pages(article):
    """Lies about what runs in both engines, a declared difference and an exercise among them, are all told."""
    other = 'browser="other: it tells where it is"'
    text = sample("print('one 1')", "one 1\n", "name=a session=s browser") + sample(
        "import sys\nprint(sys.platform)", "linux\n", f"session=s {other}"
    )
    exercise = sample("def n():\n    return 1", options="name=e exercise browser test=check solution=solved")
    solved = sample("def n():\n    return 2", options="hidden name=solved")
    document = proven(article(text + exercise + solved + sample("assert n() == 2", options="hidden name=check")))
    with Trial(document) as trial:
        assert trial.control(mutants(document)) == []
    found = score(document)
    assert found.survivors == ()
    assert found.outcomes[Outcome.CAUGHT] > 5


@pytest.mark.parametrize(
    ("check", "aspects"),
    [
        ("_raised", {"raises"}),
        ("_exit", {"exit"}),
        ("_figure", {"figure"}),
        ("_output", {"output", "transcript", "fold"}),
    ],
)
def test_each_check_is_needed(document, monkeypatch, check, aspects):
    """Without one of the checks that make a verdict, mutants of its aspects survive, and no others."""
    monkeypatch.setattr(verdict, check, lambda *_: None)
    with Trial(document) as trial:
        assert {mutant.aspect for mutant in mutants(document) if trial.survives(mutant)} == aspects


def test_a_survivor_is_told(article, monkeypatch):
    """With its file and line, what was done, and the line before and after."""
    written = article("Text\n\n" + sample("print('a')\nprint('B1')", "a\nB1\n"))
    document = proven(written)
    blind(monkeypatch)
    told = [str(mutant) for mutant in score(document).survivors]
    where = f"{written.path}:10: sample-1: "
    assert f"{where}a digit was changed, and the verdict stayed green\n    - B1\n    + B2" in told
    assert f"{where}a line was dropped, and the verdict stayed green\n    - B1" in told


def test_any_aspect_can_survive(document, monkeypatch):
    """Where every verdict is green, only what can't be read as an article is caught."""
    with Trial(document) as trial:
        assert trial.control(mutants(document)) == []
        monkeypatch.setattr(Document, "verdict", lambda _self, found, **_: Verdict(found))
        survived = {mutant.aspect for mutant in mutants(document) if trial.survives(mutant)}
    assert survived == set(OPERATORS) - {"session", "setup", "cast"}


def test_a_rounded_score_is_no_full_score(article, monkeypatch):
    """A single survivor among thousands shows in the percentage."""
    document = proven(article(sample("print(1)", "1\n")))
    blind(monkeypatch)
    found = score(document)
    many = Counter({Outcome.CAUGHT: 99_999})
    assert "(99.9 %)" in str(replace(found, outcomes=many, survivors=found.survivors[:1]))


# What is counted apart


def test_what_a_wildcard_covers_is_counted_apart(article):
    """Beside `…` a line may be missing: that is no lie, and no part of the score."""
    found = score(proven(article(sample("print('a 1\\nb\\nc')", "a …\n…\nc\n"))))
    assert found.survivors == ()
    assert "2 lines open by …, 2 allowed by …" in str(found)
    found = score(proven(article(sample("print('a\\nb')", "…\nb\n"))))
    assert found.survivors == ()
    assert "1 line open by …, 1 allowed by …" in str(found)


def test_a_wildcard_excuses_no_blindness(article, monkeypatch):
    """Whether `…` covers a change is not asked of the verdict that is on trial."""
    document = proven(article(sample("print('a1\\nb')", "a1\n…\n")))
    blind(monkeypatch)
    assert "a digit was changed" in [mutant.edit.what for mutant in score(document).survivors]


def test_folds_are_open_and_have_to_be_needed(article):
    """A line with a fold's name is open; a fold that folds nothing survives its being dropped."""
    needed = score(proven(article(sample("print('12:00:00')", "<time>\n", "fold=time"))))
    assert (needed.open_lines, needed.survivors) == (1, ())
    needless = score(proven(article(sample("print('a')", "a\n", "fold=time"))))
    assert [mutant.edit.what for mutant in needless.survivors] == ["fold= was dropped"]


def test_a_needless_session_is_equivalent(article):
    """A run proves that a sample says the same without its session; it is counted apart."""
    text = sample("x = 1", options="session=a") + sample("print(1)", "1\n", "session=a")
    found = outcomes(proven(article(text)))
    assert found["session", "session= was dropped"] == {Outcome.EQUIVALENT}


def test_a_session_that_proves_a_shown_line_is_needed(article):
    """What shows a file turns red when the run that executed it no longer does so."""
    files = {"add.py": "def add():\n    print(1)\n"}
    text = "".join(
        [
            sample("y = 1", options="hidden name=y"),
            sample("import add\nadd.add() if 'y' in vars() else print(1)", "1\n", "setup=y name=adds"),
            fence("python file=add.py", "def add():\n    print(1)\n"),
        ]
    )
    assert outcomes(proven(article(text, files)))["setup", "setup= was dropped"] == {Outcome.CAUGHT}


# How it is done


def test_casts(article):
    """The cast of a transcript is altered by naming another."""
    written = article(fence("console run cast=a.cast", "$ echo a\na\n"))
    written.record()
    assert outcomes(proven(written))["cast", "cast= was set"] == {Outcome.CAUGHT}


def test_what_is_only_expected_is_not_run(article, monkeypatch):
    """One run of each sample is enough for all that is done to what it printed."""
    document, runs = proven(article(sample("print('a 1')", "a 1\n") + sample("1 / 0", None, 'raises="…"'))), []

    def counted(*arguments, **options):
        runs.append(1)
        return python.run(*arguments, **options)

    monkeypatch.setitem(RUNNERS, "python", counted)
    assert score(document).survivors == ()
    assert len(runs) <= 2


def test_what_is_not_tried_is_not_run(article, monkeypatch):
    """Once more run only the samples that the mutants drawn are of."""
    text = "".join(sample(f"print('a {number}')", f"a {number}\n") for number in range(5))
    document, runs = proven(article(text)), []

    def counted(*arguments, **options):
        runs.append(1)
        return python.run(*arguments, **options)

    monkeypatch.setitem(RUNNERS, "python", counted)
    assert score(document, most=1).survivors == ()
    assert len(runs) == 1


def test_nothing_is_written(article):
    """Neither the article nor its bundle changes, and no copy of it is left."""
    written = article(EVERYTHING, FILES)
    before, folders = written.content, set(Path(tempfile.gettempdir()).glob("mutants-*"))
    score(proven(written), most=60)
    assert written.content == before
    assert set(Path(tempfile.gettempdir()).glob("mutants-*")) == folders


def test_links_are_not_written_through(article, tmp_path):
    """Where the text and a picture are links, what they lead to stays as it is."""
    written = article("", {"a.svg": PICTURE})
    for name, content in {"index.md": sample(DRAW, None, 'figure=a.svg alt="a"'), "a.svg": PICTURE}.items():
        (tmp_path / name).write_text(content)
        (written.bundle / name).unlink()
        (written.bundle / name).symlink_to(tmp_path / name)
    found = score(proven(written))
    assert (found.survivors, found.outcomes[Outcome.CAUGHT] > 3) == ((), True)
    assert (tmp_path / "index.md").read_text() == sample(DRAW, None, 'figure=a.svg alt="a"')
    assert (tmp_path / "a.svg").read_text() == PICTURE


def test_most(document):
    """A bound draws the same mutants each time, from the whole of the article, and says how many it left out."""
    every = list(mutants(document))
    first, second = (chosen(every, 30) for _ in range(2))
    assert first == second
    assert len(first) == 30
    assert [every.index(mutant) for mutant in first] == sorted(every.index(mutant) for mutant in first)
    assert len({mutant.aspect for mutant in first}) > 4
    assert str(score(document, most=30)).endswith(f", {len(every) - 30} left out")


def test_of_what_is_wrong_no_mutant_tells_anything(article):
    """Of an article that isn't proven all mutants would be red, which would look like a full score."""
    with pytest.raises(SampleError, match="the output differs"):
        score(article(sample("print(1)", "2\n")).open(strict=True))


def test_unverified_and_empty(article):
    """What nothing checks has no mutants, and no score."""
    found = score(proven(article(fence('sql unverified="no server"', "x") + "Text\n")))
    assert str(found).endswith("index.md: nothing that a mutant could change")


def test_a_page_without_a_bundle(article):
    """A page that shares its folder with others has mutants as well."""
    written = article("Text\n", {"about.md": sample("print('a')", "a\n")})
    found = score(Document(written.bundle / "about.md", written.ledger, strict=True))
    assert found.survivors == ()
    assert found.outcomes[Outcome.CAUGHT] > 5


def test_line_ends_do_not_matter(article):
    """A text with a byte-order mark and the line ends of Windows is altered like any other."""
    text = sample("print('a')", "a\n").replace("\n", "\r\n")
    assert score(proven(article("\ufeff" + text))).outcomes[Outcome.CAUGHT] > 5


def test_the_command(article, monkeypatch, capsys):
    """It verifies first; its status is 1 where a sample is wrong or a mutant survives, and the score is printed."""
    written = article(sample("print('a')", "a\n"))
    assert command.mutate([written.path], ledger=written.ledger) == 0
    assert re.search(r"index\.md: (\d+) of \1 mutants caught \(100\.0 %\), 0 lines open", capsys.readouterr().out)
    blind(monkeypatch)
    assert command.mutate([written.path], ledger=written.ledger, most=100) == 1
    assert "a line was doubled, and the verdict stayed green" in capsys.readouterr().err
    monkeypatch.undo()
    written.write(sample("print('a')", "b\n"))
    assert command.mutate([written.path], ledger=written.ledger) == 1
    assert "mutants" not in capsys.readouterr().out


def test_the_command_and_chance(article, capsys):
    """What prints another thing when it runs once more is told, and its mutants are not judged."""
    written = article(sample("import time\nprint(time.time_ns())", "1\n"))
    written.record()
    printed = re.search(r"^\d{6,}$", written.text, re.MULTILINE)[0]
    document = written.open(strict=True)
    (found,) = document.samples
    made = document._recordings[found.name] = replace(document.recording(found), output=f"{printed}\n")
    assert document.verdict(found).passed
    assert made.output != written.open(strict=True).recording(found).output
    document.save()
    assert command.mutate([written.path], ledger=written.ledger) == 1
    out, err = capsys.readouterr()
    assert "is not when run once more" in out
    assert printed in err
