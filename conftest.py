"""Samples are tests: the adapter is loaded here and not by name on the command line, so that coverage measures it."""

pytest_plugins = ["runnable.integration.pytest"]
