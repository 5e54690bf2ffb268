"""The order of events, shuffled by seeds."""

import unittest

from fakes.scenes import shuffled_evening


# region interleavings
class TestInterleavings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.evenings = [shuffled_evening(seed) for seed in range(200)]

    def test_no_order_of_events_loses_a_text(self):
        """Each hears the others in their order, and Cyd a beginning."""
        for to_ada, to_bob, to_cyd in self.evenings:
            self.assertEqual(to_ada, [f"bob {number}" for number in range(4)])
            self.assertEqual(to_bob, [f"ada {number}" for number in range(4)])
            for name in ("ada", "bob"):
                told = [text for text in to_cyd if text.startswith(name)]
                count = len(told)
                self.assertEqual(told, [f"{name} {number}" for number in range(count)])

    def test_the_seeds_make_many_evenings(self):
        """More than twenty that Cyd, who hears both, would tell apart."""
        self.assertGreater(len({str(evening) for evening in self.evenings}), 20)

    def test_a_seed_makes_the_same_evening_twice(self):
        """So a failure can be had again."""
        self.assertEqual(self.evenings, [shuffled_evening(seed) for seed in range(200)])


# endregion
