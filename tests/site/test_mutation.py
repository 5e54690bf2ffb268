"""The verdicts of the site's own articles can be trusted: a lie in any of them would be told."""

from __future__ import annotations

from runnable.integration.command import mutate
from tests.site.house import ROOT

MOST = 500  # of each article; `./inv verify --mutate` tries all


def test_every_lie_in_an_article_would_be_told(capsys):
    """Each article is proven, and of the mutants drawn from all of its outputs, options and regions none survives."""
    status = mutate([ROOT / "content"], ledger=ROOT / ".runnable", most=MOST)
    out, err = capsys.readouterr()
    assert status == 0, f"{out}{err}"
    articles = list(ROOT.glob("content/articles/*/index.md"))
    assert out.count("mutants caught (100.0 %)") == len(articles) > 0
