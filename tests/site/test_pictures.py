"""Pictures: the sizes and formats in which they come, where they are kept, and the link to the large one."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from PIL import Image

from pictures.markup import COLUMN, Drawn, with_pictures
from pictures.variants import Picture, Variant, make_picture, make_pictures
from tests.site.house import Site, build, make_content, pelican, write_article

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><path d="M0 0h9"/></svg>'
BODY = """
![Wide]({attach}wide.png)

![Small]({attach}small.jpg) and ![tiny]({attach}tiny.png)

![Drawn]({attach}drawn.svg)

[![Linked]({attach}linked.png)](https://example.org/)

![From elsewhere](https://example.org/x.png)

`<img src="{attach}wide.png">`
"""


def noise(width: int, height: int) -> Image.Image:
    """A picture that no format makes small without effort, the same each time."""
    return Image.effect_mandelbrot((width, height), (-2, -1.5, 1, 1.5), 90).convert("RGB")


def add_pictures(folder: Path) -> None:
    """Write the pictures that BODY shows."""
    noise(1700, 600).save(folder / "wide.png")
    noise(600, 300).save(folder / "small.jpg", quality=95)
    Image.new("RGB", (100, 50), "red").save(folder / "tiny.png")
    noise(900, 300).save(folder / "linked.png")
    (folder / "drawn.svg").write_text(SVG)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content of one article with pictures of all kinds, and a draft that has one of its own."""
    content = make_content(tmp_path_factory.mktemp("pictures"))
    add_pictures(write_article(content, "shown", BODY).parent)
    draft = write_article(content, "not-yet", "![Secret]({attach}secret.png)\n", Status="draft")
    noise(800, 300).save(draft.parent / "secret.png")
    return content


@pytest.fixture(scope="module")
def shown(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The published site of that content."""
    return build(content, tmp_path_factory.mktemp("shown"), "publishconf.py")


def sources(site: Site, alt: str) -> dict[str, dict[int, Path]]:
    """The files that browsers may take for an image, by type and then by width; 0 where there is no choice."""
    page = site.output / "shown" / "index.html"
    picture = site.soup("shown/index.html").find("img", alt=alt).find_parent("picture")
    found: dict[str, dict[int, Path]] = {}
    for source in picture.select("source"):
        choices = [choice.split() for choice in source["srcset"].split(", ")]
        files = {int(width[0].rstrip("w")) if width else 0: page.parent / address for address, *width in choices}
        found[source["type"]] = files
    return found


def test_the_formats_and_widths(shown: Site) -> None:
    """AVIF comes before WebP; each file is there, is what its type says, and is as wide as the page says."""
    found = sources(shown, "Wide")
    assert list(found) == ["image/avif", "image/webp"]
    assert list(found["image/avif"]) == [480, 800, 1280, 1600, 1700]
    for kind, files in found.items():
        for width, path in files.items():
            with Image.open(path) as image:
                assert (image.get_format_mimetype(), image.width) == (kind, width)
                assert image.height == round(600 * width / 1700)


def test_smaller_variants_are_lighter(shown: Site, content: Path) -> None:
    """A variant has fewer bytes than the next wider one, and than the original."""
    original = (content / "articles" / "shown" / "wide.png").stat().st_size
    for files in sources(shown, "Wide").values():
        sizes = [path.stat().st_size for path in files.values()]
        assert max(sizes) == sizes[-1] < original


def test_the_original_is_published_as_it_is(shown: Site, content: Path) -> None:
    """It is what the image itself and the link name, byte for byte."""
    for name in ("wide.png", "small.jpg", "tiny.png", "linked.png", "drawn.svg"):
        assert (shown.output / "shown" / name).read_bytes() == (content / "articles/shown" / name).read_bytes()
    image = shown.soup("shown/index.html").find("img", alt="Wide")
    assert image["src"].endswith("shown/wide.png")
    assert image.find_parent("a")["href"] == image["src"]


def test_a_page_does_not_jump(shown: Site) -> None:
    """Each image of the site has its size and comes when it is near; none is styled by an attribute."""
    sizes = {
        image["alt"]: (image["width"], image["height"], image["loading"], image["decoding"])
        for image in shown.soup("shown/index.html").select(".prose img")
        if "example.org" not in image["src"]
    }
    lazy = ("lazy", "async")
    assert sizes == {
        "Wide": ("1700", "600", *lazy),
        "Small": ("600", "300", *lazy),
        "tiny": ("100", "50", *lazy),
        "Drawn": ("400", "300", *lazy),
        "Linked": ("900", "300", *lazy),
    }
    assert not shown.soup("shown/index.html").select("[style]")


def test_what_leads_to_the_large_one(shown: Site) -> None:
    """Wide pictures and drawings are links to themselves, with a name; small ones have one below, tiny ones none."""
    soup = shown.soup("shown/index.html")
    about = {}
    for image in soup.select(".prose img"):
        link = image.find_parent("a")
        below = (image.find_parent("picture") or image).find_next_sibling("a")
        about[image["alt"]] = (link and link.get("class"), below and below.get("class"))
    assert about == {
        "Wide": (["larger"], None),
        "Small": (None, ["larger", "fits"]),
        "tiny": (None, None),
        "Drawn": (["larger"], None),
        "Linked": (None, None),
        "From elsewhere": (None, None),
    }
    assert {link.small.text for link in soup.select("a.larger")} == {"larger image"}
    assert soup.find("img", alt="Linked").find_parent("a")["href"] == "https://example.org/"


def test_what_is_left_alone(shown: Site) -> None:
    """An SVG, a picture from elsewhere and a tag in code have no variants; a draft's picture is not published."""
    soup = shown.soup("shown/index.html")
    assert not soup.find("img", alt="Drawn").find_parent("picture")
    assert not soup.find("img", alt="From elsewhere").has_attr("loading")
    assert "&lt;img src=" in shown.read("shown/index.html")
    assert not list(shown.output.rglob("*secret*"))


def test_feeds_have_plain_pictures(shown: Site) -> None:
    """A reader of feeds gets the original, without what only pages have."""
    feed = shown.read("feeds/all.atom.xml")
    assert "wide.png" in feed
    assert "srcset" not in feed
    assert "larger image" not in feed


def test_the_real_figures(real_published: Site) -> None:
    """Each figure that a sample made is published byte for byte; what is shown smaller has a link to it."""
    made = {path.name: path for path in Path("content/articles").rglob("*.png")}
    published = [path for path in real_published.output.rglob("*.png") if path.name in made]
    assert len(published) == len(made) > 0
    assert all(path.read_bytes() == made[path.name].read_bytes() for path in published)
    for page in real_published.output.glob("*/index.html"):
        soup = real_published.soup(str(page.relative_to(real_published.output)))
        for link in soup.select("figure.sample-figure a.larger"):
            assert (page.parent / link["href"]).is_file()


def test_nothing_is_made_twice(tmp_path: Path) -> None:
    """What is in the cache is taken from there; what differs in one dot is made anew, and the old one stays."""
    source, cache = tmp_path / "a.png", tmp_path / "cache"
    noise(700, 200).save(source)
    first = make_picture(source, cache)
    times = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert make_picture(source, cache) == first
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == times
    image = noise(700, 200)
    image.putpixel((0, 0), (255, 0, 0))
    image.save(source)
    assert not {variant.path for variant in make_picture(source, cache).variants} & set(times)
    assert set(times) < set(cache.iterdir())


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    """Made anew, by itself or beside others, a variant has the same bytes."""
    for name in ("a.png", "b.png", "c.png"):
        noise(900, 300).save(tmp_path / name)
    alone = make_picture(tmp_path / "a.png", tmp_path / "one")
    beside = make_pictures([tmp_path / name for name in ("a.png", "b.png", "c.png")], tmp_path / "two")
    assert len(alone.variants) > 2
    for picture in beside:
        assert [variant.path.name for variant in picture.variants] == [variant.path.name for variant in alone.variants]
        for one, other in zip(alone.variants, picture.variants, strict=True):
            assert one.path.read_bytes() == other.path.read_bytes()
    assert not list(tmp_path.rglob("*.part"))


def test_a_turned_picture_is_upright(tmp_path: Path) -> None:
    """A camera's note that a JPEG lies on its side is followed, in the size and in the variants."""
    exif = Image.Exif()
    exif[0x0112] = 6
    noise(800, 500).save(tmp_path / "a.jpg", exif=exif, quality=95)
    picture = make_picture(tmp_path / "a.jpg", tmp_path / "cache")
    assert (picture.width, picture.height) == (500, 800)
    for variant in picture.variants:
        with Image.open(variant.path) as image:
            assert image.height > image.width == variant.width


def test_what_a_variant_would_not_make_smaller_has_none(tmp_path: Path) -> None:
    """A picture that was made small already is left as it is; an animated one would stop."""
    dots = random.Random(1).randbytes(300 * 200)  # noqa: S311 - nobody is to be kept from guessing it
    Image.frombytes("L", (300, 200), dots).save(tmp_path / "a.jpg", quality=5)
    frames = [noise(200, 100), Image.new("RGB", (200, 100))]
    frames[0].save(tmp_path / "b.png", save_all=True, append_images=frames[1:])
    for name in ("a.jpg", "b.png"):
        assert make_picture(tmp_path / name, tmp_path / "cache").variants == ()


def test_what_is_no_picture_stops_the_build(tmp_path: Path) -> None:
    """It is named with what to do."""
    content = make_content(tmp_path)
    path = write_article(content, "broken", "![Broken]({attach}a.png)\n").with_name("a.png")
    path.write_bytes(b"no picture")
    result = pelican(content, tmp_path / "output", "pelicanconf.py")
    assert result.status == 1
    assert re.search(r"broken/a\.png:1: can't be read as a PNG or a JPEG: .*; save it again", result.said)


def test_markup_by_itself(tmp_path: Path) -> None:
    """Addresses are quoted and characters escaped; a picture of the author's, or in a comment, is left alone."""
    picture = Picture(
        tmp_path / "x", COLUMN + 1, 9, "0123456789", (Variant(480, "avif", tmp_path), Variant(705, "avif", tmp_path))
    )
    known = {"a/b c&d.png": picture, "e.svg": Drawn(None)}
    html = with_pictures('<img alt="1 &gt; &quot;0&quot;" src="../a/b%20c&amp;d.png">', "..", known)
    assert 'srcset="../a/b%20c%26d-480-01234567.avif 480w, ../a/b%20c%26d-705-01234567.avif 705w"' in html
    assert 'alt="1 &gt; &quot;0&quot;"' in html
    for left in ('<picture><img src="../e.svg"></picture>', '<!-- <img src="../e.svg"> -->', '<img src="../f.png">'):
        assert with_pictures(left, "..", known) == left
