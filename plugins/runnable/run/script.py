"""Scripts in SQL: those of samples, and the files that set them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from runnable.recording import Ending, Raised, Recording
from runnable.sample import Sample


@dataclass(frozen=True)
class Script:
    """What runs for `sample`; `setup` is the text of the file of the bundle that runs before it, if it names one."""

    sample: Sample
    setup: str | None = None


def scripts_of(samples: Sequence[Sample], folder: Path) -> list[Script]:
    """The scripts of the samples of one process; each file in `folder` sets up the first that names it.

    ValueError where there is no such file.
    """
    done = {sample.name for sample in samples}
    scripts = []
    for sample in samples:
        name = sample.options.setup
        scripts.append(Script(sample, _read(folder / name) if name and name not in done else None))
        done.add(name)
    return scripts


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"setup={path.name}: the article's folder has no such text file") from None


def setup_files(scripts: Sequence[Script]) -> frozenset[str]:
    """The files that set up `scripts`."""
    return frozenset(script.sample.options.setup for script in scripts if script.setup is not None)


def broken_setup(script: Script, ending: Ending, output: str, raised: Raised | None) -> Recording:
    """The recording of a sample whose file did not do: that is told of the sample, with the line of the file."""
    name = script.sample.options.setup
    if ending is not Ending.FINISHED:
        return Recording(ending, f"{name}:\n{output}")
    detail = f"its set-up failed: {name}:{raised.line}: {raised}\n{raised.traceback}" if raised else ""
    return Recording(ending, output, detail=detail.rstrip())


def tidied(output: str) -> str:
    """`output` without the blanks at ends of lines, and the empty line below the last table, which nobody can see."""
    lines = [line.rstrip(" ") for line in output.split("\n")]
    text = "\n".join(lines).rstrip("\n")
    return f"{text}\n" if text else ""
