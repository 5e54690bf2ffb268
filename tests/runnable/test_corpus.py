"""Texts of others, and texts of a seeded grammar: what is read as a fence is what is rendered as one."""

from __future__ import annotations

import random
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from runnable.fence import find_fences
from runnable.integration.markdown import RunnableExtension
from runnable.sample import find_samples
from runnable.workshop import workshop
from tests.runnable.corpus import dice, find_texts, misread, misrendered, misshown, render
from tests.runnable.house import fence, processes_with
from tests.runnable.integration.test_markdown import code_of, figures

TEXTS = list(find_texts([Path(sysconfig.get_path("purelib"))]))
FENCES = [(path, found) for path, text in TEXTS for found in find_fences(text)]


def test_there_are_texts():
    """The packages of this blog bring texts enough to be worth a try, with fences in Python among them."""
    assert len(TEXTS) > 50
    assert len(FENCES) > 150
    assert sum(found.language == "python" for _, found in FENCES) > 20


@pytest.mark.parametrize(("path", "text"), TEXTS, ids=[path.name for path, _ in TEXTS])
def test_texts_of_others(path, text):
    """Fences are those of CommonMark; no page changes without a sample; each sample is shown once, as it is."""
    assert misread(text) == []
    assert misrendered(text) == []
    assert misshown(text, dice(path.name)) == []


def test_the_checks_see_what_is_wrong(monkeypatch):
    """A fence that is not found, one too many, and a sample that is not shown are each told."""
    text = "Text\n\n" + fence("python", "print('<1>')") + fence("text", "2")
    everything = find_fences(text)
    monkeypatch.setattr("tests.runnable.corpus.find_fences", lambda _: everything[1:])
    assert misread(text) == ["line 3: not found"]
    monkeypatch.undo()
    assert misread("Text\n\n    ```\n    x\n    ```\n") == []
    monkeypatch.setattr("tests.runnable.corpus.find_fences", lambda _: everything)
    assert misread("Text\n\n" + fence("text", "2")) == ["line 3: not found", "line 3: no fence", "line 7: no fence"]
    monkeypatch.undo()
    monkeypatch.setattr("tests.runnable.corpus.render", lambda *_: "<p></p>")
    assert misshown(text, dice(1)) == ["line 3: shown 0 times"]


# A grammar


@dataclass
class Draft:
    """A text that grows, and the samples in it: the line (from 0), the code, and the elements that each stands in."""

    lines: list[str] = field(default_factory=list)
    samples: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)


WORDS = ["Some words", "Words that go on\nin a second line", "`code` and *stress*", "A [link](#here) ![img](a.png)"]
BLOCKS = [
    *WORDS,
    "# Heading",
    "Heading\n=======",
    "* * *",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "<!-- ```python run -->",
    "``` `",
    "~~",
]
CODE = [
    "x = 1",
    "def f():\n    return '<b>'\n\n\ndef g():\n\treturn 2",
    "'''\n- item\n> quote\n'''",
    "# ~~\n``",
    "  x\n y",
    "!!! note",
]
DEEPEST = 3
# The first line of a container, what stands before its further lines, and its elements.
CONTAINERS = {
    "bullet": ("-   ", "    ", ("ul", "li")),
    "number": ("1.  ", "    ", ("ol", "li")),
    "quote": ("> ", "> ", ("blockquote",)),
    "admonition": ("!!! note\n\n", "    ", ("div",)),
}
# Only at the top of a text; in raw HTML Python-Markdown reads no Markdown.
OUTER = {
    "footnote": ("[^1]: ", "    ", ("div", "ol", "li")),
    "definition": ("Term\n:   ", "    ", ("dl", "dd")),
    "details": ("<details>\n\n", "", ("details",)),
}


def write(draft: Draft, rolls: random.Random, elements: tuple[str, ...] = (), depth: int = 0) -> None:
    """Put some blocks into `draft`, the first of words, each with a blank line below."""
    for number in range(rolls.randint(1, 4)):
        choice = rolls.random() if number else 1
        if choice < 0.3 and depth < DEEPEST:
            containers = CONTAINERS if depth else CONTAINERS | OUTER
            name = rolls.choice(sorted(containers))
            inner = Draft()
            write(inner, rolls, (*elements, *containers[name][2]), DEEPEST if name == "details" else depth + 1)
            first, prefix, _ = containers[name]
            put(draft, inner, first.replace("1]", f"{len(draft.lines)}]"), prefix)
            draft.lines += ["</details>", ""] if name == "details" else ["<!-- end -->", ""]
        elif choice < 0.65:
            mark, code = rolls.choice(["```", "~~~", "`````"]), rolls.choice(CODE)
            draft.samples.append((len(draft.lines), code + "\n", elements))
            draft.lines += [f"{mark}python run", *code.split("\n"), mark, ""]
        elif choice < 0.75:
            draft.lines += ["```text", "```python run".replace("`", "~"), "```", ""]
        else:
            draft.lines += [*rolls.choice(BLOCKS if number else WORDS).split("\n"), ""]


def put(draft: Draft, inner: Draft, first: str, prefix: str) -> None:
    """Put a container with the lines and samples of `inner` at the end of `draft`."""
    *above, start = first.split("\n")
    draft.lines += above
    begin = len(draft.lines)
    # Behind a mark that stands in a line of its own, what is inside begins like all other lines.
    starts = [start or prefix, *[prefix] * (len(inner.lines) - 1)]
    draft.lines += [(each + line).rstrip() for each, line in zip(starts, inner.lines, strict=True)]
    draft.samples += [(begin + line, code, elements) for line, code, elements in inner.samples]


def generate(seed: int) -> tuple[str, Draft]:
    """A text by the grammar, the same for the same seed, with what is known of it."""
    rolls, draft = dice(seed), Draft(["Text.[^1]", ""])
    write(draft, rolls)
    write(draft, rolls)
    return rolls.choice(["\n", "\r\n"]).join(draft.lines), draft


@pytest.mark.parametrize("hundred", range(4))
def test_generated_texts(hundred):
    """Of any containers, nested in any way: each sample is found in its line, and shown once, in its container."""
    for seed in range(100 * hundred, 100 * hundred + 100):
        text, draft = generate(seed)
        try:
            check(text, draft)
        except Exception as error:
            error.add_note(f"seed {seed}:\n{text}")
            raise


def check(text: str, draft: Draft) -> None:
    """Check that a text is read and shown as it was drafted."""
    found = find_samples(text, strict=True)
    assert [(each.fence.start, each.code) for each in found] == [(line, code) for line, code, _ in draft.samples]
    assert misread(text) == []
    shown = figures(render(text, RunnableExtension(strict=True)))
    in_order = sorted(shown, key=lambda figure: int(figure[0].get("id").removeprefix("sample-")))
    assert [code_of(figure) for figure, _ in in_order] == [code for _, code, _ in draft.samples]
    assert [above for _, above in in_order] == [elements for _, _, elements in draft.samples]


# The engine

MOST = 15


def runs(language: str, kind: str) -> list[tuple[Path, str]]:
    """The fences of others in a `language`, each as the one sample of an article."""
    mark = "`" * 9
    return [
        (path, f"Text\n\n{mark}{kind} run timeout=2\n{found.body}{mark}\n")
        for path, found in FENCES
        if found.language == language and found.body.strip()
    ][:MOST]


@pytest.mark.parametrize(("language", "kind"), [("python", "python"), ("py", "python"), ("pycon", "pycon")])
def test_whatever_code_does(article, language, kind):
    """Code of others, most of which can't run here, comes to a verdict that names a line of it, and leaves nothing."""
    assert runs(language, kind)
    for path, text in runs(language, kind):
        document = article(text).open()
        (verdict,) = [document.verdict(each) for each in document.all_samples]
        lines = [problem.line for problem in verdict.problems]
        assert all(3 <= line < 4 + text.count("\n") for line in lines), (path, verdict.explain())
        assert verdict.passed or verdict.explain().startswith(f"{document.path}:{lines[0]}: "), path
        assert verdict.passed or "sample-1" in verdict.explain(), path
        workshop().tidy()
        assert not list(workshop().folder.iterdir()), path
    assert not processes_with(f"TMPDIR={workshop().folder}")
