"""Samples as scripts: the module that makes them, in Node.js, and what plain Python does with them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from runnable.document import Document
from runnable.integration.in_page import told_of
from runnable.sample import Sample
from runnable.transcript import PROMPTS
from runnable.verdict import line_matches, output_matches
from tests.site.house import ROOT

STATIC = ROOT / "plugins" / "runnable" / "browser" / "static"
ARTICLES = sorted(path.parent for path in ROOT.glob("content/articles/*/index.md"))
ASK = """
import { readFileSync } from "node:fs";
import { scriptOf } from "./source.js";
const [abouts, files] = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(abouts.map((about) => scriptOf(about, files))));
"""
LIMIT = 120  # seconds, on a machine that has much else to do
AT_ONCE = 2


def scripts(abouts: Iterable[Mapping[str, Any]], files: Mapping[str, str], folder: Path) -> list[dict[str, str]]:
    """What source.js makes of samples: for each the texts of its files by their paths, the script first."""
    for name in ("source.js", "files.js"):
        shutil.copy(STATIC / name, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "ask.js").write_text(ASK)
    told = json.dumps([list(abouts), files])
    done = subprocess.run(["node", folder / "ask.js"], input=told, capture_output=True, text=True, check=True)
    made: list[dict[str, str]] = json.loads(done.stdout)
    return made


def run(files: Mapping[str, str], folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a script, with the files beside it, by plain Python or by what the command says."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    asked = [*(command or (sys.executable,)), next(iter(files))]
    return subprocess.run(asked, capture_output=True, text=True, check=False, cwd=folder, timeout=LIMIT)


def part(code: str, **more: object) -> dict[str, Any]:
    """A part of a script."""
    return {"kind": "python", "go_on": False, "code": code, **more}


def about(code: str, *before: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """What a page knows of a sample that needs nothing."""
    requires = {"python": ">=3.11", "distributions": []}
    return {"name": "made", "before": before, "requires": requires, **part(code), **more}


SLEEP = "import asyncio\n\nawait asyncio.sleep(0)\n"
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "it is as it was": (about("n = 1\nprint(n)\n"), "1\n"),
    "what is awaited outside of functions": (about(f"{SLEEP}print('done')\n"), "done\n"),
    "names of earlier parts, and of later ones": (
        about(
            "print(late(), early())\n",
            part("def early():\n    return 1\n"),
            part(f"{SLEEP}def late():\n    return 2\n"),
        ),
        "2 1\n",
    ),
    "a text of several lines keeps its margin": (about(f'{SLEEP}text = """a\n  b\n"""\nprint(text)\n'), "a\n  b\n\n"),
    "words in texts and remarks await nothing": (about("# await\ntext = 'await x'\nprint(text)\n"), "await x\n"),
    "what is awaited within functions": (
        about(
            "import asyncio\n\nasync def f(\n    n,\n):\n    await asyncio.sleep(0)\n    return n\n\n"
            "print(asyncio.run(f(1)))\n"
        ),
        "1\n",
    ),
    "a loop that awaits": (
        about("async def ns():\n    yield 1\n    yield 2\n\nasync for n in ns():\n    print(n)\n"),
        "1\n2\n",
    ),
    "a function of that name": (about(f"{SLEEP}async def script():\n    return 3\n\nprint(await script())\n"), "3\n"),
    "annotations of the future": (
        about(
            "from __future__ import annotations\n\ndef f(x: nowhere):\n    return x\n\nprint(f(1))\n",
            part("print(0)\n"),
        ),
        "0\n1\n",
    ),
    "what raises on the page, before it": (
        about(
            "print('on')\n",
            part('text = """a\nb"""\nraise ValueError(text)\n', go_on=True),
            part("exit(3)\n", go_on=True),
        ),
        "on\n",
    ),
    "a session at the prompt": (
        about(">>> 1 + 1\n2\n>>> for n in 'ab':\n...     n\n...\n'a'\n'b'\n", kind="pycon"),
        "2\n'a'\n'b'\n",
    ),
    "what a reader types": (about('text = "é"\nif text:\n    text\ntext * 2\n', kind="typed"), "'é'\n'éé'\n"),
    "a session that awaits": (
        about(">>> import asyncio\n>>> await asyncio.sleep(0, 'x')\n'x'\n>>> 1\n1\n", kind="pycon"),
        "'x'\n1\n",
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The scripts of all cases."""
    texts = scripts([case for case, _ in CASES.values()], {}, tmp_path_factory.mktemp("cases"))
    return dict(zip(CASES, texts, strict=True))


@pytest.mark.parametrize("case", CASES)
def test_a_script_does_what_the_sample_does(made: dict[str, dict[str, str]], case: str, tmp_path: Path) -> None:
    """Whatever the sample has that a script can't have as it stands, plain Python prints the same."""
    done = run(made[case], tmp_path)
    assert (done.stdout, done.returncode) == (CASES[case][1], 0), (made[case], done.stderr)


def test_a_script_goes_on_after_an_error(tmp_path: Path) -> None:
    """What raised on the page before a sample, which ran all the same, is told where errors are."""
    raising = part('text = """a\nb"""\nraise ValueError(text)\n', go_on=True)
    (files,) = scripts([about("print(text)\n", raising)], {}, tmp_path)
    done = run(files, tmp_path)
    assert (done.stdout, done.stderr.splitlines()[-2:]) == ("a\nb\n", ["ValueError: a", "b"])


def test_a_session_goes_on_after_an_error(tmp_path: Path) -> None:
    """At the prompt an exception ends a statement, and no more."""
    (files,) = scripts(
        [about(">>> 1 / 0\nTraceback (most recent call last):\n  …\n>>> 2\n2\n", kind="pycon")], {}, tmp_path
    )
    done = run(files, tmp_path)
    assert (done.stdout, done.stderr.splitlines()[-1]) == ("2\n", "ZeroDivisionError: division by zero")


def test_uv_runs_it(made: dict[str, dict[str, str]], tmp_path: Path) -> None:
    """`uv run` reads what a script says of itself, and runs it."""
    uv = str(Path(sys.executable).with_name("uv"))
    cache = str(tmp_path / "cache")
    done = run(
        made["a loop that awaits"], tmp_path, uv, "run", "--offline", "--cache-dir", cache, "--python", sys.executable
    )
    assert (done.stdout, done.returncode) == ("1\n2\n", 0), done.stderr


# The articles


def recorded(sample: Sample) -> str:
    """What stands below a sample; of a session at the prompt, what is not typed."""
    if sample.kind != "pycon":
        return sample.expected.body if sample.expected else ""
    lines = sample.code.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(PROMPTS["pycon"]) and line.strip() != "...")


def fault(files: Mapping[str, str], samples: list[Sample], folder: Path) -> str:
    """What of a script is not as its page says; nothing if all is."""
    done = run(files, folder)
    options = samples[-1].options
    folds = sorted({name for sample in samples for name in sample.options.fold})
    status = 1 if options.raises else options.exit
    good = output_matches("".join(map(recorded, samples)), done.stdout, folds) and done.returncode == status
    if options.raises:
        _, name, message = done.stderr.rpartition(f"\n{options.raises.partition(':')[0]}")
        good = good and line_matches(options.raises, (name + message).strip().replace("\n", " "))
    return "" if good else f"{samples[-1]}: status {done.returncode}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.name)
def test_each_sample_of_an_article_is_a_script(article: Path, tmp_path: Path) -> None:
    """Plain Python prints of each script what the article says of the sample, and of those before it in its process."""
    opened = Document(article / "index.md", tmp_path / "ledger", strict=True)
    told = told_of(opened)
    abouts = {each["name"]: each for each in (*told["samples"].values(), *told["scripts"].values())}
    samples = [
        sample
        for sample in opened.samples
        if sample.name in abouts and not (sample.options.needs or sample.options.slow)
    ]
    texts = scripts([abouts[sample.name] for sample in samples], told["files"], tmp_path)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [
            pool.submit(fault, text, opened.jobs.run_for(sample), tmp_path / sample.name)
            for text, sample in zip(texts, samples, strict=True)
        ]
        faults = [found for job in jobs if (found := job.result())]
    assert faults == [], "\n".join(faults)
    assert samples


def test_a_script_says_what_it_needs(tmp_path: Path) -> None:
    """Its first lines are metadata by PEP 723, as the packages and the version that the sample ran with."""
    article = next(path for path in ARTICLES if path.name.startswith("how-secure"))
    told = told_of(Document(article / "index.md", tmp_path / "ledger", strict=True))
    (files,) = scripts([told["samples"]["sample-play"]], told["files"], tmp_path)
    block = re.match(r"# /// script\n((?:# .*\n)+)# ///\n", next(iter(files.values())))
    assert block
    needed = tomllib.loads("".join(line.removeprefix("# ") for line in block[1].splitlines(keepends=True)))
    assert needed["requires-python"] == f">={sys.version_info[0]}.{sys.version_info[1]}"
    names = [each.partition("==")[0] for each in needed["dependencies"]]
    assert "flask" in names
    assert "cryptography" not in names  # which a later sample of its session imports
