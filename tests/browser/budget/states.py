"""Ways to open what a page has closed, so that what is in there is held against the budget as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OPEN_DETAILS = "() => document.querySelectorAll('details').forEach((details) => { details.open = true; })"

# State: how many there are of it on a page whose details are open, and the function that brings one about by its
# number.
STATES: Mapping[str, tuple[str, str]] = {
    "details open": ("1", OPEN_DETAILS),
    "popover open": (
        "Math.min(3, document.querySelectorAll('[popover]').length)",
        "(number) => document.querySelectorAll('[popover]')[number].showPopover()",
    ),
    "dialog open": (
        "Math.min(3, document.querySelectorAll('dialog:not([popover])').length)",
        """(number) => {
          document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
          document.querySelectorAll('dialog:not([popover])')[number].showModal();
        }""",
    ),
    "other tabs": (
        "Math.min(1, document.querySelectorAll('input[type=radio]:not(:checked)').length)",
        "() => document.querySelectorAll('input[type=radio]:not(:checked)').forEach((radio) => radio.click())",
    ),
}
