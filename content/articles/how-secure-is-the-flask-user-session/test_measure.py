"""The measurement: what it counts, and that both ways of trying keys find the same."""

import pytest

import guess
from crack import find_key
from measure import by_itsdangerous, keys_a_second


@pytest.mark.parametrize("find", [find_key, by_itsdangerous])
def test_both_find_the_key(find):
    """hashlib alone and the library of Flask agree on which key signed the game's cookie."""
    client = guess.create_app().test_client()
    client.post("/login", data={"player": "ada"})
    cookie = client.get_cookie("session").value
    assert find(cookie, [b"dev", guess.KEY.encode(), b"last"]) == guess.KEY.encode()
    assert find(cookie, [b"dev", b"last"]) is None


@pytest.mark.parametrize("find", [find_key, by_itsdangerous])
def test_all_candidates_are_tried(find):
    """Each candidate counts once in each round, and none of them is the key."""
    tried = []

    def watched(cookie, candidates):
        tried.append(len(candidates))
        return find(cookie, candidates)

    assert keys_a_second(watched, 500) > 0
    assert tried == [500] * 3


def test_a_find_is_no_measurement():
    """A search that ends early would look too fast, and is refused."""
    with pytest.raises(ValueError, match="not all of them were tried"):
        keys_a_second(lambda _cookie, candidates: candidates[0], 10)
