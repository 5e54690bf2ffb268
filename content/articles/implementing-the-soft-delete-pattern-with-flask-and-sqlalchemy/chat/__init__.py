"""A chat whose users and messages are deleted softly."""
