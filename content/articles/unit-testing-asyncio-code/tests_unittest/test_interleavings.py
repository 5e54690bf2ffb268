"""The order of events, shuffled by seeds."""

import unittest

from fakes.scenes import shuffled_evening


class TestInterleavings(unittest.TestCase):
    # region interleavings
    def test_no_order_of_events_loses_a_text(self):
        """In none of 200 orders; and a seed gives the same evening twice."""
        evenings = [shuffled_evening(seed) for seed in range(200)]
        for to_ada, to_bob, to_cyd in evenings:
            self.assertEqual(to_ada, [f"bob {number}" for number in range(4)])
            self.assertEqual(to_bob, [f"ada {number}" for number in range(4)])
            for name in ("ada", "bob"):
                told = [text for text in to_cyd if text.startswith(name)]
                count = len(told)
                self.assertEqual(told, [f"{name} {number}" for number in range(count)])
        self.assertEqual(evenings, [shuffled_evening(seed) for seed in range(200)])
        self.assertGreater(len({str(evening) for evening in evenings}), 20)

    # endregion
