"""Whether lines are a source, by what they say."""

from __future__ import annotations

import re

from extract.addresses import parse_http
from extract.cleaning import marker_length
from extract.data import any_of, load, whole_words
from extract.page.blocks import Block, in_data_row
from extract.references.cited import URL
from extract.references.identifiers import DOI, PMCID, PMID

_DATA = load("references/told.toml")
_YEAR = re.compile(r"(?:\(|\b)(?:19|20)\d{2}[a-z]?(?:\)|\b)")
_NOTE = re.compile(r"\[\d{1,3}\]\s*\w")
_CITED = re.compile(any_of(_DATA["cited"]), re.I)
_FORM = re.compile(any_of(_DATA["form"]))
_WORK = re.compile(any_of(_DATA["work"]), re.I)
_ABOUT = whole_words(_DATA["about"], re.I)
_DATE_ALONE = re.compile(
    r"(?:\w+:? ){0,3}(?:\d{1,2}(?:st|nd|rd|th)? )?"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? (?:\d{1,2}, ?)?\d{4}\.?",
    re.I,
)
_INTERFACE = re.compile(rf"^{any_of(_DATA['interface'])}\W*$|^{any_of(_DATA['interface_opening'])}", re.I)


def may_be_source(group: list[Block]) -> bool:
    """A year, an address, or a word of a citation, in no line of the page's own."""
    text = " ".join(b.text for b in group)
    if _INTERFACE.match(text) or _DATE_ALONE.fullmatch(text) or not any(c.isalnum() for c in text):
        return False
    if _YEAR.search(text) or is_addressed(text, group):
        return True
    if in_data_row(group[0].frame):
        return False
    return bool(_CITED.search(text)) and len(text) > 12


def is_addressed(text: str, group: list[Block]) -> bool:
    """It has an address or a DOI, or is linked to one; `text` is what the group says."""
    said = URL.search(text) or DOI.search(text)
    return said is not None or any(parse_http(href) for b in group for href, _ in b.links)


def introduces(group: list[Block]) -> bool:
    """A paragraph about the sources that cites none: "The information on this page is taken from …"."""
    text = " ".join([b.text for b in group])
    return _ABOUT.search(text) is not None and not is_addressed(text, group)


def cites(group: list[Block]) -> bool:
    """An address or an identifier, or a year with a word or the form of a citation."""
    text = " ".join([b.text for b in group])
    if PMID.search(text) or is_addressed(text, group):
        return True
    return bool(_YEAR.search(text) and (_CITED.search(text) or _FORM.search(text)))


def cites_a_work(group: list[Block]) -> bool:
    """Of a line that stands alone a year and a word are not enough: "Reviewed in 2024 by our clinic"."""
    text = " ".join([b.text for b in group])
    return _WORK.search(text) is not None or PMID.search(text) is not None or is_addressed(text, group)


def may_stand_alone(text: str) -> bool:
    """A paragraph that is an address, or numbered as a note is: "[1] …"."""
    return URL.match(text[marker_length(text) :]) is not None or _NOTE.match(text) is not None


def may_cite(text: str) -> bool:
    """What every certain source holds, quick to look for: a year's beginning, or an address."""
    return "20" in text or "19" in text or "://" in text or "www." in text or "WWW." in text


def certain_source(group: list[Block]) -> bool:
    """An address alone, a numbered note, or a year with an identifier or the form of a citation."""
    text = group[0].text[marker_length(group[0].text) :].strip()
    if (URL.match(text) and " " not in URL.sub("", text).strip()) or _NOTE.match(text):
        return True
    whole = " ".join(b.text for b in group)
    if not _YEAR.search(whole):
        return False
    return any(said.search(whole) for said in (DOI, PMID, PMCID, _FORM))


def is_interface(text: str) -> bool:
    """A line of the page's own ("Show more", "Last reviewed")."""
    return _INTERFACE.match(text) is not None
