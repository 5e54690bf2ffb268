"""Pelican's door: the wheel holds this file as `pelican.plugins.runnable`, where Pelican finds it by itself."""

from runnable import register

__all__ = ["register"]
