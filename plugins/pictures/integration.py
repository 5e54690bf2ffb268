"""The adapter to Pelican: writes the variants of what is published, and gives the templates the filter `pictures`."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from jinja2 import pass_context
from markupsafe import Markup

from pictures.markup import Drawn, variant_name, with_pictures
from pictures.variants import Picture, make_picture, make_pictures, size_of
from problems import Problem, fail_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinja2.runtime import Context
    from pelican.contents import Static
    from pelican.generators import Generator, PagesGenerator
    from pelican.writers import Writer

RASTER = (".png", ".jpg", ".jpeg")


def add_filter(generator: Generator) -> None:
    """Give the templates of this generator the filter."""
    generator.env.filters["pictures"] = _pictures


@pass_context
def _pictures(context: Context, html: str) -> Markup:
    found: dict[Static, Picture | Drawn] = context.get("pictures", {})
    shown = {_address(static): what for static, what in found.items()}
    return Markup(with_pictures(html, context["SITEURL"], shown))  # noqa: S704 - it was one


def _address(static: Static) -> str:
    # Not its `url`: who asks for that settles it, and a page may yet attach the file.
    return str(getattr(static, "override_url", None) or static.get_url_setting("url"))


def make_variants(generators: Sequence[Generator]) -> None:
    """Make the variants of all static files that are pictures."""
    settings, context = generators[0].settings, generators[0].context
    statics = [static for static in context.get("staticfiles", []) if _kind(static) in (*RASTER, ".svg")]
    raster = [static for static in statics if _kind(static) in RASTER]
    sources = [Path(static.source_path) for static in raster]
    cache = Path(settings["PATH"]).parent / ".picture_cache"
    try:
        pictures = make_pictures(sources, cache)
    except (OSError, ValueError):
        fail_on(_unreadable(sources, cache))
        raise
    drawn = {static: Drawn(size_of(Path(static.source_path))) for static in statics if static not in raster}
    context["pictures"] = drawn | dict(zip(raster, pictures, strict=True))


def _kind(static: Static) -> str:
    return PurePosixPath(static.source_path).suffix.lower()


def _unreadable(sources: list[Path], cache: Path) -> Iterator[Problem]:
    for source in sources:
        try:
            make_picture(source, cache)
        except (OSError, ValueError) as error:
            yield Problem(source, 1, f"can't be read as a PNG or a JPEG: {error}; save it again as one of these")


def write_variants(generator: PagesGenerator, writer: Writer) -> None:
    """Write the variants beside their originals, when each page has said where these go."""
    for static, picture in generator.context["pictures"].items():
        if isinstance(picture, Picture):
            original = Path(writer.output_path, static.save_as)
            original.parent.mkdir(parents=True, exist_ok=True)
            for variant in picture.variants:
                shutil.copyfile(variant.path, original.with_name(variant_name(original.name, picture, variant)))
