"""Tiers: which samples of a document a verification brings to a verdict, by what they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from runnable.document import Document
from runnable.run.needs import needs
from runnable.sample import Sample

FAST, REAL, SLOW = "fast", "real", "slow"


def samples_of(tier: str, document: Document) -> list[Sample]:
    """The samples of `document` that are of the `tier`, in their order."""
    return [sample for sample in document.all_samples if TIERS[tier](document, sample)]


def _is_fast(document: Document, sample: Sample) -> bool:
    """Whether it takes no program, server or service, nor does any run that decides on it; manifests take nothing."""
    if sample.options.slow:
        return True
    return all(not needs(one) and not one.options.server for one in document.deciding(sample) if not one.options.slow)


TIERS: Mapping[str, Callable[[Document, Sample], bool]] = {
    FAST: _is_fast,
    REAL: lambda _document, _sample: True,
    SLOW: lambda _document, sample: sample.options.slow,
}
"""By name. In `fast` and in `real` a manifest stands for a slow sample; in `slow` those run, and nothing else."""
