"""Articles for the tests: text in, verdicts out, through the real engine and real processes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from runnable.document import Document
from runnable.fence import find_fences
from runnable.record import Recorded, record_document
from runnable.recording import Recording
from runnable.sample import KINDS, find_samples

ROOT = Path(__file__).resolve().parents[2]
USERS = ["--user", "--map-root-user"] if os.geteuid() else []  # by which an ordinary user may mount, if anyone may
MOUNT = ["unshare", *USERS, "--mount", "--propagation", "private", "mount", "-t", "tmpfs", "none", "/dev/shm"]  # noqa: S108 - in a namespace
SHARED_MEMORY = subprocess.run(MOUNT, check=False, capture_output=True).returncode == 0
PLUGINS = ROOT / "plugins"
PATIENCE = 60.0  # seconds to wait for what comes at once on a machine at rest
VERSIONS = ("3.11", "3.12", "3.13")
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def fence(info: str, body: str = "", mark: str = "```") -> str:
    """A fenced code block, with a blank line below."""
    return f"{mark}{info}\n{body}{'' if body.endswith(chr(10)) or not body else chr(10)}{mark}\n\n"


def sample(code: str, output: str | None = None, options: str = "", kind: str = "python") -> str:
    """A fence that runs, with its output fence if it has one."""
    return fence(f"{kind} run {options}".strip(), code) + ("" if output is None else fence("output", output))


class Article:
    """An article of its own folder; each call opens it anew, as each command does."""

    def __init__(self, folder: Path) -> None:
        self.bundle = folder / "an-article"
        self.bundle.mkdir(parents=True)
        self.path = self.bundle / "index.md"
        self.ledger = folder / ".runnable"

    def write(self, text: str | bytes, files: Mapping[str, str | bytes] | None = None) -> Article:
        """Write the article; `files` are those of its bundle."""
        for name, content in {"index.md": text, **(files or {})}.items():
            path = self.bundle / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def open(self, *, strict: bool = False) -> Document:
        """The document as it is on the disk now; a text with data is strict, since others leave data alone."""
        data = any(f"```{kind}" in self.text for kind, about in KINDS.items() if not about.marked)
        return Document(self.path, self.ledger, strict=strict or data)

    def verify(self) -> dict[str, str]:
        """The problems of each sample that fails, by its name; empty where all is proven."""
        document = self.open()
        verdicts = [document.verdict(sample) for sample in document.all_samples]
        document.save()
        return {verdict.sample.name: verdict.explain() for verdict in verdicts if not verdict.passed}

    def failure(self) -> str:
        """What is told of the only sample that fails."""
        (message,) = self.verify().values()
        return message

    def recordings(self) -> dict[str, Recording]:
        """What each sample did, by its name."""
        document = self.open()
        return {sample.name: document.recording(sample) for sample in document.all_samples}

    def stale(self) -> list[str]:
        """The names of the samples that a verification would run."""
        document = self.open()
        return [sample.name for sample in document.all_samples if document.fresh(sample) is None]

    def record(self) -> Recorded:
        """Record the article."""
        return record_document(self.open())

    @property
    def text(self) -> str:
        """The article as it is on the disk, line ends included."""
        return self.path.read_bytes().decode()

    @property
    def content(self) -> dict[str, bytes]:
        """All files of the bundle."""
        files = (path for path in self.bundle.rglob("*") if path.is_file())
        return {path.relative_to(self.bundle).as_posix(): path.read_bytes() for path in files}


def interpreter(version: str) -> str:
    """The interpreter of that version: that of the tests, or one that pyenv has; where there is none, skip."""
    if version == "{}.{}".format(*sys.version_info):
        return sys.executable
    found = [*Path.home().glob(f".pyenv/versions/{version}.*/bin/python"), shutil.which(f"python{version}")]
    return str(found[0] or pytest.skip(f"there is no Python {version}"))


def bodies(text: str) -> list[str]:
    """The bodies of the fences of `text`."""
    return [found.body for found in find_fences(text)]


def names(text: str, *, strict: bool = False) -> list[str]:
    """The names of the samples of `text`."""
    return [found.name for found in find_samples(text, strict=strict)]


def left_folders() -> set[str]:
    """The folders of sandboxes that are there now."""
    return {path.name for path in Path(tempfile.gettempdir()).glob("runnable-*")}


def processes_with(marker: str) -> list[int]:
    """The processes whose command line or environment holds `marker`."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:
                continue
            if marker.encode() in told:
                found.append(int(folder.name))
    return found


def wait_for(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it never was"
        time.sleep(0.02)


@contextmanager
def soon() -> Iterator[None]:
    """Fails where the block waits for what takes a minute, or never ends, and that is all: machines may be slow."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < 45


def run_python(
    *arguments: str, cwd: Path, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the interpreter of the tests, with the plugins at hand and bounded; what a system lacks goes untold."""
    environment = {**os.environ, "PYTHONPATH": str(PLUGINS), "PYTHONDONTWRITEBYTECODE": "1", **(environ or {})}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    done.stdout = re.sub(r"(?m)^runnable: this system .*\n", "", done.stdout)
    return done
