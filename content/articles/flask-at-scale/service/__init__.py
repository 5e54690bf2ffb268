"""A service with the kinds of work that a chat has, to be put under load."""
