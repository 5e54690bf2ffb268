"""Articles in Pelican: with a stock theme, in a bundle and in a flat folder."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pelican.tests
import pytest

from runnable.integration.command import record
from tests.runnable.house import PLUGINS, SVG, Article, fence, run_python, sample

SETTINGS = """\
SITENAME, TIMEZONE, DEFAULT_LANG, LOCALE, PATH = "x", "UTC", "en", ("C",), "content"
FEED_DOMAIN = "http://localhost"
DEFAULT_DATE = (2020, 1, 1)
SLUGIFY_SOURCE = "basename"
"""
PLUGIN = f"PLUGIN_PATHS, PLUGINS = [{str(PLUGINS)!r}], ['runnable']\n"
HEADER = "Title: An article\nDate: 2026-01-02\nCategory: Things\n\n"
UNTITLED = (
    "empty.md",
    "empty_with_bom.md",
    "2012-11-30_md_w_filename_meta#foo-bar.md",
    "2012-11-29_rst_w_filename_meta#foo-bar.rst",
    "article_with_template.rst",
    "article_with_typogrify_dashes.rst",
    "article_without_category.rst",
)


class Site:
    """A site in a folder of its own, built by Pelican's command."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content = folder, folder / "content"
        self.content.mkdir(parents=True)

    def build(self, settings: str = "", *, plugin: bool = True, fatal: str = "warnings") -> str:
        """Build the site into output/; gives what Pelican says, with its exit status in the last line."""
        (self.folder / "conf.py").write_text(SETTINGS + (PLUGIN if plugin else "PLUGINS = []\n") + settings)
        options = ["-s", "conf.py", "-o", "output", "--fatal", fatal, "--log-handler", "plain"]
        done = run_python("-m", "pelican", *options, cwd=self.folder, environ={"PYTHONHASHSEED": "0", "COLUMNS": "200"})
        return f"{done.stdout}\n{done.returncode}"

    @property
    def files(self) -> dict[str, bytes]:
        """What was built."""
        output = self.folder / "output"
        return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty site."""
    return Site(tmp_path / "site")


ONE_PAGE = "ARTICLE_SAVE_AS = 'article.html'\n"
BADGE = "THEME_TEMPLATES_OVERRIDES = ['templates']\n" + ONE_PAGE
TEMPLATE = (
    "{{ article.content }}\n{% if article.verification %}<p>Verified {{ article.verification.date }}, "
    "{{ article.verification.versions|join('; ') }}, {{ article.verification.samples }}</p>{% else %}<p>no badge</p>{% endif %}"
)


def test_other_content_is_built_as_before(tmp_path):
    """Pelican's own test content, with Pelican's own theme, is built to the same files and bytes with the plugin."""
    built = []
    for plugin in (False, True):
        site = Site(tmp_path / "with" if plugin else tmp_path / "without")
        source = Path(pelican.tests.__file__).parent / "content"
        for path in sorted(source.iterdir()):
            if path.suffix in {".md", ".rst", ".mkd", ".mdown", ".markdown"} and path.name not in UNTITLED:
                shutil.copy(path, site.content)
        shutil.copytree(source / "TestCategory", site.content / "TestCategory")
        said = site.build(plugin=plugin, fatal="errors")
        assert said.endswith("\n0"), said
        built.append(site.files)
    without, with_plugin = built
    assert len(without) > 60
    assert with_plugin == without


def test_a_flat_folder(site):
    """A text that shares its folder with others is rendered; its samples are highlighted, its other fences are not ours."""
    (site.content / "flat.md").write_text(HEADER + "Text\n\n" + sample("print(1)", "1") + fence("bash", "echo"))
    (site.content / "other.md").write_text(HEADER + "No sample\n")
    said = site.build()
    assert said.endswith("\n0"), said
    page = site.files["flat.html"].decode()
    assert page.count('class="sample"') == 1
    assert "sample-output" in page
    assert '<div class="highlight"><pre><span></span><code>' in page or "<code" in page
    assert 'class="sample"' not in site.files["other.html"].decode()


def test_bundles_drafts_and_pages(site):
    """Articles in bundles, drafts and pages are rendered alike, with their figures copied beside them."""
    run = sample("x = 1", options='figure=a.svg alt="an a"')
    for folder, header in {"one": HEADER, "two": "Status: draft\n" + HEADER}.items():
        Article(site.content / folder).write(header + run, {"a.svg": '<svg viewBox="0 0 4 2"/>'})
    (site.content / "pages").mkdir()
    (site.content / "pages" / "about.md").write_text("Title: About\n\n" + sample("x = 2"))
    said = site.build(
        "PATH_METADATA = r'(?P<slug>[^/]+)/an-article/index.md'\nARTICLE_SAVE_AS = ARTICLE_URL = '{slug}/index.html'\n"
        "DRAFT_SAVE_AS = DRAFT_URL = 'drafts/{slug}/index.html'\n"
    )
    assert said.endswith("\n0"), said
    for name in ("one/index.html", "drafts/two/index.html", "pages/about.html"):
        assert 'class="sample"' in site.files[name].decode()
    assert site.files["one/a.svg"] == site.files["drafts/two/a.svg"]
    page = site.files["one/index.html"].decode()
    assert 'alt="an a"' in page
    assert 'a.svg" alt' in page
    assert "{attach}" not in page


def test_a_summary_with_a_fence(site):
    """A summary that has a fence in it, or is made from a text with samples, does not confuse the samples of the text."""
    (site.content / "a.md").write_text(
        "Title: A\nDate: 2026-01-02\nSummary: Like this: ```x``` and\n    ```python run\n    summary = 1\n    ```\n\n"
        + sample("first = 1")
        + sample("second = 2")
    )
    (site.content / "b.md").write_text("Title: B\nDate: 2026-01-02\n\n" + sample("third = 3"))
    said = site.build()
    assert said.endswith("\n0"), said
    page = site.files["a.html"].decode()
    assert page.index("first") < page.index("second")
    assert [page.count(f'id="sample-{number}"') for number in (1, 2)] == [1, 1]
    assert "third" in site.files["b.html"].decode()
    assert "\ufdd0" not in site.files["index.html"].decode()


def test_wrong_samples_stop_the_build(site):
    """A fence that can't be read is an error with its place; the build stops, as it is asked to."""
    (site.content / "a.md").write_text(HEADER + sample("x", options="nam=a"))
    said = site.build()
    assert not said.endswith("\n0")
    assert "a.md:5" in said
    assert "Did you mean 'name'" in said


def test_strict_settings(site):
    """RUNNABLE_STRICT asks for an account of each block."""
    (site.content / "a.md").write_text(HEADER + fence("bash", "x"))
    said = site.build("RUNNABLE_STRICT = True\n")
    assert "unknown kind 'bash'" in said
    assert not said.endswith("\n0")


def test_the_badge_comes_from_the_ledger(site):
    """An article has a badge when the ledger vouches for all of its samples; a build never runs one."""
    article = Article(site.content)
    article.ledger = site.folder / ".runnable"
    article.write(HEADER + sample("print(1)", "1", 'requires="pytest"') + sample("x = 2", options="hidden"))
    (site.folder / "templates").mkdir()
    (site.folder / "templates" / "article.html").write_text(TEMPLATE)
    said = site.build(BADGE)
    assert said.endswith("\n0"), said
    assert "<p>no badge</p>" in site.files["article.html"].decode()
    assert not article.ledger.exists()
    assert article.verify() == {}
    site.build(BADGE)
    assert "Verified" in site.files["article.html"].decode()
    assert "pytest" in site.files["article.html"].decode()
    assert ", 2</p>" in site.files["article.html"].decode()
    article.write(article.text.replace("print(1)", "print(1) #"))
    site.build(BADGE)
    assert "<p>no badge</p>" in site.files["article.html"].decode()


def test_the_badge_of_a_slow_sample(site):
    """Below a slow sample stand the day and the versions of its manifest, while that holds; it is no verdict of the ledger."""
    article = Article(site.content)
    article.ledger = site.folder / ".runnable"
    hidden = f"open('f.svg', 'w').write({SVG!r})"
    text = sample("print(1)", "1", 'slow name=load requires="pytest"') + sample(
        hidden, options="slow hidden figure=f.svg alt=x name=draws"
    )
    article.write(HEADER + text + sample("print(2)", "2"))
    assert record([article.path], ledger=article.ledger, slow=True) == 0
    manifest = article.bundle / "slow" / "load.json"
    manifest.write_text(re.sub(r'"date": ".*"', '"date": "2020-02-03"', manifest.read_text()))
    said = site.build(ONE_PAGE)
    assert said.endswith("\n0"), said
    built = site.files["article.html"].decode()
    badge = re.search(
        r'id="sample-load".*?<p class="sample-measured">Measured <time datetime="2020-02-03">3 February 2020</time> · Python 3[.0-9]+ · pytest [.0-9]+</p>\n</figure>',
        built,
        re.DOTALL,
    )
    assert badge
    assert built.count("sample-measured") == 2
    assert built.count('id="sample-draws"') == 1
    article.write(article.text.replace("print(1)", "print(1) #"))
    assert site.build(ONE_PAGE).endswith("\n0")
    assert site.files["article.html"].decode().count("sample-measured") == 1


def test_a_stray_manifest_stops_the_build(site):
    """A manifest that is that of no slow sample stops the build, with its name."""
    article = Article(site.content)
    article.write(HEADER + sample("print(2)", "2"), {"slow/gone.json": "{}"})
    said = site.build()
    assert "slow/gone.json:1: is the manifest of no slow sample" in said.replace("\n", "")
    assert not said.endswith("\n0")


def test_the_gutter_comes_from_the_ledger(site):
    """Executed code is marked where RUNNABLE_GUTTER asks for it, and only while the ledger vouches for it."""
    article = Article(site.content)
    article.ledger = site.folder / ".runnable"
    summary = "Summary: Like this:\n    ```python run\n    x = 1\n    ```\n"
    code = "x = 1\nif x > 1:  # not run: a test\n    x = 2"
    article.write(HEADER.replace("\n\n", f"\n{summary}\n") + sample("print(1)", "1") + sample(code))
    asked = BADGE.partition("\n")[2] + "RUNNABLE_GUTTER = True\n"
    assert site.build(asked).endswith("\n0")
    assert "sample-executed" not in site.files["article.html"].decode()
    assert article.verify() == {}
    site.build(asked)
    page = site.files["article.html"].decode()
    assert page.count("sample-executed") == 2
    assert page.count("sample-excused") == 1
    assert "1 of 3 statements executed; the others say why not" in page
    site.build(asked.replace("True", "False"))
    assert "sample-executed" not in site.files["article.html"].decode()
    article.write(article.text.replace("print(1)", "print(1) #"))
    site.build(asked)
    assert site.files["article.html"].decode().count("sample-executed") == 1


SUM = (
    "{% set all = site_verification() %}{{ all.vouched }} of {{ all.parts|length }}, {{ all.tally.sample_count }} samples, "
    "{{ all.tally.outputs }} outputs, {{ all.date }}, {{ all.versions|join('; ') }}"
    "{% for part in all.parts %}{% for block in part.unverified %}, {{ block.anchor }} {{ block.reason }}{% endfor %}{% endfor %}"
)


def test_a_template_can_add_up(site):
    """A template is given the sum over the texts that are listed and proven; drafts count where they are built."""
    for name, header in {"one": HEADER, "two": "Status: draft\n" + HEADER, "three": HEADER}.items():
        article = Article(site.content / name)
        article.ledger = site.folder / ".runnable"
        article.write(header + sample("print(1)", "1") + fence('sql unverified="r" name=q', "x"))
        assert name == "three" or article.verify() == {}
    (site.content / "pages").mkdir()
    (site.content / "pages" / "sum.md").write_text("Title: Sum\nTemplate: sum\n\nText\n")
    (site.folder / "templates").mkdir()
    (site.folder / "templates" / "sum.html").write_text(SUM)
    paths = "PATH_METADATA = r'(?P<slug>[^/]+)/an-article/index.md'\nTHEME_TEMPLATES_OVERRIDES = ['templates']\n"
    said = site.build(paths)
    assert said.endswith("\n0"), said
    page = site.files["pages/sum.html"].decode()
    assert page.startswith("2 of 3, 2 samples, 2 outputs, ")
    assert "Python 3." in page
    assert page.count(", sample-q r") == 3
    site.build(paths + "DRAFT_SAVE_AS = ''\n")
    assert site.files["pages/sum.html"].decode().startswith("1 of 2, 1 samples, 1 outputs, ")


def test_samples_in_pages_without_what_runs_them(site: Site) -> None:
    """Where there is no Pyodide pages have all but Run; a site that requires it is not built, and is told what to do."""
    (site.content / "article.md").write_text(HEADER + sample("print(1)", "1", "browser"))
    assert site.build("RUNNABLE_IN_PAGE = True\n").endswith("\n0")
    assert [name for name in site.files if "samples." in name or name.startswith("runnable/")] == []
    said = site.build("RUNNABLE_IN_PAGE = RUNNABLE_IN_PAGE_REQUIRED = True\n")
    assert re.search(r"^samples can't run in pages: .*pyodide", said, re.MULTILINE)
    assert said.endswith("\n1")
