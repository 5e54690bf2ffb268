"""Samples in a page: what it loads, what it is told of them, and Python's side of running them."""
