"""Which samples are tabs of one group."""

from __future__ import annotations

from textwrap import indent

import pytest

from runnable.sample import SampleError, find_samples
from runnable.tabs import tab_groups
from tests.runnable.house import fence, sample

ONE, TWO, THREE = (sample(f"print('{label}')", label, f'tab="{label}"') for label in ("one", "two", "three"))


def groups(text: str) -> list[list[str]]:
    """The labels of each group of a text."""
    return [[each.options.tab for each in group] for group in tab_groups(find_samples(text), text.split("\n"))]


def test_neighbours_are_a_group():
    """Fences with tabs, their outputs between them, are one group; whatever stands between them parts them."""
    assert groups(ONE + TWO + THREE) == [["one", "two", "three"]]
    assert groups(ONE + TWO + "Text.\n\n" + ONE + THREE) == [["one", "two"], ["one", "three"]]
    assert groups(ONE + TWO + sample("1") + ONE + THREE) == [["one", "two"], ["one", "three"]]
    assert groups(sample("1") + fence("text", "x")) == []


def test_groups_within_containers():
    """A group may stand in a list or a quote, and ends with it."""
    assert groups("- a\n\n" + indent(ONE + TWO, "    ")) == [["one", "two"]]
    assert groups(indent(ONE + TWO, "> ", lambda _: True)) == [["one", "two"]]
    with pytest.raises(SampleError, match=r"text\.md:3: the tab 'one' is alone"):
        groups("- a\n\n" + indent(ONE, "    ") + TWO + THREE)


def test_what_is_no_group():
    """A tab that is alone, and a label that is there twice, are told with their lines."""
    with pytest.raises(SampleError, match=r"text\.md:1: the tab 'one' is alone; the fence of another tab="):
        groups(ONE)
    with pytest.raises(SampleError, match=r"text\.md:17: the tab 'one' is there already"):
        groups(ONE + TWO + ONE)
