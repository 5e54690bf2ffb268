"""Style sheets and scripts as they are published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from assets import Assets, policy_hash

if TYPE_CHECKING:
    from pathlib import Path

    from tests.site.house import Site


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A theme's static files: one style sheet of two parts, one script that runs two and loads one later."""
    files = {
        "css/site.css": '@layer one, two;\n@import url("a.css") layer(one);\n@import url("parts/b.css");\n',
        "css/a.css": "/* why */\np { top: 0 }\n",
        "css/parts/b.css": "p .a :is(b, i) { left: 0 }\n",
        "js/main.js": '// Both.\nimport "./eager/a.js";\nimport "./eager/b.js";\n',
        "js/eager/a.js": "const name = 1; // one\n",
        "js/eager/b.js": 'const name = () => import("./lazy/later.js");\n',
        "js/lazy/later.js": 'import { word } from "../words.js";\nconsole.log(word);\n',
        "js/words.js": 'export const word = "later";\n',
    }
    for name, text in files.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "static"


def test_a_style_sheet_holds_what_it_imports(static: Path) -> None:
    """An import becomes the text of the file, within the layer that it names; comments and blanks go."""
    assert Assets(static).text("css/site.css") == "@layer one{p{top:0}}@layer two;p .a :is(b,i){left:0}"


def test_a_script_holds_what_it_runs(static: Path) -> None:
    """Modules that are only run stand in blocks of their own, so that they may use the same names."""
    assert re.fullmatch(r"\{const name=1;\}\s*\{const name=.*;\}", Assets(static).text("js/main.js"))


def test_what_is_loaded_later_is_named_by_its_text(static: Path) -> None:
    """A link to a module leads to the fingerprinted file, of those that it links to in turn, too."""
    assets = Assets(static)
    (later,) = re.findall(r'import\("\./(lazy/later\.[0-9a-f]{8}\.js)"\)', assets.text("js/main.js"))
    assert assets.url("js/lazy/later.js") == f"js/{later}"
    assert re.search(r'from"\./\.\./words\.[0-9a-f]{8}\.js"', assets.text("js/lazy/later.js"))
    (static / "js/words.js").write_text('export const word = "sooner";\n')
    assert Assets(static).url("js/main.js") != assets.url("js/main.js")


def test_what_is_written_takes_the_place_of_its_sources(static: Path, tmp_path: Path) -> None:
    """Only what was asked for is published, with what it loads, under its fingerprinted name."""
    assets, folder = Assets(static), tmp_path / "theme"
    (folder / "css").mkdir(parents=True)
    (folder / "css/a.css").write_text("p { top: 0 }\n")
    main = assets.url("js/main.js")
    assets.write(folder)
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert written == {main, assets.url("js/lazy/later.js"), assets.url("js/words.js")}


def test_a_missing_part_is_told(static: Path) -> None:
    """Of a missing file is said where it is named."""
    (static / "css/a.css").unlink()
    with pytest.raises(ValueError, match=r"site\.css, or what it imports: "):
        Assets(static).text("css/site.css")


def test_every_page_holds_its_styles(site: Site) -> None:
    """The sheets of a page are in it, and its policy allows these alone; the policy names its script."""
    for path in site.pages:
        soup = site.soup(str(path.relative_to(site.output)))
        policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        (allowed,) = re.findall(r"style-src ([^;]*);", policy)
        assert allowed.split() == [f"'{policy_hash(style.string)}'" for style in soup.find_all("style")]
        script = soup.select("script[src]")[0]  # a page of its own kind has another, which is not for all
        assert policy_hash(unquote(script["src"].removeprefix("data:text/javascript,"))) == script["integrity"]
        assert f"'{script['integrity']}'" in policy
        for address in script["data-later"].split():
            assert (site.output / address.lstrip("./")).is_file(), path
