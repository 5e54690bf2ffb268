"""Two tests that are wrong, of which one passes."""

# region always
import unittest


class TestSum(unittest.TestCase):
    def test_plain(self):
        self.assertEqual(1 + 1, 3)

    async def test_async(self):
        self.assertEqual(1 + 1, 3)  # not run: nobody awaits the coroutine


# endregion
