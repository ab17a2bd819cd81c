"""Entries marked up as such: list items and definitions, and where they stand among a section's blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from extract.article.contact import says_how_to_reach
from extract.article.draft import Draft
from extract.cleaning import marker_length
from extract.entries.entry import (
    Entry,
    Found,
    leads_away,
    make_entry,
    own_number,
    without_number,
)
from extract.entries.terms import without_introduction
from extract.page.blocks import Block, Frame, is_data_row
from extract.record import Facet

UnitKind = Literal["li", "dl", "row", "prose"]
Unit = tuple[UnitKind, list[Block]]
_KINDS: dict[str, UnitKind] = {"li": "li", "dt": "dl", "dd": "dl", "tr": "row"}


def units(blocks: list[Block], layout: set[Frame]) -> Iterator[Unit]:
    """Cut a section's blocks into units: one item's own blocks, a definition, a table row, or prose between.

    `layout` holds the list items, rows and cells that lay out the page and are no units.
    """
    frames = [_unit(b.frame, layout) for b in blocks]
    i, end = 0, len(blocks)
    while i < end:
        unit = frames[i]
        j = i + 1
        while j < end and frames[j] is unit:
            j += 1
        if unit is not None and unit.tag == "dt":
            while j < end and (held := frames[j]) is not None:
                if held.tag != "dd" and blocks[j].frame.nearest("dd") is None:
                    break
                j += 1
        yield _KINDS[unit.tag] if unit is not None else "prose", blocks[i:j]
        i = j


def _unit(frame: Frame | None, layout: set[Frame]) -> Frame | None:
    """The innermost list item, definition or data row that this element is or stands in."""
    while frame is not None:
        entry, row = frame.entry, frame.row
        if row is not None and (entry is None or row.depth > entry.depth):
            if row not in layout and is_data_row(row):
                return row
            frame = row.parent
        elif entry is None or entry not in layout:
            return entry
        else:
            frame = entry.parent
    return None


def list_item(
    section: Draft,
    facet: Facet,
    blocks: list[Block],
    head: Entry | None,
    open_items: dict[int, Entry],
    found: Found,
) -> None:
    """Add a list item's entry, or what became of it.

    `head` is the entry of the section's heading, parent of what stands outermost; `open_items` holds the
    entries of the section so far by the `id` of their list item.
    """
    item = blocks[0].frame.nearest("li")
    assert item is not None
    if id(item) in open_items:  # what follows a nested list inside the same item
        found.rejected.append((facet, blocks, "tail_of_parent"))
        return
    text = " ".join([b.text for b in blocks])
    if _is_navigation(blocks, text) or says_how_to_reach(blocks[0].text):
        found.rejected.append((facet, blocks, "navigation"))
        return
    if not (text[0].isalnum() or any(c.isalnum() for c in text)):
        found.rejected.append((facet, blocks, "empty"))
        return
    entry = make_entry(section, facet, without_number(section, blocks))
    around = item.parent
    outer = around.nearest("li") if around is not None and around.entry is not None else None
    entry.parent = open_items.get(id(outer)) if outer is not None else None
    if entry.parent is not None and entry.parent.term is None and len(entry.parent.blocks) == 1:
        _name_group(entry.parent)
    if entry.parent is None and head is not None and head.facet == facet:
        entry.parent = head
    open_items[id(item)] = entry
    found.entries.append(entry)


def _name_group(entry: Entry) -> None:
    """An entry with entries of its own is named by its line, where that is short ("By severity")."""
    text = without_introduction(entry.blocks[0].text[entry.marker :].rstrip(" :"))
    if text.count(" ") < 8 and text[-1] not in ".!?;":
        entry.term, entry.split_by = text, "whole"


def _is_navigation(blocks: list[Block], text: str) -> bool:
    linked = sum([b.linked for b in blocks])
    return linked >= 0.9 * len(text) and (leads_away(text) or text.endswith("?") or text.count(" ") > 12)


def definition(section: Draft, facet: Facet, blocks: list[Block]) -> Entry:
    """The entry of one or more terms of a definition list with what is said of them."""
    blocks = without_number(section, blocks)
    names = [b for b in blocks if b.frame.nearest("dt")]
    if not names:
        return make_entry(section, facet, blocks)
    marker = marker_length(names[0].text)
    start = marker or own_number(names[0])
    term = " ".join(b.text for b in names)[start:].rstrip(" :–—-")
    description = "\n".join(b.text for b in blocks if not b.frame.nearest("dt")) or None
    return Entry(facet, blocks, section, term, description, "dt", marker)
