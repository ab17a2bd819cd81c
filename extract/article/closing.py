"""Lines at the ends of a facet's section that say nothing of it: calls, credits, addresses, disclaimers."""

from __future__ import annotations

import re

from extract.article.contact import is_contact, is_doctor
from extract.article.draft import Draft
from extract.data import any_of, load, opening
from extract.page.blocks import Block, Frame, is_listed
from extract.vocabulary import read_heading

_DATA = load("article/closing.toml")
_CLOSES = opening(_DATA["closes"])
_SAYS = re.compile(r"\b" + any_of(_DATA["says"]))
_POINTS = re.compile(any_of(_DATA["points"]))
_RECOMMENDS = re.compile(r"\b" + any_of(_DATA["recommends"]))
_CALLS = re.compile(r"\b" + any_of(_DATA["calls"]))
_CALLS_OPENING = re.compile(any_of(_DATA["calls_opening"]))
_LEADS_ON = opening(_DATA["leads_on"])
_CALLING = re.compile(any_of(_DATA["calling"]))
_DISCLAIMS = re.compile(r"\b" + any_of(_DATA["disclaims"]))
_DISCLAIMS_OF = re.compile(any_of(_DATA["disclaims_of"]))
_DISCLAIMS_BY = tuple(_DATA["disclaims_by"])
MAX_CLOSING = 400  # characters of such a paragraph
MAX_REACH_BLANKS = 9  # of a line of an address
MAX_LINE = 60  # characters of a line of an enumeration
MIN_DISCLAIMER = 30  # characters
MAX_CAPTION = 150  # characters of a caption by its class name
_ADVISE = frozenset({"when_to_see_doctor", "faq"})  # facets that calls may belong to


def cut_closings(sections: list[Draft]) -> None:
    """Cut such lines off the ends of sections with a facet; they stay in the article, in no facet.

    A section says more than what closes it, or its heading calls as well and it has no facet; a disclaimer
    may be all it holds. A caption that stands first, and no other with it, is of a picture below the heading.
    """
    for at in range(len(sections) - 1, -1, -1):
        section = sections[at]
        if not section.facet:
            continue
        lines = section.blocks
        disclaimer: list[Block] = []
        closing: list[Block] = []
        while lines:
            if _disclaims(lines[-1], section):
                disclaimer.append(lines.pop())
            elif len(lines) > 1 and (captions(lines[-1]) or _closes(lines[-2], lines[-1], section)):
                closing.append(lines.pop())
            else:
                break
        if section.own and _only_calls(section):
            section.own = section.facet = None
        after = Draft("", 0, closing[::-1], parent=section.parent)
        denied = Draft("", 0, disclaimer[::-1], role="disclaimer", parent=section.parent)
        sections[at + 1 : at + 1] = [s for s in (after, denied) if s.blocks]
        if section.own and [captions(b) for b in lines[:2]] in ([True], [True, False]):
            sections.insert(at, Draft("", 0, [lines.pop(0)], parent=section.parent))


def captions(block: Block) -> bool:
    """What a picture shows, by the name of its element."""
    return block.frame.tag == "figcaption" or (
        "caption" in block.frame.tokens and len(block.text) <= MAX_CAPTION
    )


def _closes(before: Block, block: Block, section: Draft) -> bool:
    """A short paragraph by whose words nothing is said of the facet, unless it looks like the one before."""
    if len(block.text) > MAX_CLOSING or is_listed(block.frame):
        return False
    text = block.text
    if text[-1] == ":" and read_heading(text).role == "aside":
        return True  # the label of links that are chrome
    if section.facet not in _ADVISE and text[-1] not in ".!?:" and _belongs_to_a_practice(block):
        return True
    if (block.bold and before.bold) or (_is_short(block) and _is_short(before)):
        return False  # one more of an enumeration
    return _says_nothing(block, section)


def _belongs_to_a_practice(block: Block) -> bool:
    """A short line of its address, a doctor's name, or a link that leads on."""
    text = block.text
    if text.count(" ") >= MAX_REACH_BLANKS:
        return False
    led = block.linked >= len(text) and _LEADS_ON.match(text) is not None
    return led or is_contact(text) or is_doctor(text)


def _says_nothing(block: Block, section: Draft) -> bool:
    text = block.text.lower()
    if _CLOSES.match(block.text) or _SAYS.search(text):
        return True
    if block.linked and (_POINTS.match(text) or _RECOMMENDS.search(text)):
        return True
    if section.facet in _ADVISE:
        return False
    return _CALLS_OPENING.match(text) is not None or _CALLS.search(text) is not None


def _only_calls(section: Draft) -> bool:
    """A heading that calls over lines that all do ("Visit us for relief")."""
    if section.facet in _ADVISE or not section.blocks or not _CALLING.search(section.heading.lower()):
        return False
    return all(len(b.text) <= MAX_CLOSING and _says_nothing(b, section) for b in section.blocks)


def _is_short(block: Block) -> bool:
    """A line that is no sentence."""
    return len(block.text) <= MAX_LINE and block.text[-1] not in ".!?:" and not block.linked


def _disclaims(block: Block, section: Draft) -> bool:
    """What says that the page is no medical advice: by its words, or by its element's name in the section."""
    if block.frame.entry is not None:
        return False
    frame: Frame | None = block.frame
    begins = section.head[-1].index if section.head else -1
    while frame is not None and frame.first > begins:
        if "disclaimer" in frame.tokens:
            return True
        frame = frame.parent
    if len(block.text) <= MIN_DISCLAIMER:
        return False
    text = block.text.lower()
    for part in _DISCLAIMS_BY:
        if part in text:
            return _DISCLAIMS.search(text) is not None and _DISCLAIMS_OF.search(text) is not None
    return False
