"""Adapters: Python-Markdown, Pelican, pytest, and the commands."""
