"""Samples are tests: the adapter is loaded here and not by name on the command line, so that coverage measures it."""

pytest_plugins = ["runnable.integration.pytest"]
collect_ignore_glob = ["content/articles/*/README.md"]  # for those who unpack a download, which a test does
