"""Tabs: neighbouring samples of which a page shows one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from runnable.sample import Problem, Sample, SampleError


def tab_groups(samples: Sequence[Sample], lines: Sequence[str]) -> list[tuple[Sample, ...]]:
    """The groups of `samples` with `tab=` that stand one below the other in a text of `lines`.

    Raises SampleError for a group of one, and where two of a group have one label.
    """
    groups: list[list[Sample]] = []
    above: Sample | None = None
    for sample in samples:
        if sample.options.tab and above and above.options.tab and _are_neighbours(above, sample, lines):
            groups[-1].append(sample)
        elif sample.options.tab:
            groups.append([sample])
        above = sample
    problems = [problem for group in groups for problem in _problems(group)]
    if problems:
        raise SampleError(problems)
    return [tuple(group) for group in groups]


def _are_neighbours(one: Sample, other: Sample, lines: Sequence[str]) -> bool:
    between = lines[(one.expected or one.fence).end : other.fence.start]
    return one.fence.prefix == other.fence.prefix and not any(line.strip("> \t") for line in between)


def _problems(group: list[Sample]) -> list[Problem]:
    first, *others = group
    if not others:
        message = f"the tab {first.options.tab!r} is alone; the fence of another tab= stands right below"
        return [Problem(first.path, first.line, message)]
    labels = [sample.options.tab for sample in group]
    return [
        Problem(sample.path, sample.line, f"the tab {sample.options.tab!r} is there already")
        for place, sample in enumerate(group)
        if sample.options.tab in labels[:place]
    ]
