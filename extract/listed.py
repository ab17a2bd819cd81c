"""Entries marked up as such: list items, definitions, table rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from extract.blocks import Block, Frame, is_data_row
from extract.cleaning import marker_length
from extract.entry import Entry, Found, leads_away, make_entry
from extract.outline import Draft
from extract.record import Facet

MAX_CELL_WORDS = 14  # of a first cell that names its row

UnitKind = Literal["li", "dl", "row", "prose"]
_KINDS: dict[str, UnitKind] = {"li": "li", "dd": "dl", "tr": "row"}


def units(blocks: list[Block], layout: frozenset[int]) -> Iterator[tuple[UnitKind, list[Block]]]:
    """Cut a section's blocks into units: one item's own blocks, a definition, a table row, or prose between.

    `layout` holds the `id`s of frames that lay out the page and are no units.
    """
    frames = [_unit_frame(b, layout) for b in blocks]
    i = 0
    while i < len(blocks):
        unit = frames[i]
        j = i + 1
        while j < len(blocks) and frames[j] is unit:
            j += 1
        if unit is None:
            yield "prose", blocks[i:j]
        elif unit.tag == "dt":
            while j < len(blocks) and (held := frames[j]) is not None:
                if held.tag != "dd" and blocks[j].frame.nearest("dd") is None:
                    break
                j += 1
            yield "dl", blocks[i:j]
        else:
            yield _KINDS[unit.tag], blocks[i:j]
        i = j


def _unit_frame(block: Block, layout: frozenset[int]) -> Frame | None:
    """The innermost list item, definition or data row around a block."""
    frame: Frame | None = block.frame
    while frame is not None:
        if frame.tag in ("li", "dt", "dd") and id(frame) not in layout:
            return frame
        if frame.tag == "tr" and id(frame) not in layout and is_data_row(frame):
            return frame
        frame = frame.parent
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
    text = " ".join(b.text for b in blocks)
    if _is_navigation(blocks, text):
        found.rejected.append((facet, blocks, "navigation"))
        return
    if not any(c.isalnum() for c in text):
        found.rejected.append((facet, blocks, "empty"))
        return
    entry = make_entry(section, facet, blocks)
    outer = item.parent.nearest("li") if item.parent is not None else None
    entry.parent = open_items.get(id(outer)) if outer is not None else None
    if entry.parent is not None and entry.parent.term is None and len(entry.parent.blocks) == 1:
        _name_group(entry.parent)
    if entry.parent is None and head is not None and head.facet == facet:
        entry.parent = head
    open_items[id(item)] = entry
    found.entries.append(entry)


def _name_group(entry: Entry) -> None:
    """An entry with entries of its own is named by its line, where that is short ("By severity")."""
    text = entry.blocks[0].text[entry.marker :].rstrip(" :")
    if text.count(" ") < 8 and text[-1] not in ".!?;":
        entry.term, entry.split_by = text, "whole"


def _is_navigation(blocks: list[Block], text: str) -> bool:
    linked = sum(b.linked for b in blocks)
    return linked >= 0.9 * len(text) and (leads_away(text) or text.endswith("?") or text.count(" ") > 12)


def definition(section: Draft, facet: Facet, blocks: list[Block]) -> Entry:
    """The entry of one or more terms of a definition list with what is said of them."""
    names = [b for b in blocks if b.frame.nearest("dt")]
    if not names:
        return make_entry(section, facet, blocks)
    marker = marker_length(names[0].text)
    term = " ".join(b.text for b in names)[marker:].rstrip(" :–—-")
    description = "\n".join(b.text for b in blocks if not b.frame.nearest("dt")) or None
    return Entry(facet, blocks, section, term, description, "dt", marker)


def table_row(section: Draft, facet: Facet, blocks: list[Block], found: Found) -> None:
    """Add a table row's entry, named by its first cell; a row of headers is none."""
    cells: dict[int, list[Block]] = {}
    for block in blocks:
        cells.setdefault(id(block.frame.nearest("td", "th")), []).append(block)
    texts = ["\n".join(b.text for b in cell) for cell in cells.values()]
    if _is_header(blocks, texts):
        found.rejected.append((facet, blocks, "header_row"))
        return
    if len(texts) == 1:
        found.entries.append(make_entry(section, facet, blocks))
        return
    marker = marker_length(texts[0])
    term = texts[0][marker:].strip()
    if term.isdigit() and len(texts) > 2:
        term = texts[1]
    if len(term.split()) > MAX_CELL_WORDS:
        entry = Entry(facet, blocks, section, None, None, "none", marker)
    else:
        entry = Entry(facet, blocks, section, term.rstrip(":"), "\n".join(texts[1:]), "cell", marker)
    found.entries.append(entry)


def _is_header(blocks: list[Block], texts: list[str]) -> bool:
    """A row of a table's head, or a first row of short cells that are all bold or header cells."""
    row = blocks[0].frame.nearest("tr")
    assert row is not None
    if row.nearest("thead"):
        return True
    if (row.nth > 1 and row.counts.get("td", 0) > 0) or any(len(t) >= 60 for t in texts):
        return False
    return all(_in_header_cell(b) for b in blocks)


def _in_header_cell(block: Block) -> bool:
    cell = block.frame.nearest("td", "th")
    return cell is not None and (cell.tag == "th" or block.bold >= len(block.text))
