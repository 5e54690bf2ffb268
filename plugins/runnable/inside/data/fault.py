"""Faults: what a parser does not accept, and where."""


class RefusedError(Exception):
    """A text that its parser does not accept; each fault is a line of the text, from 1, and what is wrong there."""

    def __init__(self, *faults: tuple[int, str]) -> None:
        super().__init__(*faults)
        self.faults = faults
