"""Style sheets and scripts: put together from small files, minified, and named by what is in them.

The setting ASSETS says of names, as "js/run", in which folder the files lie whose names begin so.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
import shutil
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

import lightningcss
import rjsmin
from markupsafe import Markup
from pelican import signals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pelican import Pelican
    from pelican.generators import Generator

__all__ = ["Assets", "policy_hash", "register"]

# import "./eager/copy.js";
_JS_IMPORT = re.compile(r'^import "(?P<path>\./[^"]+)";$', re.MULTILINE)
# import("./lazy/zoom.js"), from "./words.js", new URL("./run.css"
_JS_LINK = re.compile(
    r'(?P<before>\bimport\(|\bfrom ?)"(?P<path>\.{1,2}/[^"]+\.js)"|(?P<url>\bnew URL\()"(?P<sheet>\./[^"]+\.css)"'
)

_PLAIN = "()=;:,.!?'/*+&@$~"  # what an address may have as it is

_MADE = ("css", "js")  # folders of the theme's static files of which only what is asked for is published


def policy_hash(text: str) -> str:
    """Return how a Content-Security-Policy and `integrity=` name a text: ``sha256-`` and the digest as base64."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class Assets:
    """The style sheets and scripts of the theme, whose static files are in the folder `static`.

    Names are relative to that folder; what begins with one of the names in `elsewhere`, as "js/run", lies in the folder
    that this names. What was asked for by `url` can be written by `write`.
    """

    def __init__(self, static: Path, elsewhere: Mapping[str, Path] | None = None) -> None:
        self._static, self._elsewhere = static, elsewhere or {}
        self._asked: dict[str, str] = {}
        self.text = cache(self._text)

    def _text(self, name: str) -> str:
        """Return the minified text of a style sheet or script; raises ValueError where a part of it is missing."""
        path = self._path(name)
        return _sheet(path) if path.suffix == ".css" else self._script(path, name)

    def _path(self, name: str) -> Path:
        for place, folder in self._elsewhere.items():
            if name.startswith(f"{place}/"):
                return folder / name.removeprefix(f"{place}/")
        return self._static / name

    def url(self, name: str) -> str:
        """Return the address of an asset, relative to the static folder: its name with a digest in it."""
        if name not in self._asked:
            text, path = self.text(name), Path(name)
            digest = hashlib.sha256(text.encode()).hexdigest()[:8]
            self._asked[name] = path.with_suffix(f".{digest}{path.suffix}").as_posix()
        return self._asked[name]

    def write(self, folder: Path) -> None:
        """Write all that was asked for into `folder`, in place of what it was made from."""
        for made in _MADE:
            shutil.rmtree(folder / made, ignore_errors=True)
        for name, url in self._asked.items():
            path = folder / url
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text(name), "utf-8")

    def _script(self, path: Path, name: str) -> str:
        """A script with the modules that it only runs put into it, each in a block of its own, so that names differ."""
        text = _JS_IMPORT.sub(lambda match: f"{{\n{_read(path.parent / match['path'], path)}\n}}", _read(path, path))
        return _JS_LINK.sub(lambda match: self._link(match, name), rjsmin.jsmin(text))

    def _link(self, match: re.Match[str], by: str) -> str:
        """The link by which the script `by` loads another, or its style sheet, to the address of that."""
        folder = PurePosixPath(by).parent.as_posix()
        name = posixpath.normpath(posixpath.join(folder, match["path"] or match["sheet"]))
        return f'{match["before"] or match["url"]}"./{posixpath.relpath(self.url(name), folder)}"'


def _sheet(path: Path) -> str:
    try:
        return str(lightningcss.bundle_css(str(path), minify=True))
    except (OSError, ValueError) as error:  # of a file that is missing it says only so
        raise ValueError(f"{path}, or what it imports: {error}") from error


def _read(path: Path, by: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise ValueError(f"{by}: there is no {path}") from None


def _style(assets: Assets, names: Iterable[str]) -> Markup:
    """The style sheets as elements; their text is the theme's own and has no end tag in it."""
    return Markup("").join(Markup("<style>{}</style>").format(Markup(assets.text(name))) for name in names)  # noqa: S704


def _hashes(assets: Assets, names: Iterable[str]) -> str:
    """What a policy says of these assets."""
    return " ".join(f"'{policy_hash(assets.text(name))}'" for name in names)


_opened: dict[str, Assets] = {}


def _offer(generator: Generator) -> None:
    # Each build reads the files anew; all of its generators share what was read and asked for.
    output = str(generator.output_path)
    elsewhere = {name: Path(folder) for name, folder in generator.settings.get("ASSETS", {}).items()}
    assets = _opened.setdefault(output, Assets(Path(generator.theme, "static"), elsewhere))
    address = generator.settings["THEME_STATIC_DIR"]
    generator.env.globals |= {
        "asset": lambda name: f"{address}/{assets.url(name)}",
        "style": lambda names: _style(assets, names),
        "hashes": lambda names: _hashes(assets, names),
        "inside": lambda name: f"data:text/javascript,{quote(assets.text(name), safe=_PLAIN)}",
        "integrity": lambda name: policy_hash(assets.text(name)),
        "policy_hash": policy_hash,
    }


def _write(pelican: Pelican) -> None:
    if assets := _opened.pop(str(pelican.output_path), None):
        assets.write(Path(pelican.output_path, pelican.settings["THEME_STATIC_DIR"]))


def register() -> None:
    """Connect to Pelican."""
    signals.generator_init.connect(_offer)
    signals.finalized.connect(_write)
