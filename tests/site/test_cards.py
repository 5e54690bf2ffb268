"""The cards that stand for pages where they are shared: what is drawn, that it fits, and where it is named."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from cards import CACHE
from cards.code import first_lines
from cards.drawing import COLOURS, HEIGHT, MARGIN, WIDTH, Card, Run, digest, draw
from tests.site.house import SITEURL, Site, build, make_content, write_article
from tests.site.test_theme import linear_from_oklch, tokens

if TYPE_CHECKING:
    from pathlib import Path

    from bs4 import BeautifulSoup

CODE = ((Run("from", "code-keyword"), Run(" retry import Retry")), (), (Run("x = " + "1 + " * 60),))
TITLES = [
    "",
    "I",
    "How to Retry with Class",
    "W" * 400,
    "many short words " * 80,
    "Donaudampfschifffahrtsgesellschaft " * 9,
    "<script>alert('x')</script> & \"quotes\"",
    "\N{HEBREW LETTER ALEF}\N{HIRAGANA LETTER A}\N{GRINNING FACE} and \N{LATIN CAPITAL LETTER C WITH CARON}\u0301",
    "a\u0300\u0301\u0302" * 50,
    "line\nbreaks\tand\x00controls",
]


def picture(card: Card) -> Image.Image:
    """Return what is drawn, in colours."""
    return Image.open(io.BytesIO(draw(card))).convert("RGB")


def colours_in(image: Image.Image, *box: int) -> set[str]:
    """Return the colours in a part of a picture."""
    found = image.crop((box[0], box[1], box[2], box[3])).getcolors(WIDTH * HEIGHT)
    assert found
    return {f"#{red:02x}{green:02x}{blue:02x}" for _, (red, green, blue) in found}


@pytest.mark.parametrize("title", TITLES)
def test_no_text_reaches_into_the_margins(title: str) -> None:
    """Whatever the title, the names and the code are, the outermost pixels left, right and below are ground."""
    image = picture(Card("Site " * 40, title, "Series " * 40, code=CODE))
    grounds = {COLOURS["paper"], COLOURS["paper-code"], COLOURS["hairline"]}
    assert image.size == (WIDTH, HEIGHT)
    assert colours_in(image, 0, 0, MARGIN - 6, HEIGHT) <= grounds
    assert colours_in(image, WIDTH - MARGIN + 1, 0, WIDTH, HEIGHT) <= grounds
    assert colours_in(image, 0, HEIGHT - 12, WIDTH, HEIGHT) == {COLOURS["paper-code"]}


@pytest.mark.parametrize("title", ["W" * 400, "many short words " * 80])
def test_a_long_title_leaves_room_for_code(title: str) -> None:
    """A title that is cut still ends above the code, of which a line is shown."""
    image = picture(Card("Site", title, code=CODE))
    grounds = [image.getpixel((2, y)) for y in range(HEIGHT)]
    code = grounds.index((0xF4, 0xF2, 0xEB))
    assert code < HEIGHT - 90
    assert colours_in(image, MARGIN, code - 30, WIDTH, code - 4) == {COLOURS["paper"]}
    assert COLOURS["code-keyword"] in colours_in(image, MARGIN, code, WIDTH, HEIGHT)


def test_a_title_is_seen() -> None:
    """The title is drawn in ink, and a larger one in smaller letters."""
    empty, short = (picture(Card("Site", title)) for title in ("", "Retry"))
    ink = COLOURS["ink"]
    assert ink not in colours_in(empty, 0, 130, WIDTH, 300)
    assert ink in colours_in(short, 0, 150, WIDTH, 300)
    assert ink not in colours_in(short, 0, 250, WIDTH, 320)
    assert ink in colours_in(picture(Card("Site", "Retry with class " * 4)), 0, 250, WIDTH, 320)


@pytest.mark.parametrize("words", [1, 3, 6, 12, 18])
def test_a_title_is_whole_where_it_can_be(words: int) -> None:
    """A title of up to some hundred letters is not cut: its last word is seen, whatever the size."""
    title = "Retry with " * words
    assert draw(Card("Site", f"{title} one")) != draw(Card("Site", f"{title} two"))
    assert draw(Card("Site", "Retry with " * 60 + "one")) == draw(Card("Site", "Retry with " * 60 + "two"))


def test_what_the_font_lacks_is_left_out() -> None:
    """A letter loses the accents that the font lacks; of another script there is no box."""
    plain = draw(Card("Site", "Retry"))
    assert draw(Card("Site", "Retry \N{HIRAGANA LETTER A}\N{GRINNING FACE}")) == plain
    assert draw(Card("Site", "Re\N{LATIN SMALL LETTER T WITH DOT BELOW}ry")) == plain
    assert draw(Card("Site", "R\N{LATIN SMALL LETTER E WITH ACUTE}try")) != plain


def test_a_line_of_code_is_cut_where_it_cannot_be_drawn() -> None:
    """What the font lacks is not left out of code, which would be other code: the line ends there."""
    cut = draw(Card("Site", "Retry", code=((Run("say = '\N{HIRAGANA LETTER A}' + x"),),)))
    assert cut == draw(Card("Site", "Retry", code=((Run("say = '\N{HIRAGANA LETTER A}'"),),)))
    assert cut != draw(Card("Site", "Retry", code=((Run("say = ''"),),)))


def test_the_same_description_gives_the_same_bytes() -> None:
    """Drawing has no chance in it, and the digest tells each thing that is drawn apart."""
    cards = [Card("A", "B"), Card("A", "B", "C"), Card("A", "B", "", "C"), Card("A", "B", code=CODE), Card("AB", "")]
    assert [draw(card) for card in cards] == [draw(card) for card in cards]
    assert len({digest(card) for card in cards}) == len({draw(card) for card in cards}) == len(cards)


def hexadecimal(linear: list[float]) -> str:
    """Return a colour of linear red, green and blue as #rrggbb, to the nearest."""
    encoded = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in linear]
    return "#" + "".join(f"{round(255 * part):02x}" for part in encoded)


def test_cards_have_the_colours_of_the_site() -> None:
    """Each colour is that of the light scheme, to the nearest that a picture can have."""
    light = tokens("light")
    wanted = {name: light[name] for name in COLOURS}
    for name, token in wanted.items():
        wanted[name] = token if token.startswith("#") else hexadecimal(linear_from_oklch(token))
    assert wanted == COLOURS


SAMPLES = """
```python run hidden
hidden = 1
```

```text
No code.
```

```python run
# one
def two():
\treturn "three", 4



print(two())
five = 5
six = 6
```
"""


def test_the_first_shown_code_is_on_the_card(tmp_path: Path) -> None:
    """Its first lines are, as they stand, in colours; hidden samples and plain text are not."""
    path = tmp_path / "index.md"
    path.write_text(SAMPLES)
    lines = first_lines(path)
    assert ["".join(run.text for run in line) for line in lines] == [
        "# one",
        "def two():",
        '    return "three", 4',
        *("", "", ""),
        "print(two())",
    ]
    assert lines[0] == (Run("# one", "code-comment"),)
    assert Run("two", "code-name") in lines[1]
    path.write_text("No code.\n")
    assert first_lines(path) == ()


def card_of(soup: BeautifulSoup) -> dict[str, str]:
    """Return what a page says of its card."""
    tags = soup.select("meta[property^='og:image'], meta[name='twitter:card']")
    return {tag.get("property") or tag["name"]: tag["content"] for tag in tags}


def test_every_page_names_a_card_that_is_there(published: Site, real_published: Site) -> None:
    """An article its own, any other page that of the site: by full address, size, and what it shows."""
    for site in (published, real_published):
        for page in site.pages:
            path = page.relative_to(site.output).as_posix()
            soup = site.soup(path)
            card = card_of(soup)
            if path == "404.html":
                assert card == {}
                continue
            is_article = soup.select_one("meta[property='og:type']")["content"] == "article"
            name = f"cards/{page.parent.name}.png" if is_article else "card.png"
            assert card.pop("og:image:alt")
            assert card == {
                "og:image": f"{SITEURL}/{name}",
                "og:image:width": "1200",
                "og:image:height": "630",
                "twitter:card": "summary_large_image",
            }
            assert Image.open(io.BytesIO((site.output / name).read_bytes())).size == (1200, 630)


def test_cards_are_light(real_published: Site) -> None:
    """A card has less than 40 kB."""
    sizes = [path.stat().st_size for path in (real_published.output / "cards").iterdir()]
    assert len(sizes) >= 6
    assert max(sizes) < 40_000


def test_authors_wait_for_no_cards(dev: Site) -> None:
    """A site without an address names none, and so none is drawn."""
    assert not list(dev.output.rglob("card*"))
    assert "og:" not in dev.read("everything/index.html")


def test_a_card_is_drawn_once(tmp_path: Path) -> None:
    """What is kept by its digest is published as it is; where a title changes, its card is drawn anew."""
    content = make_content(tmp_path)
    write_article(content, "one")
    first = build(content, tmp_path / "first", "publishconf.py").output
    kept = sorted((tmp_path / CACHE).iterdir())
    assert len(kept) == 2
    for path in kept:
        path.write_bytes(b"kept")
    second = build(content, tmp_path / "second", "publishconf.py").output
    assert (second / "cards" / "one.png").read_bytes() == (second / "card.png").read_bytes() == b"kept"
    write_article(content, "one", Title="Another")
    third = build(content, tmp_path / "third", "publishconf.py").output
    assert (third / "card.png").read_bytes() == b"kept"
    assert (third / "cards" / "one.png").read_bytes() not in (b"kept", (first / "cards" / "one.png").read_bytes())
