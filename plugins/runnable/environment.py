"""Environments of their own for samples: programs and packages that a bundle's `environments/NAME.txt` pins.

Each is made once, before the samples that name it run, outside of the sandbox, and lies beside the ledger.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from runnable.interpreters import Python, find_interpreter

FOLDER = "environments"  # of a bundle: what they are; beside the ledger: they themselves
PYTHON = re.compile(r"(?m)^#\s*python:[ \t]*(.*)$")
OPTION = re.compile(r"(?m)^[ \t]*(-(?!-hash=)\S*)")  # such as the name of another file, on which no digest would be
MOST_LINES = 20  # of what an installation that failed has said
LONGEST = 900.0  # seconds that an installation may take
# Distributions that build others. Where none is pinned, none would be checked, and no source archive is built.
BUILDERS = re.compile(r"(?im)^(?:setuptools|flit[-_]core|hatchling|poetry[-_]core|pdm[-_]backend)\s*==")
# Notes which lines are executed, where a run is to tell: whatever PYTHONPATH says, and beside any sitecustomize.
HOOK = (
    "import os; os.environ.get('RUNNABLE_NOTER') and "
    "exec(open(os.environ['RUNNABLE_NOTER']).read(), {'__file__': os.environ['RUNNABLE_NOTER']})\n"
)
LAYOUT = sha256(HOOK.encode()).hexdigest()


@dataclass(frozen=True)
class Plan:
    """What an environment is to be: the text of its requirements, and the interpreter that it is for."""

    name: str
    requirements: bytes
    python: Python

    @property
    def stamp(self) -> tuple[str, str, str]:
        """What verdicts depend on: name, requirements and version of the interpreter."""
        return self.name, sha256(self.requirements).hexdigest(), self.python.version

    @property
    def digest(self) -> str:
        """What tells it from others on this machine."""
        told = (LAYOUT, self.stamp[1:], str(self.python.path), str(self.python.base))
        return sha256(repr(told).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Environment:
    """An environment that is there, in `folder`."""

    name: str
    folder: Path
    python: Python

    @property
    def shown(self) -> tuple[str, ...]:
        """The folders that samples have to see: it, and the installation of its interpreter."""
        program = (self.folder / "bin" / "python").resolve()
        return str(self.folder), str(self.python.base), str(program.parent.parent)

    def variables(self, path: str) -> Mapping[str, str]:
        """What makes a shell take its programs; `path` is the search path, of which the site's own programs go."""
        site = str(Path(sys.executable).parent)
        others = [folder for folder in path.split(os.pathsep) if folder != site]
        return {"VIRTUAL_ENV": str(self.folder), "PATH": os.pathsep.join([str(self.folder / "bin"), *others])}

    def versions_of(self, requires: Sequence[str]) -> list[str]:
        """Its Python and the distributions that `requires` names, such as "Flask 0.12.5 (legacy)".

        ValueError where one is not installed.
        """
        for name in requires:
            if _normal(name) not in self._installed:
                raise ValueError(f"requires={name!r}: the environment {self.name!r} has no such distribution")
        found = [f"Python {self.python.version}", *(self._installed[_normal(name)] for name in requires)]
        return [f"{label} ({self.name})" for label in found]

    @cached_property
    def _installed(self) -> Mapping[str, str]:
        from importlib.metadata import distributions  # noqa: PLC0415 - costly, and only what is run anew needs it

        places = [str(path) for path in self.folder.glob("lib/python*/site-packages")]
        found = [(one.metadata["Name"], one.version) for one in distributions(path=places)]
        return {_normal(name): f"{name} {version}" for name, version in found}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def variable(name: str) -> str:
    """The variable by which a test finds the folder of the environment `name`."""
    return f"ENVIRONMENT_{re.sub(r'[^A-Za-z0-9]', '_', name).upper()}"


class Environments:
    """The environments of the bundle in `folder`, made below `shelf` when they are asked for."""

    def __init__(self, folder: Path | None, shelf: Path) -> None:
        self._folder, self._shelf = folder, shelf
        self._plans: dict[str, Plan | ValueError] = {}
        self._made: dict[str, Environment | ValueError] = {}

    def stamp(self, name: str) -> object:
        """What tells the environment `name` from others, without making it."""
        plan = self._plan(name)
        return str(plan) if isinstance(plan, ValueError) else plan.stamp

    def get(self, name: str) -> Environment:
        """The environment `name`; ValueError says why there is none, again without another trial."""
        if name not in self._made:
            self._made[name] = self._make(name)
        made = self._made[name]
        if isinstance(made, ValueError):
            raise ValueError(str(made))  # noqa: TRY004 - kept from before, raised anew
        return made

    def _make(self, name: str) -> Environment | ValueError:
        plan = self._plan(name)
        if isinstance(plan, ValueError):
            return plan
        try:
            return make(plan, self._shelf)
        except (ValueError, OSError) as error:
            return ValueError(f"{FOLDER}/{name}.txt: {error}")

    def _plan(self, name: str) -> Plan | ValueError:
        if name not in self._plans:
            try:
                self._plans[name] = read_plan(self._folder, name)
            except ValueError as error:
                self._plans[name] = error
        return self._plans[name]


def read_plan(folder: Path | None, name: str) -> Plan:
    """The plan that the bundle in `folder` has of the environment `name`; ValueError where it can't be followed."""
    if not folder:
        raise ValueError("environment= is for an index.md, which has its folder to itself")
    path = folder / FOLDER / f"{name}.txt"
    try:
        requirements = path.read_bytes()
        text = requirements.decode()
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"environment={name}: the article's folder has no text file {FOLDER}/{name}.txt") from None
    if option := OPTION.search(text):
        raise ValueError(f"{FOLDER}/{name}.txt: {option[1]} is refused; it takes pinned requirements with their hashes")
    wanted = [word for line in PYTHON.findall(text) for word in re.split(r"[,\s]+", line) if word]
    if strange := [word for word in wanted if not re.fullmatch(r"\d+\.\d+(\.\d+)?", word)]:
        raise ValueError(f"{FOLDER}/{name}.txt: {strange[0]!r} is no version of Python, such as 3.6")
    try:
        return Plan(name, requirements, find_interpreter(wanted))
    except ValueError as error:
        raise ValueError(f"{FOLDER}/{name}.txt: {error}") from None


def stamps(folder: Path, names: Iterable[str]) -> list[object]:
    """What tells the environments that files of these `names` describe from others; `folder` is their bundle."""
    known, plans = Environments(folder, folder), re.compile(rf"{FOLDER}/([^/]+)\.txt")
    return [known.stamp(match[1]) for match in map(plans.fullmatch, names) if match]


def make(plan: Plan, shelf: Path) -> Environment:
    """The environment of `plan` below the folder `shelf`; ValueError where it can't be made, with what was said.

    What is made does not move, since its programs name their interpreter by its path. A link to it, by the digest of
    the plan, says that it is ready. Of two processes one waits for the other.
    """
    link = shelf.resolve() / plan.digest
    if not link.exists():
        with _locked(link.with_suffix(".lock")):
            if not link.exists():
                _link(link, _install_beside(link, plan))
    return Environment(plan.name, link.resolve(), plan.python)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _link(link: Path, folder: Path) -> None:
    temporary = folder.with_suffix(".link")
    temporary.symlink_to(folder.name)
    temporary.replace(link)


def _install_beside(link: Path, plan: Plan) -> Path:
    """Make the environment in a new folder, and remove those that nothing leads to, since they were not finished."""
    for left in link.parent.glob(f"{link.name}-*"):
        _remove(left)
    folder = Path(tempfile.mkdtemp(prefix=f"{link.name}-", dir=link.parent))
    try:
        _install(plan, folder)
    except BaseException:
        _remove(folder)
        raise
    return folder


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path)


def _install(plan: Plan, folder: Path) -> None:
    _run("venv", "--clear", "--python", str(plan.python.path), str(folder))
    requirements, program = folder / "requirements.txt", folder / "bin" / "python"
    requirements.write_bytes(plan.requirements)
    build = ["--build-constraints", str(requirements)] if _builds(plan) else ["--no-build"]
    install = ("pip", "install", "--python", str(program), "--require-hashes", "--link-mode", "copy")
    _run(*install, *build, "--requirements", str(requirements))
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "runnable.pth").write_text(HOOK)
    with suppress(OSError, subprocess.SubprocessError):  # some old file that does not compile
        subprocess.run([program, "-m", "compileall", "-q", packages], capture_output=True, timeout=LONGEST, check=False)
    _open_to_all(folder)


def _builds(plan: Plan) -> bool:
    return bool(BUILDERS.search(plan.requirements.decode()))


def _open_to_all(folder: Path) -> None:
    """Let the user of the samples read it, whatever the mask of this process was."""
    for place, _, files in os.walk(folder):
        for path in (Path(place), *(Path(place, name) for name in files)):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))


def _run(*arguments: str) -> None:
    """Run uv; ValueError has the end of what it said if it fails."""
    environ = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    environ |= {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "NO_COLOR": "1"}
    command = [_uv(), *arguments]
    try:
        done = subprocess.run(
            command,
            cwd="/",
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ValueError(f"uv {arguments[0]} did not end within {LONGEST:.0f} s") from None
    if done.returncode:
        lines = done.stdout.decode("utf-8", "replace").splitlines()[-MOST_LINES:]
        raise ValueError(f"uv {arguments[0]} failed\n" + "\n".join(f"    {line[:400]}" for line in lines))


def _uv() -> str:
    own = Path(sys.executable).parent / "uv"
    found = str(own) if own.exists() else shutil.which("uv")
    if not found:
        raise ValueError("environments need: pip install 'pelican-runnable[environments]'")
    return found
