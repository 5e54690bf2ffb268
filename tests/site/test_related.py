"""How long an article takes, and what to read after it."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from reading import Reading, measure
from related import related_to
from tests.site.house import Site
from tests.site.test_pages import text_of


def article(slug: str, *tags: str, category: str = "", series: str = "", day: int = 1) -> Any:
    """Return what of an article matters here."""
    subjects = [SimpleNamespace(slug=tag) for tag in tags]
    topic = SimpleNamespace(slug=category or f"only-{slug}")
    date = datetime(2026, 11, day, tzinfo=UTC)
    return SimpleNamespace(slug=slug, tags=subjects, category=topic, series=series, date=date)


def slugs(of: Any, articles: list[Any]) -> list[str]:
    """Return what is related to an article, in its order, which that of the articles doesn't change."""
    found = [each.slug for each in related_to(of, articles)]
    assert [each.slug for each in related_to(of, articles[::-1])] == found
    return found


def test_a_rare_topic_counts_more() -> None:
    """One tag that two share weighs more than one that all have; what shares nothing is not there."""
    first = article("first", "python", "jwt")
    others = [article(f"python-{number}", "python", day=20) for number in range(3)]
    rare, stranger = article("rare", "jwt"), article("stranger", "cooking")
    everything = [first, *others, rare, stranger]
    assert slugs(first, everything) == ["rare", "python-0", "python-1"]
    assert slugs(stranger, everything) == []


def test_more_in_common_counts_more() -> None:
    """Weights add up, over tags, category and series; of equals the newest is first, and then the slug decides."""
    first = article("first", "a", "b", category="c", series="s")
    one, two = article("one", "a", day=9), article("two", "a", "b")
    three, late = article("three", "a", "b", category="c"), article("late", "a", day=10)
    both = article("both", "a", "b", category="c", series="s")
    everything = [first, one, two, three, both, late]
    assert slugs(first, everything) == ["both", "three", "two"]
    assert slugs(first, [first, one, late, article("ones", "a", day=9)]) == ["late", "one", "ones"]


def test_a_category_and_a_tag_of_one_name_are_one_topic() -> None:
    """An article in the category Flask that is tagged Flask too shares that once, and with the tag of another."""
    first, other = article("first", "flask", "b", category="flask"), article("other", "b")
    twice, once = article("twice", "flask", category="flask"), article("once", "flask")
    assert slugs(first, [first, twice, once, other]) == ["other", "once", "twice"]


def test_neighbours_in_the_series_are_not_there() -> None:
    """The series leads to the previous and the next part already."""
    parts = [article(f"part-{number}", series="s") for number in range(5)]
    middle = parts[2]
    middle.series_nav = SimpleNamespace(previous=parts[1], next=parts[3])
    assert slugs(middle, parts) == ["part-0", "part-4"]


def test_related_articles_are_offered(real_published: Site, published: Site) -> None:
    """Each article of the site has two or three, none of them itself, a neighbour or there twice."""
    for path in (real_published.output / "cards").iterdir():
        soup = real_published.soup(f"{path.stem}/index.html")
        links = [link["href"] for link in soup.select(".related a")]
        neighbours = {link["href"] for link in soup.select("a[rel=prev], a[rel=next]")}
        assert 2 <= len(set(links)) == len(links) <= 3
        assert not {*links} & {*neighbours, f"../{path.stem}/"}
    hostile = published.soup("plain-4/index.html").select_one(".related")
    assert text_of(hostile.h2) == "Related articles"
    assert hostile["aria-labelledby"] == hostile.h2["id"]


def test_a_draft_is_related_to_nothing(dev: Site, published: Site) -> None:
    """No article leads to a draft, and a draft to none."""
    assert dev.soup("drafts/not-yet/index.html").select_one(".related") is None
    assert "not-yet" not in "".join(str(page.read_text()) for page in published.pages)


PROSE = '<h2 id="a"><a href="#a">Two words</a></h2><p>Three <em>more</em> words</p><ul><li>one</li><li>and</li></ul>'
CODE = "<figure><figcaption>a.py</figcaption><pre><code>x = 1\n\n<span>y</span> = 2\n  \nz</code></pre></figure>"


def test_what_there_is_to_read() -> None:
    """Words are counted between blanks and blocks; of code the lines that are not blank, and no words."""
    assert measure(PROSE) == Reading(words=7, lines=0)
    assert measure(CODE) == Reading(words=1, lines=3)
    assert measure(CODE + PROSE + "<pre>1\n2</pre>") == Reading(words=8, lines=5)
    assert measure("A&amp;B &lt;c&gt; <!-- no --><br>d") == Reading(words=3, lines=0)
    assert measure("") == Reading(0, 0)


def test_how_long_it_takes() -> None:
    """220 words or 60 lines are a minute; nothing takes less than one."""
    assert [Reading(*read).minutes for read in [(0, 0), (220, 0), (0, 60), (660, 120), (2200, 31)]] == [1, 1, 1, 5, 11]


def test_readers_are_told(real_published: Site, published: Site) -> None:
    """The line below the title says the minutes, and one of them is one minute."""
    long = text_of(real_published.soup("how-to-retry-with-class/index.html").select_one(".article-meta .reading"))
    assert 20 <= int(long.removesuffix(" minutes to read")) <= 45
    assert text_of(published.soup("plain-1/index.html").select_one(".reading")) == "1 minute to read"
