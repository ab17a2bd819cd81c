"""Lines that tell how to reach a practice: its address, telephone numbers, hours, doctors."""

from __future__ import annotations

import re

from extract.data import any_of, load, opening

_DATA = load("article/contact.toml")
_CONTACT = re.compile(any_of(_DATA["contact"]))
_CONTACT_LABEL = opening(_DATA["contact_label"])
_DOCTOR = re.compile(
    r"(?:Dr|Prof)\.? (?!\w+[’']s\b)[A-Z]|[A-Z][^.:;]{3,40},\s?(?:M\.?D|D\.?O|Ph\.?D|R\.?N|MBBS|DPM)\b"
)
MAX_NAME_BLANKS = 14  # of a doctor's name with degrees and what follows


def is_contact(text: str) -> bool:
    """A line of an address: a street, a town with its code, a telephone number."""
    return _CONTACT.search(text.lower()) is not None or says_how_to_reach(text)


def says_how_to_reach(text: str) -> bool:
    """A line labelled as an address, a telephone number or opening hours of a practice."""
    return (":" in text or "line" in text.lower()) and _CONTACT_LABEL.match(text) is not None


def is_doctor(text: str) -> bool:
    """A line that is the name of a doctor: "Dr. Ada Reed", "Tom Hill, MD"."""
    return text.count(" ") < MAX_NAME_BLANKS and _DOCTOR.match(text) is not None
