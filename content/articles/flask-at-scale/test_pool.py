"""A pool that is too small, and two cures."""

from pool import crowd, hold, release


def test_exhausted():
    """Eight threads that hold two connections: two are answered, six get none."""
    assert crowd(hold) == {"answered": 2, "no connection": 6}


def test_cured_by_giving_back():
    """All are answered by the same two connections if nobody holds one while waiting for others."""
    assert crowd(release) == {"answered": 8}


def test_cured_by_more():
    """Or by a connection for each thread."""
    assert crowd(hold, pool=8) == {"answered": 8}
