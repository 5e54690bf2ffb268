"""Regions of real files: `# region name` … `# endregion`, as editors fold them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from runnable.sample import Sample
from runnable.statement import statements

START = re.compile(r"^\s*(?:#|//|--|/\*|<!--)\s*#?region\s+([\w.-]+)")
END = re.compile(r"^\s*(?:#|//|--|/\*|<!--)\s*#?endregion\b")


@dataclass(frozen=True)
class Region:
    """The lines of `path` that a page shows; `numbers` holds, for each line of `text`, its line in the file."""

    path: Path
    text: str
    numbers: tuple[int, ...]

    def statements(self, executed: Iterable[int] | None = None) -> set[int]:
        """The shown lines that begin a statement; where `executed` lines are given, those that were executed."""
        if self.path.suffix != ".py":
            raise ValueError(f"{self.path.name} is not a Python file")
        return statements(self.path.read_text(encoding="utf-8-sig"), executed).intersection(self.numbers)


def read_region(sample: Sample, bundle: Path) -> Region:
    """The region that `sample` names by `file=` and `region=`; ValueError says what is missing."""
    lines = read_file(sample.options.file, bundle).split("\n")
    numbers = _numbers(lines, sample.options.region, sample.options.file)
    shown = [number for number in numbers if not START.match(lines[number - 1]) and not END.match(lines[number - 1])]
    while shown and not lines[shown[0] - 1].strip():
        del shown[0]
    while shown and not lines[shown[-1] - 1].strip():
        del shown[-1]
    text = dedent("".join(lines[number - 1] + "\n" for number in shown))
    if not text.strip():
        raise ValueError(f"nothing to show in {sample.options.file}")
    return Region(bundle / sample.options.file, text, tuple(shown))


def read_file(name: str, bundle: Path | None) -> str:
    """The text of the file `name` of a bundle; ValueError says why there is none."""
    if not bundle:
        raise ValueError(f"{name} would be beside an index.md, which has its folder to itself")
    path = bundle / name
    if not path.resolve().is_relative_to(bundle.resolve()):
        raise ValueError(f"{name} leads out of the article's folder")
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ValueError(f"there is no file {name} beside the article") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"can't read {name}: {error}") from None


def _numbers(lines: list[str], name: str, file: str) -> range:
    if not name:
        return range(1, len(lines) + 1)
    opened: list[tuple[str, int]] = []
    found: dict[str, range] = {}
    for number, line in enumerate(lines, 1):
        if start := START.match(line):
            opened.append((start[1], number))
        elif END.match(line):
            if not opened:
                raise ValueError(f"{file}:{number}: endregion without a region")
            label, first = opened.pop()
            if label in found:
                raise ValueError(f"{file}:{first}: region {label!r} is there twice")
            found[label] = range(first + 1, number)
    if opened:
        raise ValueError(f"{file}:{opened[-1][1]}: region {opened[-1][0]!r} has no endregion")
    if name not in found:
        raise ValueError(f"{file} has no region {name!r}; it has: {', '.join(sorted(found)) or 'none'}")
    return found[name]
