"""The verdicts of the site's own articles can be trusted: a lie in any of them would be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runnable.integration.command import mutate
from tests.site.house import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = sorted(ROOT.glob("content/articles/*/index.md"))
MOST = 40  # of each article; `./inv verify --mutate` tries thousands


@pytest.mark.timeout(2700)  # seconds; in a new clone all samples of the article run, and some of them once more
@pytest.mark.parametrize("article", ARTICLES, ids=[path.parent.name for path in ARTICLES])
def test_every_lie_in_an_article_would_be_told(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The article is proven, and of the mutants drawn from all of its outputs, options and regions none survives."""
    status = mutate([article], ledger=ROOT / ".runnable", most=MOST)
    out, err = capsys.readouterr()
    assert status == 0, f"{out}{err}"
    assert "mutants caught (100.0 %)" in out
