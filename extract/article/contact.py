"""Lines that tell how to reach a practice: its address, telephone numbers, hours."""

from __future__ import annotations

import re

from extract.data import any_of, load, opening

_DATA = load("article/contact.toml")
_CONTACT = re.compile(any_of(_DATA["contact"]))
_CONTACT_LABEL = opening(_DATA["contact_label"])


def is_contact(text: str) -> bool:
    """A line of an address: a street, a town with its code, a telephone number."""
    return _CONTACT.search(text.lower()) is not None or says_how_to_reach(text)


def says_how_to_reach(text: str) -> bool:
    """A line labelled as an address, a telephone number or opening hours of a practice."""
    return (":" in text or "line" in text.lower()) and _CONTACT_LABEL.match(text) is not None
