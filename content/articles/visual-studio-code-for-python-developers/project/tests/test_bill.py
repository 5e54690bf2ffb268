"""Green, with three bugs in the code that they test."""

import pytest

from bill import create_app
from bill.shares import split_bill


@pytest.mark.parametrize(("total", "people"), [(9000, 3), (1000, 3), (1, 2), (0, 4)])
def test_no_cent_is_lost(total, people):
    shares = split_bill(total, people)
    assert sum(shares) == total
    assert max(shares) - min(shares) <= 1


def test_a_receipt():
    answer = create_app().test_client().get("/split?total=1000&people=3")
    assert answer.text == "Guest 1: 3.34\nGuest 2: 3.33\nGuest 3: 3.33\n"
