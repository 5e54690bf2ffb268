"""What a page says of an output is what the verdicts say of it: two programs of one rule, asked the same."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

from runnable.verdict import FOLDS, fold, line_matches, output_matches
from tests.site.house import ROOT

STATIC = ROOT / "plugins" / "runnable" / "browser" / "static"
ASKED = """
import { readFileSync } from "node:fs";
import { fold, lineMatches, matches, difference } from "./verdict.mjs";
const { outputs, lines, folded, differences } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify({
  outputs: outputs.map((each) => matches(...each)),
  lines: lines.map((each) => lineMatches(...each)),
  folded: folded.map((each) => fold(...each)),
  differences: differences.map((each) => difference(...each)),
}));
"""
OUTPUTS = [
    ("", ""),
    ("", "\n"),
    ("a\n", "a"),
    ("a", "a\n\n"),
    ("…", ""),
    ("…\nb", "a\nb"),
    ("a\n…\nc", "a\nb\nb\nc"),
    ("a\n  …\nc", "a\nc"),
    ("a … c", "a b c"),
    ("a … c", "a b d"),
    ("… 😀 …", "x 😀 y"),
    ("at <address>", "at 0x7f00aa11bb"),
    ("took <duration>", "took 1.5e-3 s"),
    ("<uuid>", "123e4567-e89b-12d3-a456-426614174000"),
    ("on <time>", "on 2026-11-22T10:11:12.5+01:00"),
    ("localhost:<port>", "localhost:8080"),
    ("in <path>", "in /tmp/abc/d"),
]
PIECES = ["a", "b", "…", "ab", "", " … ", "0x123456", "12:13:14", "3 ms", "port 80", "/tmp/x", "é"]  # noqa: S108 - which is folded


def asked(tmp_path: Path, **questions: object) -> dict[str, list[object]]:
    """What verdict.js answers, in Node.js."""
    shutil.copy(STATIC / "verdict.js", tmp_path / "verdict.mjs")
    script = tmp_path / "ask.mjs"
    script.write_text(ASKED, "utf-8")
    told = {"outputs": [], "lines": [], "folded": [], "differences": [], **questions}
    done = subprocess.run(["node", script], input=json.dumps(told), capture_output=True, text=True, check=True)
    answer: dict[str, list[object]] = json.loads(done.stdout)
    return answer


def test_both_say_the_same(tmp_path: Path) -> None:
    """Of a table, and of some thousands of outputs made by chance, both say whether they match, and fold alike."""
    chance = random.Random(6)  # noqa: S311 - for no secret

    def text(most: int) -> str:
        return "\n".join(chance.choices(PIECES, k=chance.randrange(most)))

    made = [(text(5), text(6)) for _ in range(3000)]
    outputs = [(expected, actual, list(names)) for expected, actual in [*OUTPUTS, *made] for names in ([], list(FOLDS))]
    lines = [(a.replace("\n", ""), b.replace("\n", "")) for a, b in made]
    folded = [(actual, chance.sample(list(FOLDS), 3)) for _, actual in made]
    answers = asked(tmp_path, outputs=outputs, lines=lines, folded=folded)
    assert answers["outputs"] == [output_matches(*each) for each in outputs]
    assert len(set(map(bool, answers["outputs"]))) == 2
    assert answers["lines"] == [line_matches(*each) for each in lines]
    assert answers["folded"] == [fold(*each) for each in folded]


def test_a_difference_has_all_lines(tmp_path: Path) -> None:
    """What is the same or was removed is what was expected, what is the same or was added is what came, in order."""
    chance = random.Random(6)  # noqa: S311 - for no secret
    pairs = [["\n".join(chance.choices("abcd", k=chance.randrange(1, 9))) for _ in range(2)] for _ in range(300)]
    for (expected, actual), lines in zip(pairs, asked(tmp_path, differences=pairs)["differences"], strict=True):
        assert isinstance(lines, list)
        assert "\n".join(each["line"] for each in lines if each["is"] != "added") == expected
        assert "\n".join(each["line"] for each in lines if each["is"] != "removed") == actual
