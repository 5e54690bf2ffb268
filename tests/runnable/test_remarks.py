"""What the list below a sample says of its lines."""

from __future__ import annotations

from textwrap import indent

import pytest

from runnable.remarks import find_remarks
from runnable.sample import SampleError, find_samples
from tests.runnable.house import sample

CODE = sample("a = 1\nb = 2\nprint(a, b)\n", "1 2", "remarks")  # nine lines of Markdown


def remarks(text: str) -> list[tuple[int, int, int]]:
    """The remarks on the only sample of a text: the line of the list, and the lines of the code from and to."""
    (only,) = find_samples(text)
    return [(each.line, each.first, each.last) for each in find_remarks(only, text.split("\n"), 3)]


def test_remarks_name_their_lines():
    """A remark is about a line or a range; its own lines below the first, and what comes after the list, are none."""
    text = CODE + "- L1: One,\n  and more.\n\n    - L9: a list within it\n\n* L2-3: Two.\n\nText.\n\n- No remark.\n"
    assert remarks(text) == [(11, 1, 1), (16, 2, 3)]
    assert remarks(CODE + "1. L1: One.\n2. L3: Three.\n") == [(11, 1, 1), (12, 3, 3)]


def test_remarks_within_containers():
    """A sample in a list or a quote has its remarks there."""
    assert remarks("- a\n\n" + indent(CODE + "- L2: Two.\n", "    ")) == [(13, 2, 2)]
    assert remarks(indent(CODE + "- L2: Two.\n", "> ", lambda _: True)) == [(11, 2, 2)]


@pytest.mark.parametrize(
    ("below", "message"),
    [
        ("Text.\n", r"text\.md:1: remarks: there is no list right below the code"),
        ("", r"text\.md:1: remarks: there is no list right below the code"),
        ("- L4: x\n", r"text\.md:11: L4: is not in the code, which has 3 lines"),
        ("- L1: x\n- L2-4: x\n", r"text\.md:12: L2-4: is not in the code, which has 3 lines"),
        ("- L3-2: x\n", r"text\.md:11: L3-2: is not in the code"),
        ("- L2: x\n- L2: y\n", r"text\.md:12: L2: is not below line 2, which has one"),
        ("- L1-2: x\n- L2: y\n", r"text\.md:12: L2: is not below line 2, which has one"),
        ("- L1: x\n- y\n", r"text\.md:12: a remark begins with its lines, as in L3: or L3-5: 'y'"),
        ("- L0: x\n", r"text\.md:11: a remark begins with its lines"),
    ],
)
def test_wrong_remarks(below, message):
    """What is wrong with a remark is told with its line."""
    with pytest.raises(SampleError, match=message):
        remarks(CODE + below)
