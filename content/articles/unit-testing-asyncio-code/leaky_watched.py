"""The tests that leave something behind, under the watch."""

# region watched
from fakes.case import WatchedTestCase
from leaky import TestLeaky


class TestLeakyWatched(WatchedTestCase):
    test_forgets_an_await = TestLeaky.test_forgets_an_await
    test_forgets_a_task = TestLeaky.test_forgets_a_task


del TestLeaky  # or it would be collected here, too
# endregion
