"""What the articles say of their samples beyond what the engine asks for."""

from __future__ import annotations

import pytest

from runnable.sample import find_samples
from tests.site.house import ROOT

ARTICLES = sorted((ROOT / "content" / "articles").glob("*/index.md"))


@pytest.mark.parametrize("path", ARTICLES, ids=[path.parent.name for path in ARTICLES])
def test_each_sample_says_whether_a_browser_can_run_it(path):
    """Each Python sample that readers see says that it can run in their browser, or why it can't."""
    samples = find_samples(path.read_text(encoding="utf-8"), path, strict=True)
    shown = [sample for sample in samples if sample.kind in {"python", "pycon"} and sample.options.run]
    assert [str(sample) for sample in shown if not (sample.options.hidden or sample.options.browser)] == []


@pytest.mark.parametrize("path", ARTICLES, ids=[path.parent.name for path in ARTICLES])
def test_no_article_has_more_than_one_unverified_block(path):
    """At most one block of an article is shown with a reason in the place of a proof."""
    samples = find_samples(path.read_text(encoding="utf-8"), path, strict=True)
    assert sum(bool(sample.options.unverified) for sample in samples) <= 1


def test_bundles_draw_by_the_same_writer():
    """Each bundle is whole in itself, so those that draw bring the writer of SVG with them: one text, in copies."""
    writers = list(ROOT.glob("content/articles/*/figures/svg.py"))
    assert len(writers) > 1
    assert len({path.read_bytes() for path in writers}) == 1
