"""The pack: the files of Python as pages load them, made from Pyodide's npm package and from what is installed here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from runnable.browser.archives import (
    CONTENTS,
    GROUPS,
    STANDARD,
    divided,
    modules_of,
    needs,
    place_of,
    rest_of,
    standard,
)
from runnable.extra import need

HERE = Path(__file__).parent
ENGINE = {
    "page.py": HERE / "page.py",
    "parts.py": HERE.parent / "inside" / "parts.py",
    "transcript.py": HERE.parent / "transcript.py",
}
"""What of us runs in the page, by its name there."""
FOLDER = Path("node_modules", "pyodide")
NAME = "pack.json"
LIMIT = 512 << 20  # bytes of memory, so that one who takes all gets a MemoryError; Pyodide would allow 4 GiB
UNLIMITED = "getHeapMax=()=>4294901760"
QUALITY = 11  # of brotli: it is done once


@dataclass(frozen=True)
class File:
    """A file of the pack: its name, how many bytes it has, and `place`, where an archive lies in the page."""

    url: str
    bytes: int
    place: str = ""


@dataclass(frozen=True)
class Pack:
    """What a page loads, in `folder`.

    `files`: by what they are for: "wasm", "script" and "loader" of Pyodide, "worker", "frame", and the archives, of
    which `order` are those besides the first. `needs`: by archive, those that it needs. `modules`: by the name of a
    module, the archive that has it, see `modules_of`. `lock` is what Pyodide wants to know of packages.
    """

    folder: Path
    python: str
    files: Mapping[str, File]
    order: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]]
    modules: Mapping[str, str]
    lock: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """What differs where any file does."""
        return sha256(repr(sorted(file.url for file in self.files.values())).encode()).hexdigest()


def make_pack(pyodide: Path, cache: Path) -> Pack:
    """The pack, of which what is not in the folder `cache` is made; `pyodide` is the folder of the npm package.

    ValueError where that is not there, or Node.js is not, or something can't be compiled.
    """
    if not (pyodide / "package.json").is_file():
        raise ValueError(f"{pyodide} is not there, with which samples run in pages; npm ci brings it")
    folder = cache / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: File(*_keep(folder, name, made)) for name, made in _texts(pyodide).items()}
    wanted = {name: folder / f"{name}.{key}.zip" for name, key in _keys(pyodide).items()}
    if missing := [name for name, path in wanted.items() if not path.is_file()]:
        _compile(pyodide, {name: wanted[name] for name in missing})
    files |= {name: File(path.name, path.stat().st_size, place_of(name)) for name, path in wanted.items()}
    names = {name: zipfile.ZipFile(path).namelist() for name, path in wanted.items()}
    lock = json.loads((pyodide / "pyodide-lock.json").read_text())
    pack = Pack(
        folder,
        lock["info"]["python"],
        files,
        tuple(name for name in wanted if name != STANDARD),
        needs(),
        modules_of({name: names[name] for name in wanted if name != "engine"}),
        {**lock, "packages": {}},
    )
    _replace(folder / NAME, json.dumps(manifest(pack)).encode())
    return pack


def manifest(pack: Pack) -> dict[str, Any]:
    """What of the pack a page has to know, as JSON has it."""
    told = {name: value for name, value in vars(pack).items() if name not in ("folder", "files")}
    return {**told, "files": {name: asdict(file) for name, file in pack.files.items()}}


def compress(pack: Pack) -> Mapping[str, int]:
    """Put a file compressed by brotli beside each, and give how many bytes that has."""
    brotli = need("brotli")

    def add(file: File) -> int:
        path = pack.folder / f"{file.url}.br"
        if not path.is_file():
            _replace(path, brotli.compress((pack.folder / file.url).read_bytes(), quality=QUALITY, lgwin=24))
        return path.stat().st_size

    names = sorted(pack.files, key=lambda name: -pack.files[name].bytes)
    with ThreadPoolExecutor(os.cpu_count()) as crew:  # compressing holds no lock, and the longest goes first
        return dict(zip(names, crew.map(add, [pack.files[name] for name in names]), strict=True))


def publish(pack: Pack, folder: Path) -> None:
    """Put the files of the pack into `folder`, compressed ones too if there are such."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in pack.files.values():
        for name in (file.url, f"{file.url}.br"):
            if (pack.folder / name).is_file() and not (folder / name).exists():
                shutil.copyfile(pack.folder / name, folder / name)


def _texts(pyodide: Path) -> dict[str, bytes]:
    """What is taken as it is, or nearly so."""
    script = (pyodide / "pyodide.asm.mjs").read_text("utf-8")
    if script.count(UNLIMITED) != 1:
        raise ValueError(f"{pyodide}: this version of Pyodide sets no limit to its memory in a way that is known")
    return {
        "wasm": (pyodide / "pyodide.asm.wasm").read_bytes(),
        "script": script.replace(UNLIMITED, f"getHeapMax=()=>{LIMIT}").encode(),
        "loader": (pyodide / "pyodide.mjs").read_bytes(),
        "worker": (HERE / "worker.js").read_bytes(),
        "frame": _frame().encode(),
    }


def _frame() -> str:
    """The page of the frame, with a policy by which what runs there reaches nothing but what it was sent."""
    script = (HERE / "static" / "frame.js").read_text("utf-8")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}' blob: 'wasm-unsafe-eval';"
        " connect-src blob:; worker-src blob:"
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Python</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><script>{script}</script></html>\n'
    )


def _keep(folder: Path, name: str, data: bytes) -> tuple[str, int]:
    """Have a file of `data` in the folder, with a digest in its name; that name, and how many bytes it has."""
    suffix = {"wasm": "wasm", "frame": "html"}.get(name, "js")
    url = f"{name}.{sha256(data).hexdigest()[:12]}.{suffix}"
    if not (folder / url).is_file():
        _replace(folder / url, data)
    return url, len(data)


def _keys(pyodide: Path) -> dict[str, str]:
    """By archive, a digest of all that it is made from."""
    package = (pyodide / "package.json").read_bytes()
    made_by = package + b"".join((HERE / name).read_bytes() for name in ("archives.py", "compile.mjs"))
    engine = b"".join(path.read_bytes() for path in ENGINE.values())
    sources = {STANDARD: b"", "engine": engine, **dict.fromkeys(CONTENTS, b"")}
    for name, group in GROUPS.items():
        source = repr([(each, version(each)) for each in group.distributions]).encode()
        sources |= dict.fromkeys([name, *[rest_of(name)] * bool(group.rest)], source)
    return {name: sha256(made_by + name.encode() + source).hexdigest()[:12] for name, source in sources.items()}


def _compile(pyodide: Path, wanted: Mapping[str, Path]) -> None:
    with tempfile.TemporaryDirectory(dir=next(iter(wanted.values())).parent) as made:
        library = Path(made, "library")
        zipfile.ZipFile(pyodide / "python_stdlib.zip").extractall(library)
        contents = dict(_contents(library))
        job = [
            {
                "out": str(Path(made, name)),
                "place": place_of(name),
                "files": contents[name],
                "typed": name not in needs(),
            }
            for name in wanted
        ]
        node = shutil.which("node")
        if not node:
            raise ValueError("Node.js is missing, by which Python is compiled for pages; install nodejs")
        command = [node, str(HERE / "compile.mjs"), str(pyodide.resolve())]
        done = subprocess.run(command, input=json.dumps(job).encode(), capture_output=True, check=False)
        if done.returncode:
            raise ValueError(f"Python can't be compiled for pages: {done.stderr.decode()[-2000:]}")
        for name, path in wanted.items():
            Path(made, name).replace(path)


def _contents(library: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What is in each archive: paths by names."""
    yield from standard(library).items()
    yield "engine", {name: str(path) for name, path in ENGINE.items()}
    for name in GROUPS:
        yield from divided(name)


def _replace(path: Path, data: bytes) -> None:
    """Write a file in one step: another process may be making the same."""
    descriptor, new = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    Path(new).chmod(0o644)
    Path(new).replace(path)
