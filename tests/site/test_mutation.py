"""The verdicts of the site's own articles can be trusted: a lie in any of them would be told."""

from __future__ import annotations

from runnable.integration.command import mutate
from tests.site.house import ROOT

MOST = 150  # of each article; `./inv verify --mutate` tries thousands


def test_every_lie_in_an_article_would_be_told(capsys):
    """Each article is proven, and of the mutants drawn from all of its outputs, options and regions none survives."""
    articles = list(ROOT.glob("content/articles/*/index.md"))
    status = mutate(articles, ledger=ROOT / ".runnable", most=MOST)
    out, err = capsys.readouterr()
    assert status == 0, f"{out}{err}"
    assert out.count("mutants caught (100.0 %)") == len(articles) > 0
