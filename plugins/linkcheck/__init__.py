"""Every link of the built site that stays within the site leads somewhere, down to the anchor."""

from linkcheck.checking import check

__all__ = ["check"]
