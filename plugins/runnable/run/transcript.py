"""Transcripts, for the runners that type them; they are read on a lower floor, since casts are made of them too."""

from runnable.transcript import PROMPTS, Entry, read_entries, write_transcript

__all__ = ["PROMPTS", "Entry", "read_entries", "write_transcript"]
