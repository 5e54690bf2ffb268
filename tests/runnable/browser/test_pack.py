"""The files of Python as pages load them."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import brotli
import pytest

from runnable.browser.pack import LIMIT, NAME, Pack, compress, make_pack, manifest, publish
from runnable.run import pyodide

ROOT = Path(__file__).resolve().parents[3]
PYODIDE = ROOT / "node_modules" / "pyodide"
TEXTS = ("wasm", "script", "loader", "worker", "frame")


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The pack that samples are verified with."""
    return pyodide.pack()


@pytest.mark.parametrize("name", TEXTS)
def test_a_name_tells_what_is_in_a_file(pack, name):
    """A file that is other bytes has another name, so that browsers may keep each for ever."""
    file = pack.files[name]
    data = (pack.folder / file.url).read_bytes()
    assert file.url.split(".")[1] == sha256(data).hexdigest()[:12]
    assert file.bytes == len(data)


def test_archives(pack):
    """Each archive is byte code, has the size that is told, and what it needs are archives."""
    for name in ("standard", *pack.order):
        file = pack.files[name]
        with ZipFile(pack.folder / file.url) as archive:
            names = archive.namelist()
        assert file.bytes == (pack.folder / file.url).stat().st_size
        assert file.place.endswith(".zip")
        assert names
        assert not [each for each in names if each.endswith(".py")]
    assert {each for needed in pack.needs.values() for each in needed} <= set(pack.order)
    assert set(pack.modules.values()) <= set(pack.order)


def test_memory_is_limited(pack):
    """Python can't take more memory than what a page has for it."""
    assert f"getHeapMax=()=>{LIMIT}" in (pack.folder / pack.files["script"].url).read_text("utf-8")


def test_the_manifest(pack):
    """What a page is told lies beside the files, and says all that the pack does but where it lies here."""
    told = json.loads((pack.folder / NAME).read_text("utf-8"))
    assert told == json.loads(json.dumps(manifest(pack)))
    assert str(pack.folder) not in json.dumps(told)
    assert told["files"]["wasm"]["url"] == pack.files["wasm"].url


def test_made_twice(pack):
    """Made again from the same, it is the same, and nothing is compiled for it."""
    again = make_pack(PYODIDE, pack.folder.parent)
    assert (again, again.digest) == (pack, pack.digest)


def test_compressed(pack, tmp_path):
    """Beside each file lies one in brotli, of the size that is told, that becomes the same; both are published."""
    small = replace(pack, folder=tmp_path / "pack", files={name: pack.files[name] for name in ("worker", "engine")})
    publish(replace(pack, files=small.files), small.folder)
    for path in small.folder.glob("*.br"):
        path.unlink()
    sizes = compress(small)
    publish(small, tmp_path / "site")
    for name, file in small.files.items():
        data = (tmp_path / "site" / f"{file.url}.br").read_bytes()
        assert sizes[name] == len(data) < file.bytes
        assert brotli.decompress(data) == (tmp_path / "site" / file.url).read_bytes()


def test_without_pyodide(tmp_path):
    """Where Pyodide is not installed, it is said what brings it."""
    with pytest.raises(ValueError, match=r"pyodide is not there, with which samples run in pages; npm ci brings it"):
        make_pack(tmp_path / "pyodide", tmp_path)


def test_without_node(tmp_path, monkeypatch):
    """Where Node.js is not installed, it is said what it is for and what to do."""
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(ValueError, match=r"Node\.js is missing, by which Python is compiled for pages; install nodejs"):
        make_pack(PYODIDE, tmp_path)


def test_another_pyodide(tmp_path):
    """A Pyodide whose memory can't be limited as this one's is refused by its name."""
    for name in ("package.json", "pyodide.asm.mjs"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(ValueError, match="sets no limit to its memory in a way that is known"):
        make_pack(tmp_path, tmp_path)
