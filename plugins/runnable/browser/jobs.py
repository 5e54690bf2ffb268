"""What the samples of a document need in a page, as plain data: what runs before each, files, modules, archives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from itertools import chain
from pathlib import PurePosixPath
from typing import Any

from runnable.browser.archives import ALONG, home_of, with_needs
from runnable.browser.kept import modules_to_keep
from runnable.bundle import Bundle
from runnable.form import form_of
from runnable.sample import Sample
from runnable.sessions import Sessions
from runnable.transcript import PROMPTS, read_entries
from runnable.versions import imported_modules

KINDS = ("python", "pycon")
MOST = 64 << 10  # bytes of a file; what is larger no sample reads in a page
PICTURES = frozenset({".avif", ".cast", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
APART = re.compile(
    r"environments/.*|(?:.*/)?(?:test_\w+\.py|conftest\.py|pytest\.ini|deck\.md|README\.md|requirements\.\w+)"
)
"""What no sample needs that does not name it."""
SLOWER = 4.0  # how many times as long as in CPython a sample may take in a page, and on a busy machine


class Jobs:
    """The jobs of a document's `samples`, whose files are in the `bundle`; page.py says what each field means.

    `modules`: by the name of a module, or its first name, the archive that has it, as a Pack says.
    """

    def __init__(
        self, samples: Sequence[Sample], sessions: Sessions, bundle: Bundle | None, modules: Mapping[str, str]
    ) -> None:
        self._samples, self._sessions, self._bundle, self._modules = samples, sessions, bundle, modules

    @cached_property
    def files(self) -> dict[str, str]:
        """The text of each file of the bundle that a sample may read in a page, by its path."""
        if not self._bundle:
            return {}
        code = "\n".join(sample.code for sample in self._samples if sample.kind in KINDS)
        names = [name for name in self._bundle.names if not APART.fullmatch(name) or PurePosixPath(name).stem in code]
        return dict(_texts(self._bundle, names))

    def of_process(self, samples: Sequence[Sample], *, last: bool = True) -> dict[str, Any]:
        """The job that runs `samples` one after the other; `last`: nothing runs after them in their process."""
        modules = sorted(self._found(samples))
        return {
            "files": self.files,
            "parts": [part_of(sample) for sample in samples],
            "imports": modules,
            "archives": with_needs(home for name in modules if (home := home_of(name, self._modules))),
            "figure": samples[-1].options.figure or None,
            "ends": last,
            "most": sum(sample.options.max_output for sample in samples),
            "skip": False,
            "answers": [],
            "asks": False,
        }

    def of_page(self, ids: Mapping[str, str]) -> dict[str, Any]:
        """What a page has to know of all that run there: the files, and each sample by its id (by names in `ids`)."""
        shown = [sample for sample in self._samples if sample.runs_in_page]
        return {"files": self.files, "samples": {ids[sample.name]: self.told(sample) for sample in shown}}

    def run_for(self, sample: Sample) -> list[Sample]:
        """The samples that run in a page, or in a script, when `sample` does: itself, and before it what decides."""
        return self._sessions.deciding(sample)

    def told(self, sample: Sample) -> dict[str, Any]:
        """What a page has to know of `sample`; of an exercise its test and solution, of a tool its form, too."""
        *before, _ = self.run_for(sample)
        exercise = self._sessions.exercise(sample)
        job = self.of_process([*before, sample, *exercise], last=self._sessions.is_last(sample))
        options = sample.options
        told = {
            "name": sample.name,
            **part_of(sample),
            "before": job["parts"][: len(before)],
            "output": sample.shown_output if sample.about.transcript or sample.expected else None,
            "raises": options.raises or None,
            "exit": options.exit,
            "fold": list(options.fold),
            "other": sample.page_reason or None,
            "timeout": options.timeout,
            **{name: job[name] for name in ("imports", "archives", "figure", "ends", "most")},
        }
        if exercise:
            solution, test = exercise
            told |= {"test": part_of(test), "solution": solution.code, "hint": options.hint or None}
        if options.tool:
            form = form_of(sample, self._bundle.folder if self._bundle else None)
            told["tool"] = {**asdict(form), "modules": modules_to_keep(form.code, self.files)}
        return told

    def _found(self, samples: Iterable[Sample]) -> set[str]:
        """The whole names of modules that `samples` import, and that are not in the bundle and not there at once."""
        return {
            name for name in self._imported(samples) if home_of(name, self._modules) or name in chain(*ALONG.values())
        }

    def imported(self, samples: Iterable[Sample]) -> set[str]:
        """The first names of modules outside of the bundle that `samples` import, or what they import from it."""
        return set(map(_top, self._imported(samples)))

    def _imported(self, samples: Iterable[Sample]) -> Iterator[str]:
        wanted = [name for sample in samples for name in _imports(sample)]
        met = set[str]()
        while wanted:
            name = wanted.pop()
            if name in met:
                continue
            met.add(name)
            wanted += [*self._imported_by.get(_top(name), ()), *ALONG.get(_top(name), ())]
            if _top(name) not in self._imported_by:
                yield name

    @cached_property
    def _imported_by(self) -> dict[str, set[str]]:
        """By the first name of each module of the bundle, the whole names of what it imports."""
        found: dict[str, set[str]] = {}
        for name, text in self.files.items():
            path = PurePosixPath(name)
            if path.suffix == ".py":
                found.setdefault(path.parts[0].removesuffix(".py"), set()).update(imported_modules(text))
        return found


def part_of(sample: Sample) -> dict[str, Any]:
    """`sample` as page.py runs it, with the file and the line of which CPython is told."""
    at_prompt = sample.kind == "pycon"
    return {
        "kind": sample.kind,
        "filename": "<stdin>" if at_prompt else sample.path.name,
        "line": 0 if at_prompt else sample.code_line,
        "go_on": at_prompt or bool(sample.options.raises or sample.options.exit),
        "code": sample.code,
    }


def seconds(samples: Iterable[Sample]) -> float:
    """How long `samples` may run one after the other."""
    return SLOWER * sum(sample.options.timeout for sample in samples)


def _imports(sample: Sample) -> Iterator[str]:
    if sample.kind != "pycon":
        return imported_modules(sample.code)
    entries = read_entries(sample.code, *PROMPTS["pycon"])
    return (name for entry in entries for name in imported_modules(entry.source))


def _top(module: str) -> str:
    return module.partition(".")[0]


def _texts(bundle: Bundle, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        path = bundle.folder / name
        if path.suffix in PICTURES or not path.is_file() or path.stat().st_size > MOST:
            continue
        try:
            yield name, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # no text
