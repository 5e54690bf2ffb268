"""A raster picture in other widths and formats, made once and kept by the digest of all that they are made from."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING, Any

import PIL
from PIL import Image, ImageOps, features

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["Picture", "Variant", "make_picture", "make_pictures", "size_of"]

WIDTHS = (480, 800, 1280, 1600)
"""In pixels; the natural width comes to those below it."""
FORMATS = ("avif", "webp")  # the better one first: browsers take the first that they know

# By the format of the original: what Pillow is told. Screens are saved as PNG: their edges have to stay sharp, so no
# colour is drawn coarser than its brightness, and WebP loses nothing.
OPTIONS: Mapping[str, Mapping[str, dict[str, Any]]] = {
    "PNG": {
        "avif": {"quality": 75, "subsampling": "4:4:4", "max_threads": 1},
        "webp": {"lossless": True, "quality": 90, "method": 6},
    },
    "JPEG": {"avif": {"quality": 60, "max_threads": 1}, "webp": {"quality": 80, "method": 6}},
}
_BOX = re.compile(r'<svg\b[^>]*\bviewBox="\S+ \S+ (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"')
ENCODERS = f"Pillow {PIL.__version__}, libavif {features.version('avif')}, libwebp {features.version('webp')}"


@dataclass(frozen=True)
class Variant:
    """A picture `width` pixels wide, in one of FORMATS; `path` is the file that was kept."""

    width: int
    format: str
    path: Path


@dataclass(frozen=True)
class Picture:
    """An original with its size in pixels, as it is seen, and with variants by format and then by width.

    `digest` is that of the original. A format is there if the original is larger than its variant of the same size.
    """

    source: Path
    width: int
    height: int
    digest: str
    variants: tuple[Variant, ...] = ()


def make_pictures(sources: Iterable[Path], cache: Path) -> list[Picture]:
    """Return the picture of each of `sources`, PNG or JPEG; as many are made at once as there are processors."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(partial(make_picture, cache=cache), sources))


def make_picture(source: Path, cache: Path) -> Picture:
    """Return the picture of a file; variants that are not in `cache` are made and put there.

    Raises ValueError, or OSError, for what is no PNG or JPEG that Pillow can read. What moves has no variants.
    """
    data = source.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    image, (width, height) = _opened(data)
    variants = () if getattr(image, "is_animated", False) else tuple(_variants(image, width, data, cache))
    return Picture(source, width, height, digest, variants)


def size_of(path: Path) -> tuple[int, int] | None:
    """Return how wide and high a picture is, in CSS pixels; None for an SVG that doesn't say it.

    Raises as `make_picture`.
    """
    if path.suffix.lower() == ".svg":
        box = _BOX.search(path.read_text("utf-8", "replace")[:2000])
        return (round(float(box[1])), round(float(box[2]))) if box else None
    return _opened(path.read_bytes())[1]


def _opened(data: bytes) -> tuple[Image.Image, tuple[int, int]]:
    """A raster picture, and its size as it is seen."""
    try:
        image = Image.open(BytesIO(data), formats=list(OPTIONS))
        return image, ImageOps.exif_transpose(image).size
    except (SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(str(error)) from None


def _variants(image: Image.Image, natural: int, data: bytes, cache: Path) -> Iterable[Variant]:
    widths = [*(width for width in WIDTHS if width < natural), natural]
    made = {
        (kind, width): Variant(width, kind, _kept(image, kind, width, data, cache))
        for kind, width in product(FORMATS, widths)
    }
    for kind in FORMATS:
        largest = made[kind, natural].path.stat().st_size
        if largest < len(data):
            smaller = [made[kind, width] for width in widths[:-1]]
            yield from (variant for variant in smaller if variant.path.stat().st_size < largest)
            yield made[kind, natural]


def _kept(image: Image.Image, kind: str, width: int, data: bytes, cache: Path) -> Path:
    """The file of a variant in the cache, which is written if it is not there."""
    options = OPTIONS[image.format or ""][kind]
    digest = hashlib.sha256(f"{ENCODERS}\n{kind} {width} {options}\n".encode() + data).hexdigest()
    path = cache / f"{digest}.{kind}"
    if not path.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = cache / f"{digest}.{os.getpid()}-{threading.get_ident()}.part"
        _resized(image, width).save(unfinished, kind.upper(), **options)
        unfinished.replace(path)  # at once, so that another build sees all of it or nothing
    return path


def _resized(image: Image.Image, width: int) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    whole = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    if width == whole.width:
        return whole
    return whole.resize((width, max(1, round(whole.height * width / whole.width))), Image.Resampling.LANCZOS)
