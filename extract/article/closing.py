"""Paragraphs that end a part of the article and say nothing of it: calls, credits, where to read on."""

from __future__ import annotations

import re

from extract.article.draft import Draft
from extract.data import any_of, load
from extract.page.blocks import Block, is_data_row

_DATA = load("article/closing.toml")
_CLOSES = re.compile(any_of(_DATA["closes"]))
_CALLS = re.compile(any_of(_DATA["calls"]))
MAX_CLOSING = 400  # characters of such a paragraph
MAX_LINE = 60  # characters of a line of an enumeration
_ADVISE = frozenset({"when_to_see_doctor", "faq"})  # facets that calls may belong to


def cut_closings(sections: list[Draft]) -> None:
    """Cut such paragraphs off the ends of sections with a facet that say more; they stay in the article."""
    for at in range(len(sections) - 1, -1, -1):
        section = sections[at]
        start = len(section.blocks) if section.facet else 0
        while start > 1 and _closes(section.blocks[start - 2], section.blocks[start - 1], section):
            start -= 1
        if section.facet and start < len(section.blocks):
            said = section.blocks[start:]
            del section.blocks[start:]
            sections.insert(at + 1, Draft("", 0, said, parent=section.parent))


def _closes(before: Block, block: Block, section: Draft) -> bool:
    """A short paragraph by whose words nothing is said of the facet, unless it looks like the one before."""
    if len(block.text) > MAX_CLOSING or block.frame.entry is not None:
        return False
    if (block.bold and before.bold) or (_is_short(block) and _is_short(before)):
        return False  # one more of an enumeration
    if block.frame.row is not None and is_data_row(block.frame.row):
        return False
    text = block.text.lower()
    return bool(_CLOSES.search(text) or (section.facet not in _ADVISE and _CALLS.search(text)))


def _is_short(block: Block) -> bool:
    """A line that is no sentence."""
    return len(block.text) <= MAX_LINE and block.text[-1] not in ".!?:" and not block.linked
