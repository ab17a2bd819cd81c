"""Lists in all but name: by their role, or elements of one class with a line each and nothing beside them."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.page.blocks import Block, Frame

MIN_ITEMS = 3
MAX_BLANKS = 30  # of an item
MAX_SHORT_BLANKS = 20  # of two items in three: paragraphs are longer
MIN_SENTENCE_BLANKS = 16  # of a paragraph's one sentence

_ROLES = {"listitem": "li", "list": "ul"}  # WAI-ARIA 1.2, section 5.4
_MAY_ACT = frozenset({"div", "span", "p", "section", "article"})
_SENTENCES = re.compile(r"[.!?] [A-Z]")
_DATED = re.compile(r"\b(?:19|20)\d\d$|\bread$")  # a byline's: "June 3, 2020", "5 min read"


def mark_lists(frames: list[Frame], blocks: list[Block]) -> None:
    """Give such elements the names that lists and their items have; their paths stay what they are."""
    names: dict[Frame, str] = {}
    held: dict[Frame, list[Frame]] = {}
    for frame in frames:
        role = frame.attributes.get("role") if frame.attributes else None
        alone = frame.last - frame.first == 1 and frame.tag == "div" and frame.tokens
        if role in _ROLES and frame.tag in _MAY_ACT:
            names[frame] = _ROLES[role]
        elif alone and frame.parent is not None:
            held.setdefault(frame.parent, []).append(frame)
    for around, items in _lists(held, blocks):
        names.update(dict.fromkeys(items, "li"))
        if around.tag == "div":
            names[around] = "ul"
    for frame, name in names.items():
        _ = frame.path  # written, and kept, with the name that it has in the page
        frame.tag = name
    for frame in frames if names else ():
        if frame.parent is not None:
            frame.around = frame.parent.entry, frame.parent.row


def _lists(held: dict[Frame, list[Frame]], blocks: list[Block]) -> list[tuple[Frame, list[Frame]]]:
    """Those of these elements and their children that are lists.

    Where one follows another of its make with nothing between, both are rows of a table.
    """
    found = {around: items for around, items in held.items() if _is_list(around, items, blocks)}
    rows = {row for pair in pairwise(found) if _are_rows(*pair) for row in pair}
    return [(around, items) for around, items in found.items() if around not in rows]


def _is_list(around: Frame, items: list[Frame], blocks: list[Block]) -> bool:
    if not MIN_ITEMS <= len(items) == around.last - around.first or around.entry is not None:
        return False
    if any(item.tokens != items[0].tokens for item in items) or around.attributes.get("role") == "tablist":
        return False
    short = told = 0
    for item in items:
        text, linked = blocks[item.first].text, blocks[item.first].linked
        blanks = text.count(" ")
        if 2 * linked > len(text) or blanks >= MAX_BLANKS or text[-1] in ":?" or _DATED.search(text):
            return False
        short += blanks < MAX_SHORT_BLANKS
        told += text[-1] == "." and (blanks >= MIN_SENTENCE_BLANKS or _SENTENCES.search(text) is not None)
    return 3 * short >= 2 * len(items) and 2 * told <= len(items)  # else paragraphs


def _are_rows(one: Frame, other: Frame) -> bool:
    make = one.parent, one.tag, one.tokens
    return one.last == other.first and make == (other.parent, other.tag, other.tokens)
